"""The panels beside the text of the minuting page: which hold something that is not recorded yet, and what is shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from governance.foundation.comparison import compare
from governance.foundation.sentences import listed
from meetings.actions.acting_rules import owner_in_words
from meetings.minutes.minuting import Overtaken
from meetings.minutes.plain_writing import as_words
from meetings.models import Action, Decision
from meetings.views.minuting_forms import ActionForm, DecisionForm, DeclarationForm
from meetings.views.minuting_here import Holders, changed_in

FORMS: dict[str, Any] = {"decision": DecisionForm, "action": ActionForm, "declaration": DeclarationForm}
ATTENDANCE = "attendance"
WORDS = {
    "decision": "the decision",
    "action": "the action",
    "declaration": "the declaration",
    ATTENDANCE: "who is here",
}
"""The panels in their order, as sentences call what they hold."""
CLEAR = "clear-"
"""With the name of a panel: the button that empties it."""

NOTHING_CHOSEN = {"decision_outcome": Decision.Outcome.choices[0][0]}
"""What a choice says that nobody touched; of the others it is empty."""


def held_in(posted: Mapping[str, str], holders: Holders, *, besides: str = "") -> list[str]:
    """The panels that hold something that was sent and is not recorded, but for `besides`."""
    found = [name for name, form in FORMS.items() if _holds(form, posted)]
    found += [ATTENDANCE] if changed_in(holders, posted) else []
    return [name for name in found if name != besides]


def done_with(what: str) -> str:
    """The panel that the button `what` records or clears; empty for any other button."""
    name = what.removeprefix(CLEAR)
    return name if name in WORDS else ""


def record_first(names: Iterable[str]) -> str:
    """The sentence that refuses to move on while these panels hold something."""
    return f"Record or clear {listed([WORDS[name] for name in names])} first: that is not recorded yet."


def _holds(form: Any, posted: Mapping[str, str]) -> bool:
    return any(posted.get(name, "").strip() not in ("", NOTHING_CHOSEN.get(name, "")) for name in form.base_fields)


def decision_words(decision: Decision) -> str:
    """A decision in the list of what was captured."""
    return f"{decision}, {decision.get_outcome_display().lower()}: {decision.text}"


def action_words(action: Action) -> str:
    """An action in that list."""
    return f"{action}, for {owner_in_words(action)}: {action.what}"


def both_texts(conflict: Overtaken) -> dict[str, Any]:
    """What the page shows of two texts of one entry."""
    return {
        "saved": conflict.saved,
        "saved_words": as_words(conflict.saved),
        "yours": conflict.yours,
        "compared": compare(conflict.saved, conflict.yours),
    }
