"""The verb of rules on who must sit on a body."""

from typing import Any

from governance.composition.composing import lay_down as lay_down_rule
from partnership.example import finding
from partnership.example.verbs.scene import Scene, known

RULE_FACTS = ("hard", "low", "high", "share_top", "share_bottom", "more_than", "text")
"""What a step may say of a rule besides its kind and whom it names."""


def lay_down(
    scene: Scene, slug: str, *, kind: str, organisation: str = "", other_body: str = "", of_kind: str = "", **facts: Any
) -> None:
    """A body gets a rule on its members; `organisation`, `other_body` and `of_kind` are whom the rule names."""
    lay_down_rule(
        finding.body(slug),
        kind=kind,
        on=scene.on,
        by=scene.by,
        reason=scene.reason,
        organisation=finding.organisation(organisation) if organisation else None,
        other_body=finding.body(other_body) if other_body else None,
        of_kind=finding.kind(of_kind) if of_kind else None,
        **known(facts, RULE_FACTS),
    )
