"""Restructuring: the deeds that change which bodies there are and where they stand.

Every one runs under the tree lock, reads what it needs inside it, writes periods, steps and the index of today
in one transaction, and refuses with one sentence. Days are first days: `on` is the first day on which it is so.
"""

from governance.restructuring.describing import change_kind, describe, move, readdress, rename
from governance.restructuring.ending import STOPS, SUCCESSOR, end
from governance.restructuring.establishing import Newcomer, establish
from governance.restructuring.hanging import hanging_on, kept_back, left_by
from governance.restructuring.joining import absorb, merge, split
from governance.restructuring.linking import hand_over, link, take_on, unlink

__all__ = [
    "STOPS",
    "SUCCESSOR",
    "Newcomer",
    "absorb",
    "change_kind",
    "describe",
    "end",
    "establish",
    "hand_over",
    "hanging_on",
    "kept_back",
    "left_by",
    "link",
    "merge",
    "move",
    "readdress",
    "rename",
    "split",
    "take_on",
    "unlink",
]
