"""Due days: the day by which something is due, and the words in which that was said, tell one day (items 128, 142)."""

from collections.abc import Collection
from typing import Any

from governance.foundation.deeds import Refused
from priorities.sheets.days_as_said import NoSuchDay, agreed_day


def agree_on_due(record: Any, given: Collection[str]) -> None:
    """Let `due` of an action or a milestone be the day that its `due_as_said` names, where those words name one.

    `given`: the facts that are being written. Where only the words are among them, the day follows. Raises Refused
    for a day that is given beside words for another, and for words that look like a day and are none.
    """
    if not {"due", "due_as_said"} & set(given):
        return
    try:
        record.due = agreed_day(record.due if "due" in given else None, record.due_as_said) or record.due
    except NoSuchDay as error:
        raise Refused(str(error)) from error
