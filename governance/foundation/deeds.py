"""What every deed shares: one way to refuse, one way to write, one lock for the tree."""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from simple_history.models import HistoricalRecords

TREE_LOCK = 7_201_107_22
"""Key of the advisory lock that every structural deed holds on PostgreSQL."""

LOCK_TIMEOUT_SECONDS = 20

ModelT = TypeVar("ModelT", bound=models.Model)


class Refused(Exception):
    """A deed said no. Its text is one plain sentence, fit for the screen, that says what to do."""

    @property
    def sentence(self) -> str:
        """The refusal as one sentence."""
        return str(self)


def write(record: ModelT, *, by: Any, why: str = "") -> ModelT:
    """Check `record`, save it, and leave an audit row that names who did it and why.

    `by` is the user (None for the system itself), `why` the reason in the officer's words. Foreign keys and
    constraints are left to the database, for deeds are handed records, not keys that somebody typed.
    Raises Refused with one sentence for a broken field, rule or constraint.
    """
    sign(record, by, why)
    relations = {field.name for field in record._meta.fields if field.is_relation}
    try:
        record.clean_fields(exclude=relations)
        record.clean()
        record.validate_unique(exclude=relations)
        for constraint in record._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):  # SQLite does not name the one that is broken
                constraint.validate(type(record), record)
        record.save()
    except ValidationError as error:
        raise Refused(first_sentence(error)) from error
    except IntegrityError as error:
        raise Refused(_sentence_of_constraint(record, error)) from error
    return record


def sign(record: Any, by: Any, why: str) -> None:
    """Tell django-simple-history who writes and why."""
    record._history_user = by
    record._change_reason = why or None


def _sentence_of_constraint(record: models.Model, error: IntegrityError) -> str:
    """What the constraint that the database named has to say; any other error is raised again."""
    for constraint in record._meta.constraints:
        if constraint.name in str(error):
            return str(constraint.get_violation_error_message())
    raise error


def write_copies(copies: Mapping[ModelT, ModelT], *, by: Any, why: str = "") -> None:
    """Save new rows, each under the record that it repeats at another place, with an audit row each.

    Facts that name several records are copied too. Nothing is checked: the originals passed the checks when they were
    written. Query count grows with the kinds of facts, not with the rows. Raises IntegrityError.
    """
    if not copies:
        return
    rows, model = list(copies.values()), type(next(iter(copies)))
    model._base_manager.bulk_create(rows, batch_size=500)
    audit = model.history.bulk_history_create(  # type: ignore[attr-defined]  # the manager that `audited` adds
        rows, batch_size=500, default_user=by, default_change_reason=why or None
    )
    audit_of = dict(zip((row.pk for row in rows), audit, strict=True))
    for field in model._meta.many_to_many:
        _copy_named(field, {original.pk: copy.pk for original, copy in copies.items()}, audit_of)


def _copy_named(field: Any, copy_of: Mapping[Any, Any], audit_of: Mapping[Any, models.Model]) -> None:
    """Copy what a many-to-many field names, and tell the audit of each copy."""
    through, own, other = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    pairs = through._base_manager.filter(**{f"{own}__in": copy_of}).order_by("pk").values_list(own, other)
    named = [through(**{own: copy_of[original], other: key}) for original, key in pairs]
    through._base_manager.bulk_create(named, batch_size=500)
    told = HistoricalRecords.m2m_models[field]
    told._base_manager.bulk_create(
        [
            told(
                history=audit_of[getattr(row, own)],
                **{each.attname: getattr(row, each.attname) for each in row._meta.fields},
            )
            for row in named
        ],
        batch_size=500,
    )


def strike(record: models.Model, *, by: Any, why: str = "") -> None:
    """Delete `record`, leaving an audit row that names who did it and why."""
    sign(record, by, why)
    record.delete()


class AuditedQuerySet(models.QuerySet):
    """Refuses the bulk writes that would leave no audit row (safety: silent writes)."""

    def update(self, **kwargs: Any) -> int:
        """Refused: save each record through its deed instead."""
        raise TypeError(f"{self.model.__name__} rows are audited: save each one instead of update().")

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: save each record through its deed instead."""
        raise TypeError(f"{self.model.__name__} rows are audited: save each one instead of bulk_create().")

    def bulk_update(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: save each record through its deed instead."""
        raise TypeError(f"{self.model.__name__} rows are audited: save each one instead of bulk_update().")


def first_sentence(error: ValidationError) -> str:
    """The first message of a validation error, with the field's name in front where it has one."""
    if not hasattr(error, "error_dict"):
        return str(error.messages[0])
    field, errors = next(iter(error.error_dict.items()))
    message = str(errors[0].messages[0])
    return message if field == "__all__" else f"{field.replace('_', ' ').capitalize()}: {message}"


@contextmanager
def tree_lock() -> Iterator[None]:
    """One transaction, with the only lock under which bodies and their periods may change.

    PostgreSQL: a transaction-scoped advisory lock, waited for at most LOCK_TIMEOUT_SECONDS.
    SQLite: the database opens its write transactions as IMMEDIATE, which is the same lock.
    Everything that a structural deed reads, it must read inside. Raises Refused when others keep it.
    """
    with _queue(), transaction.atomic():
        if connection.vendor == "postgresql":
            _wait_for_advisory_lock()
        yield


@contextmanager
def _queue() -> Iterator[None]:
    """Where SQLite keeps a file: stand in line for the transaction instead of asking for it again and again.

    SQLite's own wait sleeps up to a tenth of a second between two looks, in which nobody writes. The line is no
    lock that anything rests on, so a transaction that is open already need not join it.
    """
    file = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or connection.in_atomic_block or not Path(file).is_file():
        yield
        return
    with Path(f"{file}-queue").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield


def _wait_for_advisory_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
        except DatabaseError as error:
            raise Refused("Other changes to the structure are being saved; please try again in a minute.") from error
