"""How much of what people send may wait to be read: a link that needs no account is no way to fill the disk."""

from governance.foundation.deeds import Refused

MOST_WAITING = 5
"""Reports on one thing that may wait for an editor."""


class TooManyWaiting(Refused):
    """So many reports wait to be read that no more are taken."""


def require_room(waiting: int, what: str) -> None:
    """Raise TooManyWaiting where MOST_WAITING or more wait; `what` they are, such as “reports on this action”."""
    if waiting >= MOST_WAITING:
        raise TooManyWaiting(f"{MOST_WAITING} {what} wait to be read already: please try again later.")
