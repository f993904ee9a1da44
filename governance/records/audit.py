"""The check of the audit: what it says last about each record is what stands."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Max, Model
from simple_history.models import HistoricalRecords
from simple_history.utils import get_history_manager_for_model

from governance.records.lives import Lives


def audit_ends_with_what_stands(lives: Lives) -> Iterator[str]:
    """The newest audit row of every record that officers edit equals the record: nothing was written around it."""
    for model in apps.get_models():
        if hasattr(model._meta, "simple_history_manager_attribute"):
            yield from _differences(model)


def _differences(model: type[Model]) -> Iterator[str]:
    history = get_history_manager_for_model(model)
    columns = [field.attname for field in history.model.tracked_fields]
    newest = history.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
    said = {row[0]: row for row in history.filter(history_id__in=newest).values_list("id", "history_type", *columns)}
    what = str(model._meta.verbose_name).capitalize()
    for key, *row in model._base_manager.order_by("pk").values_list("pk", *columns).iterator():
        _, kind, *last = said.pop(key, (key, "", *([None] * len(columns))))
        if kind in {"", "-"}:
            yield f"{what} {key}: the audit knows nothing of it."
            continue
        changed = [column for column, now, then in zip(columns, row, last, strict=True) if now != then]
        if changed:
            yield f"{what} {key}: {', '.join(changed)} changed without a line in the audit."
    for key, kind, *_ in said.values():
        if kind != "-":
            yield f"{what} {key}: it was deleted without a line in the audit."
    for field in history.model._history_m2m_fields:
        pairs = (field.m2m_field_name(), field.m2m_reverse_field_name())
        stands = set(field.remote_field.through._base_manager.values_list(*pairs))
        audit = HistoricalRecords.m2m_models[field]._base_manager.filter(history__in=newest)
        audit = set(audit.exclude(history__history_type="-").values_list(*pairs))
        for key in sorted({key for key, _ in stands ^ audit}):
            yield f"{what} {key}: {field.name} changed without a line in the audit."
