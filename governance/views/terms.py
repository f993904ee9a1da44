"""Pages about a body's terms of reference: in force on a day, an exact version, two compared, and the sign-off."""

import datetime
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from governance.bodies.life import Tense
from governance.foundation.access import is_officer_of, person_of
from governance.foundation.dated import Stage
from governance.foundation.deeds import Refused
from governance.foundation.printing import Unprintable, pdf_response, unprintable
from governance.foundation.sentences import plain_day
from governance.models import TermsOfReference
from governance.seats.presence import names_on
from governance.terms.signing import current_draft, may_sign, sign_off, signing_body, text_sha256
from governance.terms.stored_terms import Stored, find_stored
from governance.terms.terms_comparison import compare_terms
from governance.terms.terms_printing import print_terms
from governance.terms.versions import find_version, signed_as, stage_on, terms_in_force, versions_of
from governance.views.pages import Crumb, OfBody
from governance.views.signing_form import SignOffForm
from governance.views.stored import print_name, stored_response

MOST_WITHOUT_CONTENTS = 4
"""Sections above which a page begins with a list of them."""


class TermsPage(OfBody):
    """What the pages about terms share: the list of every version that the user may read.

    Terms that are missing and terms that the user may not read look alike: 404. `under_terms` puts the page of the
    terms in force on the way back up.
    """

    under_terms = True

    @cached_property
    def versions(self) -> list[TermsOfReference]:
        """The highest number first."""
        return versions_of(self.body, self.request.user, besides=self.found)

    @cached_property
    def found(self) -> set[int]:
        """Keys of the versions that the address names, once they are found."""
        return set()

    def find(self, written: str) -> TermsOfReference:
        """The version with that number, with its sections. Raises Http404."""
        terms = find_version(self.body, written, self.request.user)
        if terms is None:
            raise Http404("There is no such version.")
        self.found.add(terms.pk)
        return terms

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        crumbs = super().get_crumbs()
        if self.under_terms:
            crumbs.append(Crumb("Terms of reference", reverse("governance:terms", args=[self.body.slug])))
        return crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions, how each stands on the day, and which two may be compared."""
        context = super().get_context_data(**kwargs)
        context["versions"] = self._versions()
        return context

    def _versions(self) -> list[tuple[TermsOfReference, Stage, TermsOfReference | None]]:
        """Each version, how it stands on the day, and the one before it."""
        pairs = zip(self.versions, [*self.versions, None][1:], strict=True)
        return [(each, stage_on(each, self.day), before) for each, before in pairs]

    def about(self, terms: TermsOfReference) -> dict[str, Any]:
        """What a page says of one version."""
        stage, sections = stage_on(terms, self.day), list(terms.sections.all())
        signed_at = terms.signed_at
        names = None
        if terms.signed_on and signed_at:
            names = names_on(terms.signed_on, bodies=[signed_at.pk], organisations=[])
        return {
            "terms": terms,
            "sections": sections,
            "with_contents": len(sections) > MOST_WITHOUT_CONTENTS,
            "stage": stage,
            "signed_at_name": names.body(signed_at) if names and signed_at else "",
            "name_then": self._name_on(terms.starts),
            "review_is_late": stage == Stage.IN_FORCE and terms.review_due and terms.review_due < self.day,
            "follower": next((each for each in self.versions if terms.ends and each.starts == terms.ends), None),
            "may_sign": self._may_sign(terms),
        }

    def _name_on(self, day: datetime.date | None) -> str:
        """What the body was called on `day`; without a day, or where it did not exist, its name of the page's day."""
        periods = [period for period in self.life.periods if day and period.span.holds(day)]
        return periods[0].name if periods else self.life.name

    def _may_sign(self, terms: TermsOfReference) -> bool:
        """Whether the user may sign this draft now, and no newer one has taken its place."""
        user = self.request.user
        if not terms.is_draft or not user.is_authenticated or not may_sign(user, terms):
            return False
        draft = current_draft(self.body)
        return draft is not None and draft.pk == terms.pk


class OfVersion(TermsPage):
    """A page about the version that the address names."""

    @cached_property
    def terms(self) -> TermsOfReference:
        """The version, with its sections."""
        return self.find(self.kwargs["version"])


