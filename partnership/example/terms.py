"""Terms of reference of the example: drafted in one transaction each, then signed, whatever stopped us before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from governance.foundation.deeds import Refused, write
from governance.models import Body, TermsOfReference, TermsSection
from governance.terms.signing import Printer, current_draft, draft_terms, last_signed, sign_off
from partnership.example import finding
from partnership.example.prose import prose
from partnership.example.reading import Terms, section_kind

ORDER = {kind: place for place, kind in enumerate(TermsSection.Kind.values, 1)}


class Task(NamedTuple):
    """Terms of one body that are still to be written or signed, after `after` signed versions."""

    terms: Terms
    body: str
    after: int


def outstanding(told: Sequence[Terms]) -> Iterator[Task]:
    """What is missing. The nth signed version that a file tells of a body is version n, and a draft comes after it.

    So terms that officers have redrafted or signed since are left alone.
    """
    keys = finding.addresses()
    found = set(TermsOfReference.objects.values_list("body", "major", "minor"))
    versions: Counter[str] = Counter()
    for terms in told:
        for body in terms.of:
            after = versions[body]
            drafted = any(key == keys.get(body) and major == after and minor for key, major, minor in found)
            later = any(key == keys.get(body) and major > after for key, major, minor in found)
            if not later and (terms.signed or not drafted):
                yield Task(terms, body, after)
            if terms.signed:
                versions[body] += 1


def check(task: Task) -> None:
    """Raise NotThereError unless the records that the terms name exist."""
    finding.body(task.body)
    if task.terms.signed:
        finding.person(task.terms.signed.chair)
        finding.body(task.terms.signed.at or task.body)


def complete(task: Task, *, by: Any, printer: Printer) -> None:
    """Draft the terms where they are not drafted yet, and sign them off where they are told as signed.

    The PDF is printed between two transactions, never inside one. Another load may do the same at the same time:
    what it has signed already is left as it is. Raises Refused.
    """
    draft = _drafted(task, by=by)
    if draft is None or task.terms.signed is None:
        return
    signed = task.terms.signed
    try:
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
    except Refused:
        if _signed(draft.body) <= task.after:
            raise


@transaction.atomic
def _drafted(task: Task, *, by: Any) -> TermsOfReference | None:
    """The working draft, made if there is none; None when the terms were signed in the meantime."""
    body = Body.objects.locked(finding.body(task.body).pk)
    if _signed(body) > task.after:
        return None
    return current_draft(body) or _draft(task, body, by=by)


def _signed(body: Body) -> int:
    last = last_signed(body)
    return last.major if last else 0


def _draft(task: Task, body: Body, *, by: Any) -> TermsOfReference:
    draft = draft_terms(body, by=by, level=task.terms.level)
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
