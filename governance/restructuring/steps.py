"""Steps: the public record of what became of a body, written by every deed of this family."""

import datetime
from typing import Any

from governance.foundation.deeds import write
from governance.models import Body, Function, Succession


def step(
    body: Body,
    how: Succession.How,
    *,
    on: datetime.date,
    by: Any,
    words: str,
    reason: str = "",
    successor: Body | None = None,
    function: Function | None = None,
) -> Succession:
    """Record one step in the life of `body` on the first day of its effect."""
    return write(
        Succession(
            predecessor=body,
            successor=successor,
            how=how,
            day=on,
            function=function,
            words=words[:300],
            reason=reason[:300],
        ),
        by=by,
        why=reason,
    )
