"""Homes for functions: when bodies end, each function in force gets a select that says who does it then."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from governance.admin.choices import CHOOSE, Choice
from governance.foundation.dated import Span
from governance.models import Body, Function
from governance.restructuring import STOPS, SUCCESSOR

IT_STOPS = (STOPS, "It stops: nobody does it")
MISSING = {"required": "Say who does this from then on, or that it stops."}


def functions_of(bodies: Iterable[Body], day: datetime.date) -> list[Function]:
    """The functions of these bodies that are in force on `day` or later, in the order of the bodies."""
    rows = Function.objects.filter(body__in=list(bodies)).meeting(Span(day)).select_related("body")
    return list(rows.order_by("body__name", "title", "pk"))


def home_name(function: Function) -> str:
    """The name of the field for the function's home."""
    return f"home_{function.pk}"


def home_field(function: Function, choices: list[Choice], *, with_body: bool) -> forms.ChoiceField:
    """A select for the home of one function; `with_body` names the body that does it now."""
    label = f"{function.title} ({function.body})" if with_body else function.title
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], error_messages=MISSING)


def chosen_homes(functions: Iterable[Function], cleaned: dict[str, Any]) -> dict[Function, Any]:
    """What was chosen, as the deeds take it: a body, SUCCESSOR, STOPS, or whatever else the choices said."""
    return {function: _decoded(cleaned[home_name(function)]) for function in functions}


def _decoded(value: str) -> Any:
    if value.isdecimal():
        return Body.objects.get(pk=int(value))
    return value


__all__ = ["IT_STOPS", "STOPS", "SUCCESSOR", "chosen_homes", "functions_of", "home_field", "home_name"]
