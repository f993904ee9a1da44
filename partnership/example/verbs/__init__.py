"""The verbs of the data files, each with the deed that it stands for.

A verb takes the scene of its step, its subject, and by keyword what the step says besides; it raises Refused or
NotThereError with one sentence. VERBS is the table that every step is checked against.
"""

from collections.abc import Callable

from partnership.example.verbs.bodies import absorb, change_kind, describe, end, establish, merge, move, rename
from partnership.example.verbs.documents import ask_to_sign, publish, sign
from partnership.example.verbs.figures import accept_card, card, indicator
from partnership.example.verbs.lines import hand_over, link, may_task, take_on
from partnership.example.verbs.plans import (
    fix_report,
    framework,
    hand_in,
    hand_over_plan,
    handed_over,
    plan,
    quarters,
    reach,
    report,
)
from partnership.example.verbs.priorities import (
    approach,
    area,
    become_approach,
    define_area,
    lead,
    lead_officer,
    partner,
    priority,
    rename_priority,
    strategy,
)
from partnership.example.verbs.registers import answer, assessment, risk, score_risk
from partnership.example.verbs.rules import lay_down
from partnership.example.verbs.scene import Scene
from partnership.example.verbs.seats import appoint, close_seat, seat, stand_in, step_down

__all__ = ["VERBS", "Scene"]

VERBS: dict[str, Callable[..., None]] = {
    verb.__name__: verb
    for verb in (
        *(establish, rename, move, change_kind, describe, end, merge, absorb),
        *(take_on, hand_over, link, may_task),
        *(seat, close_seat, appoint, step_down, stand_in),
        *(publish, ask_to_sign, sign),
        *(lay_down,),
        *(area, define_area, strategy, priority, rename_priority, lead, lead_officer, partner),
        *(approach, become_approach),
        *(framework, quarters, plan, report, hand_in, reach, fix_report, hand_over_plan, handed_over),
        *(indicator, card, accept_card),
        *(risk, score_risk, assessment, answer),
    )
}
"""Every verb that a step may begin with."""
