"""Terms of reference of the example: drafted in one transaction each, then signed, whatever stopped us before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from governance.foundation.deeds import write
from governance.models import TermsOfReference, TermsSection
from governance.signing import Printer, current_draft, draft_terms, sign_off
from partnership.example import finding
from partnership.example.prose import prose
from partnership.example.reading import Terms, section_kind

ORDER = {kind: place for place, kind in enumerate(TermsSection.Kind.values, 1)}


class Task(NamedTuple):
    """Terms of one body that are still to be written or signed."""

    terms: Terms
    body: str


def outstanding(told: Sequence[Terms]) -> Iterator[Task]:
    """What is missing. The nth signed version that a file tells of a body is version n, and a draft comes after it.

    So terms that officers have redrafted or signed since are left alone.
    """
    found = set(TermsOfReference.objects.values_list("body__slug", "major", "minor"))
    versions: Counter[str] = Counter()
    for terms in told:
        for body in terms.of:
            signed = versions[body]
            drafted = any(slug == body and major == signed and minor for slug, major, minor in found)
            if terms.signed:
                versions[body] += 1
            later = any(slug == body and major > signed for slug, major, minor in found)
            if not later and (terms.signed or not drafted):
                yield Task(terms, body)


def check(task: Task) -> None:
    """Raise NotThereError unless the records that the terms name exist."""
    finding.body(task.body)
    if task.terms.signed:
        finding.person(task.terms.signed.chair)
        finding.body(task.terms.signed.at or task.body)


def complete(task: Task, *, by: Any, printer: Printer) -> None:
    """Draft the terms where they are not drafted yet, and sign them off where they are told as signed.

    The PDF is printed between two transactions, never inside one.
    """
    draft = current_draft(finding.body(task.body)) or _draft(task, by=by)
    if signed := task.terms.signed:
        sign_off(
            draft,
            by=by,
            chair=finding.person(signed.chair),
            meeting_of=finding.body(signed.at or task.body),
            meeting_on=signed.on,
            place=signed.place,
            printer=printer,
            reason=signed.reason,
        )


@transaction.atomic
def _draft(task: Task, *, by: Any) -> TermsOfReference:
    draft = draft_terms(finding.body(task.body), by=by, level=task.terms.level)
    if task.terms.review_due:
        draft.review_due = task.terms.review_due
        write(draft, by=by)
    copied = {section.kind: section for section in draft.sections.all()}
    for name, text in task.terms.sections.items():
        kind = section_kind(name)
        section = copied.get(kind) or TermsSection(terms=draft, kind=kind, order=ORDER[kind])
        section.text = prose(text)
        write(section, by=by)
    return draft
