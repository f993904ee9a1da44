"""The front page: the partnerships, what is new, where to go, and for those who sign in what waits for them."""

import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.views.generic import TemplateView

from governance.bodies.names import body_name_on
from governance.models import BodyPeriod, DocumentVersion, Succession, TermsOfReference
from governance.structures.partnerships import partnerships_on
from governance.terms.versions import awaiting_sign_off_by, drafts_in_hand
from governance.views.pages import Page

MOST_NEWS = 8


class News(NamedTuple):
    """Something that became so on a day in a partnership, and the page that says more."""

    day: datetime.date
    partnership: str
    words: str
    address: str


class NewsOfDay(NamedTuple):
    """What became so on one day in one partnership."""

    day: datetime.date
    partnership: str
    news: list[News]


class HomePage(Page, TemplateView):
    """Where a visitor arrives."""

    template_name = "partnership/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the partnerships, the news up to the day, and the user's tasks."""
        user, day = self.request.user, self.day
        published = [*terms_until(day, user), *documents_until(day, user)]
        to_sign = awaiting_sign_off_by(user)
        waiting = {each.pk for each in to_sign}
        return super().get_context_data(
            partnerships=partnerships_on(day, user),
            steps=_by_day(steps_until(day, user)),
            published=_by_day(published),
            to_sign=to_sign,
            in_hand=[each for each in drafts_in_hand(user) if each.pk not in waiting],
            **kwargs,
        )


def steps_until(day: datetime.date, user: Any) -> list[News]:
    """The last steps in the structure that were taken by `day`; other changes of a body are on its own page."""
    steps = Succession.objects.visible_to(user).for_page().exclude(how=Succession.How.CHANGED).filter(day__lte=day)
    steps = steps.annotate(partnership_then=body_name_on("predecessor__partnership", day))
    return [
        News(
            step.day,
            step.partnership_then,
            str(step).removesuffix("."),
            reverse("governance:body", args=[(step.successor or step.predecessor).slug]),
        )
        for step in steps.order_by("-day", "-pk")[:MOST_NEWS]
    ]


def terms_until(day: datetime.date, user: Any) -> list[News]:
    """The last terms of reference that took effect by `day`, under the name that the body bore then."""
    name = BodyPeriod.objects.filter(body=OuterRef("body"), starts__lte=OuterRef("starts")).order_by("-starts")
    terms = TermsOfReference.objects.visible_to(user).published().filter(starts__lte=day).select_related("body")
    terms = terms.annotate(
        name_then=Subquery(name.values("name")[:1]), partnership_then=body_name_on("body__partnership", day)
    )
    return [
        News(
            each.span.starts,
            each.partnership_then,
            f"Terms of reference of {each.name_then}, version {each.version}",
            reverse("governance:terms-version", args=[each.body.slug, each.version]),
        )
        for each in terms.order_by("-starts", "-pk")[:MOST_NEWS]
    ]


def documents_until(day: datetime.date, user: Any) -> list[News]:
    """The last versions of documents that took effect by `day`."""
    versions = DocumentVersion.objects.visible_to(user).published().filter(starts__lte=day).defer("text")
    versions = versions.select_related("document").annotate(
        partnership_then=body_name_on("document__body__partnership", day)
    )
    return [
        News(
            each.span.starts,
            each.partnership_then,
            f"{each.document.title}, version {each.number}",
            reverse("governance:document", args=[each.document.slug]),
        )
        for each in versions.order_by("-starts", "-pk")[:MOST_NEWS]
    ]


def _by_day(news: list[News]) -> list[NewsOfDay]:
    """The latest of the news, each day and partnership once."""
    latest = sorted(news, key=lambda each: (-each.day.toordinal(), each.partnership))[:MOST_NEWS]
    groups = groupby(latest, key=lambda each: (each.day, each.partnership))
    return [NewsOfDay(day, partnership, list(group)) for (day, partnership), group in groups]