class TermsInForcePage(TermsPage, TemplateView):
    """The terms in force on the day, of a body that is over those of its last day; without any, a page that says so."""

    printed = False
    under_terms = False
    template_name = "governance/terms_in_force.html"

    @cached_property
    def terms(self) -> TermsOfReference | None:
        """The version in force."""
        day = self.life.shown_day if self.life.tense == Tense.OVER else self.day
        return terms_in_force(self.body, day, self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the PDF as it was signed."""
        if not self.printed:
            return super().get(request, *args, **kwargs)
        if self.terms is None or not hasattr(self.terms, "pdf"):
            raise Http404("No terms were in force on that day.")
        pdf = self.terms.pdf
        return stored_response(request, Stored(pdf.pk, pdf.sha256), print_name(self.body.slug, self.terms.version))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the terms, and a newer version that is drafted or signed."""
        context = super().get_context_data(**kwargs)
        if self.terms:
            context |= self.about(self.terms)
        versions = context["versions"]
        context["draft"] = next((each for each, stage, _ in versions if stage == Stage.DRAFT), None)
        signed = [each for each, stage, _ in versions if stage == Stage.TO_COME and each.signed_on <= self.day]
        context["to_come"] = signed[-1] if signed else None
        return context


class TermsVersionPage(OfVersion, TemplateView):
    """An exact version: a signed one for everybody, a draft for those who write it or may sign it."""

    printed = False
    template_name = "governance/terms_detail.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer for the store first, which asks one small question; everything else goes the longer way."""
        if self.printed and request.method in {"GET", "HEAD"}:
            # Without a session cookie it is the public who asks: no session has to be opened to know that.
            known = settings.SESSION_COOKIE_NAME in request.COOKIES
            stored = find_stored(kwargs["slug"], kwargs["version"], request.user if known else None)
            if stored:
                return stored_response(request, stored, print_name(kwargs["slug"], kwargs["version"]))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the PDF of a draft as it stands now."""
        if not self.printed:
            return super().get(request, *args, **kwargs)
        if self.terms.starts is not None:
            raise Http404("Signed terms are printed once, and this version is not in the store.")
        try:
            pdf = print_terms(self.terms, list(self.terms.sections.all()))
        except Unprintable as error:
            return unprintable(request, error)
        return pdf_response(request, pdf, print_name(self.body.slug, self.terms.version))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version."""
        return super().get_context_data(**self.about(self.terms), **kwargs)


class TermsComparisonPage(TermsPage, TemplateView):
    """Two versions compared word by word, the older one first whichever way round the address has them."""

    template_name = "governance/terms_comparison.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Compare, or lead to the address that has them in their order."""
        older, newer = self.find(kwargs["older"]), self.find(kwargs["newer"])
        if older.pk == newer.pk:
            raise Http404("A version is not compared with itself.")
        if (older.major, older.minor) > (newer.major, newer.minor):
            address = reverse("governance:terms-comparison", args=[self.body.slug, newer.version, older.version])
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{address}?{query}" if query else address)
        return self.render_to_response(self.get_context_data(comparison=compare_terms(older, newer)))


class SignOffPage(OfVersion, FormView):
    """Where the chair signs a draft off, or an officer records that a meeting did. For them alone: others get 404."""

    http_method_names = ["get", "head", "post"]
    template_name = "governance/terms_sign_off.html"
    form_class = SignOffForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self._require_right()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign, or say why not with everything that was typed."""
        if done := self._signed_already():
            return done
        self._require_right()
        return super().post(request, *args, **kwargs)

    def _require_right(self) -> None:
        if not self._may_sign(self.terms):
            raise Http404("There is nothing here for this user to sign.")

    @cached_property
    def records(self) -> bool:
        """Whether the user is an officer, who may record what a meeting did under any chair."""
        return is_officer_of(self.request.user, self.body.partnership_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may have been in the chair, and which words are signed."""
        person = person_of(self.request.user)
        return super().get_form_kwargs() | {
            "signing_body": signing_body(self.terms, timezone.localdate()),
            "own": person,
            "records": self.records,
            "text": text_sha256(self.terms, list(self.terms.sections.all())),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version, who signs it, and what it would become."""
        signer = signing_body(self.terms, timezone.localdate())
        before = next((before for each, _, before in self._versions() if each.pk == self.terms.pk), None)
        return super().get_context_data(
            signing_name=signer.name,
            records=self.records,
            own=person_of(self.request.user),
            next_version=self.terms.major + 1,
            before=before,
            **self.about(self.terms),
            **kwargs,
        )

    def form_valid(self, form: SignOffForm) -> HttpResponse:
        """Sign the terms off through the deed."""
        given = form.cleaned_data
        try:
            signed = sign_off(
                self.terms,
                by=self.request.user,
                chair=given["chair"],
                meeting_of=signing_body(self.terms, given["meeting_on"]),
                meeting_on=given["meeting_on"],
                place=given["place"],
                takes_effect=given["takes_effect"],
                printer=print_terms,
            )
        except (Refused, Unprintable) as refusal:
            if done := self._signed_already():
                return done
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        starts = cast("datetime.date", signed.starts)
        words = f"Version {signed.version} is signed off. It is in force from {plain_day(starts)}."
        messages.success(self.request, words)
        return self._lead_to(signed)

    def _signed_already(self) -> HttpResponse | None:
        """The way to what somebody, or this user's first click, has signed in the meantime."""
        done = signed_as(self.body, self.kwargs["version"], self.request.user)
        if done is None:
            return None
        messages.info(self.request, f"These terms are signed off already, as version {done.version}.")
        return self._lead_to(done)

    def _lead_to(self, terms: TermsOfReference) -> HttpResponse:
        return HttpResponseRedirect(reverse("governance:terms-version", args=[self.body.slug, terms.version]))
