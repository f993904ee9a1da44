"""What a reader of the registers of risks can ask for."""

from collections.abc import Iterable
from typing import Any

from governance.views.asking import Asking, choice
from priorities.models import Risk
from priorities.registers.risk_reading import Register, Standing, Wanted


class RisksForm(Asking[Wanted]):
    """The filters of the registers."""

    wants = Wanted

    body = choice("Body", "a body")
    kind = choice(
        "Kind",
        "a kind",
        choices=[("", "Risks and opportunities"), (Risk.Kind.RISK, "Risks"), (Risk.Kind.OPPORTUNITY, "Opportunities")],
    )
    state = choice(
        "State", "a state", choices=[(each.value if each != Standing.OPEN else "", each.label) for each in Standing]
    )

    def __init__(self, data: Any, *, registers: Iterable[Register]) -> None:
        super().__init__(data)
        rows = ((each.partnership, each.slug, each.name) for each in registers)
        self.offer_by_partnership("body", rows, "All bodies")
