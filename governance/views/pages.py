"""What the governance pages share: the day, the record that the address names, the way back up."""

import datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from governance.bodies.life import Life, Tense, life_of
from governance.foundation.access import is_known, may_edit
from governance.foundation.asked import DayRequest
from governance.models import Body, BodyPeriod, FormerSlug
from governance.structures.structure import Above, line_above


class Crumb(NamedTuple):
    """One step of the way back up: its words, and its address without the day."""

    words: str
    address: str


class Page(TemplateResponseMixin, ContextMixin, View):
    """A public page that speaks of one day and can only be read. Put it before Django's generic view.

    The template finds `crumbs`, for `governance/_breadcrumbs.html`. Whatever is answered to somebody who is signed in
    may depend on who they are, so that no shared cache keeps it; an answer that says itself who may keep it still does.
    """

    http_method_names = ["get", "head"]
    request: DayRequest
    kept_by_reader: ClassVar[str] = "private"
    """How a signed-in reader's own browser may keep the page, as `Cache-Control` says it."""

    @property
    def day(self) -> datetime.date:
        """The day that the page speaks of."""
        return self.request.day

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and say who may keep the answer."""
        return self.kept(super().dispatch(request, *args, **kwargs))

    def kept(self, response: HttpResponseBase) -> HttpResponseBase:
        """The response, which only its reader's browser may keep where the reader is signed in."""
        if is_known(self.request.user):
            response.setdefault("Cache-Control", self.kept_by_reader)
        return response

    def get_crumbs(self) -> list[Crumb]:
        """The way back up from this page, the furthest first, without the page itself."""
        return []

    def kept_query(self, *left_out: str) -> str:
        """What the address asks for, the day too, for links to other pages of a list.

        Without the number of the page, without what was left empty, and without the parameters `left_out`.
        """
        names = {"page", *left_out}
        asked = [(name, value) for name, values in self.request.GET.lists() for value in values]
        return urlencode([(name, value) for name, value in asked if name not in names and value])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back up."""
        return super().get_context_data(crumbs=self.get_crumbs(), **kwargs)


class BySlug(Page):
    """A page about the record that `slug` names in the address, kept as `self.record`.

    An address that the record bore once leads on for ever, with the day; an unknown one is a 404.
    """

    record: Any

    def get_records(self) -> QuerySet[Any]:
        """The records that this page may show to this user."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the record first; then answer."""
        if (request.method or "").lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        records = self.get_records()
        self.record = records.filter(slug=kwargs["slug"]).first()
        if self.record is None:
            return self.kept(HttpResponsePermanentRedirect(self._address_now(records, kwargs["slug"])))
        return super().dispatch(request, *args, **kwargs)

    def _address_now(self, records: QuerySet[Any], former: str) -> str:
        """This page's address under the slug of today, the day and all kept; 404 where there never was such a slug."""
        record = _named_once(records, former)
        match = self.request.resolver_match
        if record is None or match is None:
            raise Http404("Nothing has or had that address.")
        address = reverse(match.view_name, kwargs={**match.kwargs, "slug": record.slug})
        query = self.request.META.get("QUERY_STRING", "")
        return f"{address}?{query}" if query else address


def _named_once(records: QuerySet[Any], slug: str) -> Any | None:
    """The one of `records` whose slug was `slug` once."""
    former = FormerSlug.objects.filter(record=records.model._meta.label_lower, slug=slug)
    return records.filter(pk__in=former.values("target")).first()


class OfBody(BySlug):
    """A page about one body, or about something that belongs to it: 2 queries, and 1 for the reporting line.

    `self.body` is the body, `self.life` its life as seen from the day; the template finds both, and `name`, the
    body's name of that day, `is_present`, `is_to_come`, `is_over` (whether it exists on the day, not yet, no longer)
    and `may_edit`. `with_body_crumb` puts the body's own page on the way back up.
    """

    record: Body
    with_body_crumb = True

    def get_records(self) -> QuerySet[Any]:
        """Bodies, with the partnership's name of the day."""
        then = BodyPeriod.objects.in_force(self.day).filter(body=OuterRef("partnership"))
        return (
            Body.objects.visible_to(self.request.user)
            .select_related("partnership")
            .annotate(partnership_name_then=Subquery(then.values("name")[:1]))
        )

    @property
    def body(self) -> Body:
        """The body that the address names."""
        return self.record

    @cached_property
    def life(self) -> Life:
        """The body's life as seen from the day."""
        return life_of(self.body, self.day)

    @cached_property
    def line(self) -> list[Above]:
        """The reporting line above the body on the day, the partnership first."""
        return line_above(self.body, self.life.shown_day)

    def get_crumbs(self) -> list[Crumb]:
        """Partnerships, the body's partnership, and the reporting line of the day down to the body."""
        body, partnership = self.body, self.body.partnership
        steps = [(above.slug, above.name) for above in self.line if above.slug != partnership.slug]
        if self.with_body_crumb:
            steps.append((body.slug, "About the partnership" if body.is_partnership else self.life.name))
        return [
            Crumb("Partnerships", reverse("governance:partnerships")),
            Crumb(partnership_name(body), reverse("governance:structure", args=[partnership.slug])),
            *(Crumb(name, reverse("governance:body", args=[slug])) for slug, name in steps),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body, its life and its name."""
        life = self.life
        return super().get_context_data(
            body=self.body,
            life=life,
            name=life.name,
            is_present=life.tense == Tense.PRESENT,
            is_to_come=life.tense == Tense.TO_COME,
            is_over=life.tense == Tense.OVER,
            may_edit=may_edit(self.request.user, self.body),
            **kwargs,
        )


def partnership_name(body: Body) -> str:
    """What the partnership of a body from `OfBody.get_records` was called on the day; else what it is called now."""
    return getattr(body, "partnership_name_then", None) or body.partnership.name
