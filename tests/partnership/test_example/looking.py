"""Short questions about what stands on a day."""

from governance.models import Body, TermsOfReference
from governance.seats.roll import roll_on
from governance.structures.structure import line_above
from tests import make


def the(slug):
    """The body at this address."""
    return Body.objects.get(slug=slug)


def period(slug, day):
    """What the body was on this day."""
    return the(slug).period_on(make.day(day)).for_page().get()


def parent(slug, day):
    """The name of the body that it reported to."""
    return line_above(the(slug), make.day(day))[-1].name


def below(slug, day):
    """The addresses of the bodies that reported to it."""
    return {each.body.slug for each in the(slug).child_periods.in_force(make.day(day)).for_page()}


def roll(slug, day):
    """Its membership list."""
    return roll_on(the(slug), make.day(day))


def places(lines):
    """The least number of places for members."""
    return sum(line.low for line in lines if line.seat.is_member_seat)


def signed(slug, day):
    """Its terms of reference in force, or None."""
    return TermsOfReference.objects.published().in_force(make.day(day)).filter(body=the(slug)).first()
