"""What a reader can ask a list for: the filters, sent by GET, that every list has in its own form.

An answer that nobody offers narrows nothing, and the form says so.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Generic, TypeVar

from django import forms

LONGEST_SEARCH = 100

Wanted = TypeVar("Wanted")


def choice(label: str, what: str, *, choices: Iterable[Any] = (), help_text: str = "") -> forms.ChoiceField:
    """A filter that need not be filled in. Whoever sends what it does not offer is told to choose `what`: “a body”."""
    wrong = {"invalid_choice": f"Choose {what} from the list."}
    return forms.ChoiceField(
        label=label, required=False, choices=list(choices), help_text=help_text, error_messages=wrong
    )


class Asking(forms.Form, Generic[Wanted]):
    """The filters of a list. `wants` makes of the answers what the reader looks for; each field is one of its parts."""

    use_required_attribute = False
    wants: type[Wanted]

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="find-%s")

    @property
    def answers(self) -> dict[str, Any]:
        """What is asked for, by field; what is left empty, and what nobody offers, is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wanted(self) -> Wanted:
        """What the reader looks for."""
        return self.wants(**self.answers)

    def offer(self, name: str, choices: Iterable[Any], empty: str) -> None:
        """Let the field offer `choices`, and before them `empty`, which narrows nothing."""
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]

    def offer_by_partnership(self, name: str, rows: Iterable[tuple[str, str, str]], empty: str) -> None:
        """Let the field offer bodies, each once and by name, and by partnership where there are several.

        Each row is the name of the partnership, and the slug and the name of the body.
        """
        once = {slug: (partnership, slug, words) for partnership, slug, words in rows}
        ordered = sorted(once.values(), key=lambda row: (row[0].casefold(), row[2].casefold(), row[1]))
        self.offer(name, _by_partnership(ordered), empty)

    def offer_bodies(self, bodies: Sequence[Any]) -> None:
        """Offer these bodies, by partnership where there are several, and the partnerships among them.

        Each bears `name_then` and `partnership_then`, as the register's `bodies_to_choose` gives them. Where there is
        but one partnership nobody is asked for it.
        """
        roots = [(each.slug, each.name_then) for each in bodies if each.is_partnership]
        rows = ((each.partnership_then, each.slug, each.name_then) for each in bodies)
        self.offer("body", _by_partnership(rows), "All bodies")
        self.offer("partnership", roots, "All partnerships")
        if len(roots) < 2:
            del self.fields["partnership"]


def _by_partnership(rows: Iterable[tuple[str, str, str]]) -> list[Any]:
    """Choices of rows that stand by partnership, under its name where there are several."""
    grouped = groupby(rows, key=lambda row: row[0])
    families = [(name, [(slug, words) for _, slug, words in family]) for name, family in grouped]
    return families if len(families) > 1 else [row for _, family in families for row in family]
