"""The front page: the partnerships, what is new, where to go, and for those who sign in what waits for them."""

import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Subquery
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.dated import in_force_q
from governance.models import BodyPeriod, DocumentVersion, Succession, TermsOfReference
from governance.versions import awaiting_sign_off_by, drafts_in_hand

MOST_NEWS = 8


class Partnership(NamedTuple):
    """A partnership on a day."""

    slug: str
    name: str
    mission: str
    bodies: int
    """How many bodies belong to it, without the partnership itself."""


class News(NamedTuple):
    """Something that became so on a day, and the page that says more."""

    day: datetime.date
    words: str
    address: str
    about: str = ""
    """Whose news it is, where the words do not say."""


class HomePage(TemplateView):
    """Where a visitor arrives."""

    http_method_names = ["get", "head"]
    template_name = "partnership/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the partnerships, the news up to the day, and the user's tasks."""
        user, day = self.request.user, self.request.day  # type: ignore[attr-defined]
        published = sorted(
            [*terms_until(day, user), *documents_until(day, user)], key=lambda news: news.day, reverse=True
        )
        to_sign = awaiting_sign_off_by(user)
        waiting = {each.pk for each in to_sign}
        return super().get_context_data(
            partnerships=partnerships_on(day),
            steps=_by_day(steps_until(day, user)),
            published=_by_day(published[:MOST_NEWS]),
            to_sign=to_sign,
            in_hand=[each for each in drafts_in_hand(user) if each.pk not in waiting],
            **kwargs,
        )


def partnerships_on(day: datetime.date) -> list[Partnership]:
    """The partnerships that exist on `day`, by name."""
    family = Count("partnership__family_periods", filter=in_force_q(day, "partnership__family_periods__"))
    roots = BodyPeriod.objects.in_force(day).filter(body=F("partnership")).annotate(family=family)
    rows = roots.order_by("name", "pk").values_list("body__slug", "name", "mission", "family")
    return [Partnership(slug, name, mission, family - 1) for slug, name, mission, family in rows]


def steps_until(day: datetime.date, user: Any) -> list[News]:
    """The last steps in the lives of bodies that were taken by `day`, the latest first."""
    steps = Succession.objects.visible_to(user).for_page().filter(day__lte=day)
    steps = steps.select_related("predecessor__partnership").order_by("-day", "-pk")[:MOST_NEWS]
    return [
        News(
            step.day,
            str(step).removesuffix("."),
            reverse("governance:body", args=[(step.successor or step.predecessor).slug]),
            step.predecessor.partnership.name,
        )
        for step in steps
    ]


def terms_until(day: datetime.date, user: Any) -> list[News]:
    """The last terms of reference that took effect by `day`."""
    name = BodyPeriod.objects.filter(body=OuterRef("body"), starts__lte=OuterRef("starts")).order_by("-starts")
    terms = TermsOfReference.objects.visible_to(user).published().filter(starts__lte=day).select_related("body")
    terms = terms.annotate(name_then=Subquery(name.values("name")[:1])).order_by("-starts", "-pk")[:MOST_NEWS]
    return [
        News(
            each.starts,
            f"Terms of reference of {each.name_then}, version {each.version}",
            reverse("governance:terms-version", args=[each.body.slug, each.version]),
        )
        for each in terms
    ]


def documents_until(day: datetime.date, user: Any) -> list[News]:
    """The last versions of documents that took effect by `day`."""
    versions = DocumentVersion.objects.visible_to(user).published().filter(starts__lte=day).defer("text")
    versions = versions.select_related("document__body").order_by("-starts", "-pk")[:MOST_NEWS]
    return [
        News(
            each.starts,
            f"{each.document.title}, version {each.number}",
            reverse("governance:document", args=[each.document.slug]),
            each.document.body.name,
        )
        for each in versions
    ]


def _by_day(news: list[News]) -> list[tuple[datetime.date, list[News]]]:
    """The same news with each day once."""
    return [(day, list(group)) for day, group in groupby(news, key=lambda each: each.day)]
