"""The page of a person: where they sit on a day, and where they sat before."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.views.generic import TemplateView

from governance.models import OrganisationName, Person
from governance.seats.presence import past_seats, person_on
from governance.views.pages import BySlug, Crumb


class PersonPage(BySlug, TemplateView):
    """A person who holds or held a seat; anybody else is a 404 to the public."""

    template_name = "governance/person_detail.html"
    record: Person

    def get_records(self) -> QuerySet[Any]:
        """People, each with the name that their organisation bore on the day."""
        former = OrganisationName.objects.in_force(self.day).filter(organisation=OuterRef("organisation"))
        name = Coalesce(Subquery(former.values("name")[:1]), "organisation__name")
        return Person.objects.visible_to(self.request.user).for_page().annotate(organisation_then=name)

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the list of organisations, and the person's own."""
        crumbs = [Crumb("Organisations", reverse("governance:organisations"))]
        if organisation := self.record.organisation:
            address = reverse("governance:organisation", args=[organisation.slug])
            crumbs.append(Crumb(self.record.organisation_then, address))  # type: ignore[attr-defined]  # `get_records` adds it
        return crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the seats of the day and those before; contact details only with a consent that has begun."""
        person = self.record
        consent = person.contact_public_since
        return super().get_context_data(
            person=person,
            sittings=person_on(person, self.day),
            past=past_seats(person, self.day),
            shows_contact=person.contact_is_public and consent is not None and consent <= self.request.today,
            **kwargs,
        )
