"""What a reader of the priorities can ask for."""

from collections.abc import Iterable
from typing import Any

from governance.views.asking import Asking, choice


class PrioritiesForm(Asking[dict[str, str]]):
    """The filters of the list of priorities."""

    wants = dict[str, str]

    partnership = choice("Partnership", "a partnership")
    lead = choice("Lead body", "a lead body")

    def __init__(
        self, data: Any, *, partnerships: Iterable[tuple[str, str]], leads: Iterable[tuple[str, str, str]]
    ) -> None:
        super().__init__(data)
        partnerships = list(partnerships)
        self.offer("partnership", partnerships, "All partnerships")
        self.offer_by_partnership("lead", leads, "All lead bodies")
        if len(partnerships) < 2:
            del self.fields["partnership"]
