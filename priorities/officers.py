"""Officers named: one rule for every page, file and report that says who looks after something."""

from typing import Any

UNNAMED = "An officer who is not named"


def officer_named(person: Any, *, is_known: bool, beside_others: bool = False) -> str:
    """The name of an officer where the reader may know them; `is_known`: they hold a public seat, or the reader edits them.

    Else UNNAMED, or nothing `beside_others`, for then a body or an organisation is named already. Empty for nobody.
    """
    if person is None:
        return ""
    if is_known:
        return str(person.name)
    return "" if beside_others else UNNAMED
