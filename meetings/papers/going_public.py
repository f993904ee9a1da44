"""Going public at once: papers of an agenda that is published, looked through before everybody reads them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from governance.foundation.deeds import Refused
from meetings.agendas.agenda_setting.restricting import refuse_blocking, touch
from meetings.agendas.findings import Finding
from meetings.agendas.publication_checks import paper_checks, what_is_checked
from meetings.models import Agenda, Meeting, Paper


@dataclass(frozen=True)
class Look:
    """What stood on the agenda while papers were looked through; None where nobody was to read them at once."""

    state: tuple[Any, ...] | None


def was_published(meeting: Meeting) -> bool:
    """Whether the agenda was ever published: what was read then is not unread by withdrawing it."""
    return Agenda.objects.filter(meeting=meeting, published_at__isnull=False).exists()


def goes_public(paper: Paper) -> bool:
    """Whether everybody may read `paper` as soon as it stands under its item as it is here, saved or not."""
    if paper.restricted or paper.item.restricted or not (paper.pinned_id or paper.pinned):
        return False
    return Agenda.objects.filter(meeting=paper.item.meeting_id).published().exists()


def findings_in(papers: Sequence[Paper]) -> list[Finding]:
    """What the checks find in those of `papers`, all of one meeting, that go public at once. Reads their files."""
    public = [paper for paper in papers if goes_public(paper)]
    return paper_checks(public) if public else []


def look_through(papers: Sequence[Paper], *, despite: Collection[str], reason: str) -> Look:
    """Look through those of `papers`, of one item, that go public at once; call it before the transaction.

    Raises Found for what the checks found, but for the codes in `despite`, which `reason` answers for.
    """
    if not any(goes_public(paper) for paper in papers):
        return Look(None)
    look = Look(what_is_checked(papers[0].item.meeting))
    refuse_blocking(findings_in(papers), despite=despite, reason=reason)
    return look


def require_unchanged(look: Look, paper: Paper) -> None:
    """Raise Refused, under the locks, where the agenda changed or was published since `paper` was looked through."""
    if look.state != (what_is_checked(paper.item.meeting) if goes_public(paper) else None):
        raise Refused("The agenda changed while the paper was being checked: do this again.")


def say_changed(paper: Paper, *, by: Any, why: str = "") -> None:
    """Say on a published agenda that it changed, where everybody reads `paper` and so sees that it did."""
    if goes_public(paper):
        touch(Agenda.objects.get(meeting=paper.item.meeting_id), by=by, why=why)
