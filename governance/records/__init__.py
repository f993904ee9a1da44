"""The records judged: every rule that must hold whatever wrote them, each as one small function over whole tables.

A check takes the lives of all bodies and yields a sentence for each fault. Nothing here writes. The wings above have
records of their own to judge: each hands its checks in with `add_checks` when the apps are ready.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from governance.records.audit import audit_ends_with_what_stands
from governance.records.belongings import (
    functions_stay_inside_the_body,
    holders_stay_inside_their_seats,
    links_stay_inside_both_bodies,
    no_two_rows_share_a_day,
    rules_stay_inside_the_body,
    seats_stay_inside_the_body,
    substitutes_stand_in_for_holders,
    terms_stay_inside_the_body,
)
from governance.records.index_of_today import index_agrees_with_today
from governance.records.lives import Lives
from governance.records.reporting_lines import (
    accountable_bodies_report_to_one_parent,
    children_stay_inside_their_parents_life,
    no_circles,
    partnership_is_the_same_on_every_row,
    periods_follow_each_other,
)
from governance.records.signed import (
    addresses_lead_one_way,
    documents_go_by_their_numbers,
    published_versions_are_as_published,
    signed_terms_are_as_signed,
)

Check = Callable[[Lives], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    no_circles,  # first: nothing else can be mended while there is one
    periods_follow_each_other,
    children_stay_inside_their_parents_life,
    accountable_bodies_report_to_one_parent,
    partnership_is_the_same_on_every_row,
    no_two_rows_share_a_day,
    seats_stay_inside_the_body,
    rules_stay_inside_the_body,
    holders_stay_inside_their_seats,
    substitutes_stand_in_for_holders,
    links_stay_inside_both_bodies,
    functions_stay_inside_the_body,
    terms_stay_inside_the_body,
    signed_terms_are_as_signed,
    published_versions_are_as_published,
    documents_go_by_their_numbers,
    addresses_lead_one_way,
    audit_ends_with_what_stands,
    index_agrees_with_today,
)


_added: dict[Check, None] = {}


def add_checks(*checks: Check) -> None:
    """Take the checks of a wing in, after those of this one; the same check twice counts once."""
    _added.update(dict.fromkeys(checks))


def every_check() -> tuple[Check, ...]:
    """The checks of all wings, in the order in which they are asked."""
    return (*CHECKS, *_added)


def faults(checks: Iterable[Check] | None = None) -> Iterator[str]:
    """A sentence for each fault that `checks`, else every check, finds, all read as they stood at one moment."""
    with _one_moment():
        lives = Lives()
        for check in every_check() if checks is None else checks:
            yield from check(lives)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees none of what others write meanwhile, where it is not inside another already."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
