"""Whether what a line says beside its figure agrees with the indicator: the unit, and that figures are invented."""

from priorities.models import Indicator

PER_CENT, POUNDS = "%", "£"
ALIKE = {"per cent": PER_CENT, "percentage": PER_CENT, "percent": PER_CENT, "pounds": POUNDS, "gbp": POUNDS}
"""Words for units that are written with a sign as well."""


def unit_fault(said: str, indicator: Indicator) -> str:
    """Why the unit that a line says contradicts the indicator's, in one sentence; empty where it does not.

    An indicator without a unit contradicts none.
    """
    if not said or not indicator.unit or _plain(said) == _plain(indicator.unit):
        return ""
    return (
        f"“{said[:40]}” is not the unit of {indicator}, which is counted in “{indicator.unit}”: "
        "convert the figure, or correct the unit."
    )


def sign_fault(number: str, indicator: Indicator) -> str:
    """Why the sign beside a number contradicts the indicator's unit, in one sentence; empty where it does not."""
    for sign in (PER_CENT, POUNDS):
        if sign in number and indicator.unit and sign not in _plain(indicator.unit):
            return f"“{number[:40]}” says “{sign}”, and {indicator} is counted in “{indicator.unit}”: check the figure."
    return ""


def invented_fault(said: str, indicator: Indicator) -> str:
    """Why a figure that a line calls invented cannot be the indicator's, in one sentence; empty where it can."""
    if said.lower() != "yes" or indicator.invented:
        return ""
    return f"This figure is marked as invented, and the figures of {indicator} are not: leave the line out."


def _plain(unit: str) -> str:
    plain = " ".join(unit.lower().split())
    for words, sign in ALIKE.items():
        plain = plain.replace(words, sign)
    return plain
