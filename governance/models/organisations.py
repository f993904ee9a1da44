"""Partner organisations: councils, police, health, fire, business and the voluntary sector."""

import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models.bodies import Body


class Sector(models.TextChoices):
    """The part of public life that an organisation or a seat speaks for (items 103, 228, 229)."""

    COUNCIL = "council", "Local government"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    FIRE = "fire", "Fire and rescue"
    EDUCATION = "education", "Education and skills"
    EMPLOYMENT = "employment", "Employment"
    HOUSING = "housing", "Housing"
    BUSINESS = "business", "Business"
    VOLUNTARY = "voluntary", "Voluntary and community"
    COMMUNITY = "community", "Community representatives"
    PARLIAMENT = "parliament", "Members of Parliament"
    OTHER = "other", "Other public bodies"


class OrganisationQuerySet(ScopedQuerySet):
    """Words about organisations."""

    def named_on(self, day: datetime.date) -> Self:
        """Each with `name_then`: its name on `day`."""
        former = OrganisationName.objects.in_force(day).filter(organisation=OuterRef("pk"))
        return self.annotate(name_then=Coalesce(Subquery(former.values("name")[:1]), "name"))

    def by_name(self) -> Self:
        """In the order of today's names."""
        return self.order_by("name", "pk")


class Organisation(Scoped):
    """A partner. It holds seats through people, signs protocols, and has a website of its own (item 268)."""

    BODY = "kept_by"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    sector = models.CharField(max_length=12, choices=Sector)
    website = models.URLField(blank=True)
    identifier = models.CharField(max_length=60, blank=True, help_text="Scheme and code, for example “gss:E06000003”.")
    place = models.CharField(max_length=120, blank=True, help_text="The area it serves.")
    kept_by = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="organisations_kept", help_text="Whose editors keep this record."
    )
    note = models.TextField("officers’ note", blank=True, help_text="Never shown to the public.")

    objects = OrganisationQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationNameQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about former names."""


class OrganisationName(Dated, Scoped):
    """A name that an organisation bore for a span of days that is over."""

    BODY = "organisation__kept_by"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=160)

    objects = OrganisationNameQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["-starts"]
        verbose_name = "former name"
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["organisation"],
                name="governance_orgname_no_overlap",
                message="The organisation already bore another former name on those days.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
