"""Areas: the places that priorities, actions and figures speak of, with definitions that may be refined."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models import Body


class AreaQuerySet(ScopedQuerySet):
    """Words about areas."""

    def of_partnership(self, root: Body) -> Self:
        """The areas that the partnership keeps."""
        return self.filter(partnership=root)

    def by_name(self) -> Self:
        """In alphabetical order."""
        return self.order_by("name", "pk")

    def for_page(self) -> Self:
        """With the area above and the partnership."""
        return self.select_related("parent", "partnership")


class Area(Scoped):
    """A place: a ward, a town, a district, a neighbourhood or a set of them (items 13, 14)."""

    class Kind(models.TextChoices):
        """What sort of place."""

        COUNTRY = "country", "Country"
        REGION = "region", "Region"
        COUNTY = "county", "County"
        DISTRICT = "district", "District or borough"
        TOWN = "town", "Town"
        WARD = "ward", "Ward"
        PARISH = "parish", "Parish"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
        RURAL = "rural", "Rural areas"

    BODY = "partnership"

    partnership = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="areas")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    code = models.CharField(
        max_length=16, blank=True, help_text="Its official code where it has one, such as E07000222."
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name="lies in"
    )

    objects = AreaQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """No area lies in itself, however many steps away."""
        above, passed = self.parent, {self.pk}
        while above is not None:
            if above.pk is not None and above.pk in passed:
                raise ValidationError({"parent": "An area cannot lie in itself or in one of its parts."})
            passed.add(above.pk)
            above = above.parent


class AreaDefinitionQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about definitions."""


class AreaDefinition(Dated, Scoped):
    """What an area takes in, for a span of days; a refinement opens the next one and the old one stays (item 14)."""

    BODY = "area__partnership"

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="definitions")
    text = models.TextField(help_text="What it takes in, such as the wards or the deprived neighbourhoods by name.")
    source = models.CharField(max_length=200, blank=True, help_text="Who defined it so, and when.")

    objects = AreaDefinitionQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["area"],
                name="priorities_definition_no_overlap",
                message="The area has another definition on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.dates_in_words}"
