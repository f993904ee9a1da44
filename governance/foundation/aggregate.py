"""An aggregate: a record with the rows that are edited together with it, and its version.

The version is made of the newest audit rows of each part, so that whatever changes a part (a form, a deed, an
import) changes the version too. Keys of audit rows only grow, and whoever edits holds the record's lock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Field, ManyToManyField, Max, Model, QuerySet
from simple_history.utils import get_m2m_reverse_field_name

from governance.foundation.audited import audit_of

SALT = "governance.foundation.aggregate"

Marks = tuple[int, ...]
"""For each part of an aggregate, the key of its newest audit row; 0 where it has none."""


@dataclass(frozen=True)
class Part:
    """Rows of `model` that belong to the record through their foreign key `through`; None: the record itself.

    `without` names fields that the audit page leaves out, because they only follow from others. `follows` finds the
    audit row from which an added row goes on, such as that of the period before it: the page then tells the
    difference instead of everything.
    """

    model: type[Model]
    through: str | None = None
    without: frozenset[str] = frozenset()
    follows: Callable[[Any], Any] | None = None

    def history(self, record: Model) -> QuerySet:
        """The audit rows of this part of `record`, removed rows among them."""
        rows: QuerySet = audit_of(self.model).all()
        return rows.filter(**{f"{self.through}_id" if self.through else self.model._meta.pk.attname: record.pk})

    def as_of(self, record: Model, mark: int) -> dict[int, Any]:
        """Audit row of each row of this part as it was at `mark`, by the row's key, without those removed by then."""
        newest: dict[int, Any] = {}
        name = self.model._meta.pk.attname
        for row in self.history(record).filter(history_id__lte=mark).order_by("history_id"):
            newest[getattr(row, name)] = row
        return {key: row for key, row in newest.items() if row.history_type != "-"}


def is_audited(model: type[Model]) -> bool:
    """Whether changes of the model leave audit rows."""
    return hasattr(model, "history")


def marks(record: Model, parts: Iterable[Part]) -> Marks:
    """The version of `record` with `parts` now."""
    return tuple(part.history(record).aggregate(newest=Max("history_id"))["newest"] or 0 for part in parts)


def sealed(record: Model, version: Sequence[int]) -> str:
    """A version for a hidden field, which nobody can forge or carry over to another record."""
    return signing.dumps([record._meta.label_lower, record.pk, *version], salt=SALT)


def opened(record: Model, text: str) -> Marks | None:
    """The version that `sealed` made for this record; None for anything else."""
    try:
        label, key, *version = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return tuple(version) if (label, key) == (record._meta.label_lower, record.pk) else None


def value_of(row: Any, field: Field) -> Any:
    """What `field` says in a record or in an audit row: a plain value, a key, or a sorted list of keys."""
    if not isinstance(field, ManyToManyField):
        return getattr(row, field.attname)
    if not hasattr(row, "history_id"):
        return sorted(getattr(row, field.name).values_list("pk", flat=True))
    through = getattr(row, field.name)
    return sorted(through.values_list(f"{get_m2m_reverse_field_name(field)}_id", flat=True))
