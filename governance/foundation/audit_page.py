"""The audit of a record as a page: what changed, field by field, who did it, when and why."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Field, Model, OuterRef, Subquery

from governance.foundation.aggregate import Marks, Part, value_of
from governance.foundation.audited import audit_of
from governance.foundation.wording import NOTHING, Known, in_words, is_long, label_of, who_in_words

ENTRIES_ON_A_PAGE = 20
DAYS = frozenset({"starts", "ends", "dates_as_said"})
"""What of a row that goes on from another is always its own."""
WHAT = {"+": "Added", "~": "Changed", "-": "Removed"}

Compare = Callable[[Field, str, str], str]
"""Two long texts as one safe piece of HTML, the old words struck out and the new ones marked."""


@dataclass(frozen=True)
class Change:
    """One field: what it said before and says after, in words; `marked` shows both in one for a long text."""

    label: str
    before: str
    after: str
    marked: str = ""


@dataclass(frozen=True)
class Entry:
    """One audit row, with what it changed."""

    when: datetime.datetime
    who: str
    what: str
    record: str
    why: str = ""
    changes: Sequence[Change] = field(default_factory=list)


def audit_page(record: Model, parts: Sequence[Part], number: str | None, compare: Compare | None = None) -> Page:
    """One page of the audit of `record` with its parts, newest first: entries that changed something or say why."""
    keys = [
        (when, key, place)
        for place, part in enumerate(parts)
        for when, key in part.history(record).order_by().values_list("history_date", "history_id")
    ]
    keys.sort(reverse=True)
    page: Page[Any] = Paginator(keys, ENTRIES_ON_A_PAGE).get_page(number)
    page.object_list = list(_entries(parts, page, compare))
    return page


def changes_since(record: Model, parts: Sequence[Part], before: Marks, compare: Compare | None = None) -> list[Entry]:
    """What changed in `record` and its parts since the version `before`, newest first."""
    keys = [
        (when, key, place)
        for place, (part, mark) in enumerate(zip(parts, before, strict=True))
        for when, key in part.history(record).filter(history_id__gt=mark).values_list("history_date", "history_id")
    ]
    keys.sort(reverse=True)
    return list(_entries(parts, keys[:ENTRIES_ON_A_PAGE], compare))


def _entries(parts: Sequence[Part], keys: Sequence[Any], compare: Compare | None) -> Iterator[Entry]:
    rows, befores = _rows(parts, keys)
    known = _related(parts, rows, befores)
    for _, key, place in keys:
        row, before = rows[place, key], befores.get((place, key))
        changes = list(_changes(parts[place], row, before, known, compare))
        only_why = row.history_change_reason and not parts[place].without
        if changes or only_why or row.history_type != "~":
            yield Entry(
                when=row.history_date,
                who=who_in_words(row.history_user),
                what=WHAT[row.history_type],
                record=_named(parts[place], row),
                why=row.history_change_reason or "",
                changes=changes,
            )


def _rows(parts: Sequence[Part], keys: Sequence[Any]) -> tuple[dict, dict]:
    """The audit rows with these keys, and for each the row before it of the same record, by part and key."""
    rows: dict[tuple[int, int], Any] = {}
    befores: dict[tuple[int, int], Any] = {}
    for place, part in enumerate(parts):
        wanted = [key for _, key, at in keys if at == place]
        if not wanted:
            continue
        history, name = audit_of(part.model).all(), part.model._meta.pk.attname
        earlier = history.filter(**{name: OuterRef(name)}, history_id__lt=OuterRef("history_id")).order_by(
            "-history_id"
        )
        found = history.filter(history_id__in=wanted).select_related("history_user")
        found = list(found.annotate(earlier=Subquery(earlier.values("history_id")[:1])))
        previous = history.in_bulk([row.earlier for row in found if row.earlier])
        for row in found:
            rows[place, row.pk] = row
            if row.earlier:
                befores[place, row.pk] = previous[row.earlier]
            elif part.follows and (before := part.follows(row)):
                befores[place, row.pk] = before
    return rows, befores


def _related(parts: Sequence[Part], rows: dict, befores: dict) -> Known:
    """Every record that one of the rows points at, in one query a model."""
    wanted: dict[type[Model], set[Any]] = {}
    for (place, _), row in [*rows.items(), *befores.items()]:
        for each in _fields(parts[place].model):
            if each.remote_field:
                value = value_of(row, each)
                keys = value if isinstance(value, list) else [value]
                wanted.setdefault(each.remote_field.model, set()).update(key for key in keys if key is not None)
    return {
        (model, key): record
        for model, keys in wanted.items()
        for key, record in model._base_manager.in_bulk(keys).items()
    }


def _fields(model: type[Model]) -> list[Field]:
    """The fields that the audit of `model` keeps, but for its own key."""
    history = audit_of(model).model
    kept = [each for each in history.tracked_fields if not each.primary_key]
    return [*kept, *history._history_m2m_fields]


def _named(part: Part, row: Any) -> str:
    """What kind of row it is and what it is called; nothing for the record itself."""
    if part.through is None:
        return ""
    return f"{part.model._meta.verbose_name} “{row.instance}”"


def _changes(part: Part, row: Any, before: Any, known: Known, compare: Compare | None) -> Iterator[Change]:
    if row.history_type == "-":
        return
    for each in _fields(part.model):
        if each.name == part.through or each.name in part.without:
            continue
        new = value_of(row, each)
        is_first = before is None or (row.history_type == "+" and each.name in DAYS)
        old = None if is_first else value_of(before, each)
        if old == new or (is_first and in_words(each, new, known) == NOTHING):
            continue
        marked = compare(each, old or "", new or "") if compare and before is not None and is_long(each) else ""
        yield Change(label_of(each), in_words(each, old, known), in_words(each, new, known), marked)
