"""What bodies and organisations were called on a day, for rows that point at them."""

import datetime
from collections.abc import Collection

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from governance.models import BodyPeriod, OrganisationName


def body_name_on(path: str, day: datetime.date) -> Coalesce:
    """An annotation: the name on `day` of the body that `path` leads to; outside its life, its name in the index."""
    then = BodyPeriod.objects.in_force(day).filter(body=OuterRef(path))
    return Coalesce(Subquery(then.values("name")[:1]), F(f"{path}__name"))


BODY, ORGANISATION = "body", "organisation"


def names_on(
    day: datetime.date, *, bodies: Collection[int], organisations: Collection[int]
) -> tuple[dict[int, str], dict[int, str]]:
    """The names on `day` of these bodies, and of those of these organisations that had another name then.

    One query for both. A body that did not exist on the day is left out.
    """
    of_bodies = (
        BodyPeriod.objects.in_force(day)
        .filter(body__in=bodies)
        .order_by()
        .values_list(Value(BODY, CharField()), "body", "name")
    )
    of_organisations = (
        OrganisationName.objects.in_force(day)
        .filter(organisation__in=organisations)
        .order_by()
        .values_list(Value(ORGANISATION, CharField()), "organisation", "name")
    )
    found: dict[str, dict[int, str]] = {BODY: {}, ORGANISATION: {}}
    for what, key, name in of_bodies.union(of_organisations, all=True):
        found[what][key] = name
    return found[BODY], found[ORGANISATION]
