"""What the verbs share: the scene of a step, and the reading of its values."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from partnership.example.finding import NotThereError


@dataclass(frozen=True)
class Scene:
    """When a step happens, in which partnership, why, and who records it."""

    partnership: str
    on: datetime.date
    by: Any
    reason: str = ""
    dates_as_said: str = ""

    @property
    def deed(self) -> dict[str, Any]:
        """What every deed is told."""
        return {"on": self.on, "by": self.by, "reason": self.reason}


def known(facts: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """`facts`, all of which bear one of `names`. Raises NotThereError for any other."""
    if unknown := sorted(set(facts) - set(names)):
        raise NotThereError(f"Nothing is known of “{', '.join(unknown)}” here; known are {', '.join(sorted(names))}.")
    return dict(facts)


def listed(slugs: str | list[str]) -> list[str]:
    """One or several as a list."""
    return [slugs] if isinstance(slugs, str) else list(slugs)
