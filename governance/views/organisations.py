"""Pages of partner organisations: all of them by sector, and each with the seats that it holds on a day."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from governance.documents.library import signatures_by
from governance.models import Organisation, OrganisationName
from governance.models.organisations import Sector
from governance.seats.presence import organisation_on, seats_held_on
from governance.views.pages import BySlug, Crumb, Page

LONGEST_SEARCH = 100


class Listed(NamedTuple):
    """An organisation in the list, with the number of seats that it holds on the day."""

    organisation: Any
    seats: int

    @property
    def site(self) -> str:
        """Its website's name, to be read."""
        return site_of(self.organisation.website)


class OrganisationsPage(Page, TemplateView):
    """Every partner by sector, or those whose name, former name, place or sector holds the words asked for."""

    template_name = "governance/organisation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sectors, each with its organisations."""
        search = " ".join(self.request.GET.get("q", "")[:LONGEST_SEARCH].split())
        everyone = list(
            Organisation.objects.visible_to(self.request.user)
            .named_on(self.day)
            .prefetch_related(_former_names())
            .order_by("name_then", "pk")  # type: ignore[misc]  # `named_on` adds it
        )
        found = [each for each in everyone if _holds(each, search)]
        return super().get_context_data(
            search=search,
            sectors=_by_sector(found, seats_held_on(self.day)),
            number=len(found),
            number_of_all=len(everyone),
            **kwargs,
        )


class OrganisationPage(BySlug, TemplateView):
    """A partner: its website, the seats that it holds on the day and those kept for it, what it has signed."""

    template_name = "governance/organisation_detail.html"
    record: Organisation

    def get_records(self) -> QuerySet[Any]:
        """Organisations under their names of the day, with their former names."""
        return Organisation.objects.visible_to(self.request.user).named_on(self.day).prefetch_related(_former_names())

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Organisations", reverse("governance:organisations"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add seats and documents."""
        organisation = self.record
        return super().get_context_data(
            organisation=organisation,
            site=site_of(organisation.website),
            presence=organisation_on(organisation, self.day),
            former_names=[name for name in organisation.former_names.all() if name.ends and name.ends <= self.day],
            signatures=signatures_by(organisation, self.day, self.request.user),
            **kwargs,
        )


def site_of(address: str) -> str:
    """The name of a website, without what everybody knows: “example.org” for “https://www.example.org/”."""
    host = urlsplit(address).hostname or ""
    return host.removeprefix("www.") or address


def _former_names() -> Prefetch:
    return Prefetch("former_names", OrganisationName.objects.order_by("-ends"))


def _holds(organisation: Any, search: str) -> bool:
    """Whether every word asked for stands in the organisation's names, place or sector, whatever the case."""
    former = [each.name for each in organisation.former_names.all()]
    words = [organisation.name, *former, organisation.place, organisation.get_sector_display()]
    text = " ".join(words).casefold()
    return all(word in text for word in search.casefold().split())


def _by_sector(organisations: Iterable[Any], seats: Counter[int]) -> list[tuple[str, list[Listed]]]:
    """The sectors in their fixed order, those with nobody in them left out."""
    sectors: dict[str, list[Listed]] = {sector: [] for sector in Sector.values}
    for each in organisations:
        sectors.setdefault(each.sector, []).append(Listed(each, seats[each.pk]))
    return [(Sector(sector).label, listed) for sector, listed in sectors.items() if listed]
