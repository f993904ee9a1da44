"""The audit of a model that officers edit: who changed what, when and why, a row for every save."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db.models import Model
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

_composed = cache(HistoryManager.from_queryset)


class AuditManager(HistoryManager):
    """The library's manager, whose class it would otherwise compose anew at every save."""

    @classmethod
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        """The manager's class with the queryset's words."""
        return _composed(queryset_class, class_name)


def audited(**options: Any) -> HistoricalRecords:
    """The audit of a model, which names it `history`; `options` are those of HistoricalRecords."""
    return HistoricalRecords(history_manager=AuditManager, **options)


def audit_of(model: type[Model]) -> Any:
    """The manager of the audit rows of a model that is audited."""
    return model.history  # type: ignore[attr-defined]  # which `audited` adds


@contextmanager
def unaudited(record: Any) -> Iterator[None]:
    """Saves of `record` inside leave no row in its audit: for columns that follow from others, which are audited."""
    record.skip_history_when_saving = True
    try:
        yield
    finally:
        del record.skip_history_when_saving
