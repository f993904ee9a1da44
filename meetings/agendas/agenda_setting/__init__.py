"""Setting an agenda: the deeds that draft it, publish it, and change it visibly afterwards.

Each locks the meeting, reads everything again, and refuses with one sentence; a refusal writes nothing.
"""

from meetings.agendas.agenda_setting.drafting import (
    add_item,
    begin,
    change_item,
    copy_from,
    introduce,
    move_item,
    refresh_standing,
    remove_item,
    reorder,
)
from meetings.agendas.agenda_setting.publishing import add_late_item, attach_report, publish_agenda, withdraw_item
from meetings.agendas.agenda_setting.restricting import restrict_item, reword_restricted, unrestrict_item

__all__ = [
    "add_item",
    "add_late_item",
    "attach_report",
    "begin",
    "change_item",
    "copy_from",
    "introduce",
    "move_item",
    "publish_agenda",
    "refresh_standing",
    "remove_item",
    "reorder",
    "restrict_item",
    "reword_restricted",
    "unrestrict_item",
    "withdraw_item",
]
