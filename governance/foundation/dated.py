"""Time: half-open spans of days, defined once for Python, for queries and for both databases.

A span runs from `starts` (included) to `ends` (excluded: the first day no longer in force). No `ends`
means that it is still open. Forms ask for the last day and add one.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import F, Q
from django.db.models.constraints import BaseConstraint
from django.utils import timezone

from governance.foundation.sentences import plain_day

ONE_DAY = datetime.timedelta(days=1)


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


class Stage(StrEnum):
    """Where a record stands on a day; the value is what people read.

    Of its days alone follow the first three; the others are for who knows more of the record.
    """

    TO_COME = "Not yet in force"
    IN_FORCE = "In force"
    OVER = "No longer in force"
    TIME_OVER = "Time over"
    """In force, but the time that it speaks of has passed."""
    DRAFT = "Draft"
    ABANDONED = "Abandoned draft"
    WITHDRAWN = "Withdrawn"


@dataclass(frozen=True)
class Span:
    """Days from `starts` (included) to `ends` (excluded; None: open)."""

    # No NamedTuple: beside an abstract model it sends the type checker round in a circle.

    starts: datetime.date
    ends: datetime.date | None = None

    def holds(self, day: datetime.date) -> bool:
        """Whether `day` lies in the span."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def stage_on(self, day: datetime.date) -> Stage:
        """Whether on `day` the span is still to come, holds or is over."""
        if self.holds(day):
            return Stage.IN_FORCE
        return Stage.TO_COME if day < self.starts else Stage.OVER

    def meets(self, other: "Span") -> bool:
        """Whether the two spans share a day."""
        return self.intersection(other) is not None

    def covers(self, other: "Span") -> bool:
        """Whether every day of `other` lies in this span."""
        if other.starts < self.starts:
            return False
        return self.ends is None or (other.ends is not None and other.ends <= self.ends)

    def intersection(self, other: "Span") -> "Span | None":
        """The days that the two spans share, or None."""
        starts = max(self.starts, other.starts)
        ends = min((e for e in (self.ends, other.ends) if e is not None), default=None)
        return Span(starts, ends) if ends is None or starts < ends else None

    @property
    def last_day(self) -> datetime.date | None:
        """The last day in force, or None while it is open."""
        return self.ends - ONE_DAY if self.ends else None


def in_force_q(day: datetime.date, prefix: str = "") -> Q:
    """Rows in force on `day`. `prefix` is a lookup path that ends in two underscores."""
    return Q(**{f"{prefix}starts__lte": day}) & (Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": day}))


def meets_q(span: Span, prefix: str = "") -> Q:
    """Rows that share at least one day with `span`."""
    shares = Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": span.starts})
    return shares & Q(**{f"{prefix}starts__lt": span.ends}) if span.ends else shares


class DatedQuerySet(models.QuerySet):
    """Words about time, for every dated model."""

    def in_force(self, day: datetime.date) -> Self:
        """Rows in force on `day`."""
        return self.filter(in_force_q(day))

    def meeting(self, span: Span) -> Self:
        """Rows that share at least one day with `span`."""
        return self.filter(meets_q(span))

    def ended_by(self, day: datetime.date) -> Self:
        """Rows no longer in force on `day`, for they ended before or on it."""
        return self.filter(ends__lte=day)

    def earliest_first(self) -> Self:
        """In the order in which they began."""
        return self.order_by("starts", "pk")


class Dated(models.Model):
    """A row that is in force for a span of days."""

    starts = models.DateField("from", help_text="The first day in force.")
    ends = models.DateField(
        "no longer from", null=True, blank=True, help_text="The first day no longer in force; empty while open."
    )
    dates_as_said = models.CharField(
        "dates as said",
        max_length=120,
        blank=True,
        help_text="Where the source gives less than a day, its own words, for example “October 2009”.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message="The end comes before the start: give a last day on or after the first day.",
            )
        ]

    @property
    def span(self) -> Span:
        """The days in force."""
        return Span(self.starts, self.ends)

    @property
    def dates_in_words(self) -> str:
        """Plain days with the last day included; where the source says the first day less exactly, its own words."""
        return dates_in_words(self.span, self.dates_as_said)


def dates_in_words(span: Span, as_said: str = "") -> str:
    """A span for people, the last day included; `as_said` are the source's own words for its first day."""
    if not as_said:
        return span_in_words(span)
    return f"{as_said}, until {plain_day(span.last_day)}" if span.last_day else as_said


def span_in_words(span: Span) -> str:
    """A span for people: “from 1 May 2010 to 30 June 2011”, last day included."""
    first = plain_day(span.starts)
    return f"from {first} to {plain_day(span.last_day)}" if span.last_day else f"since {first}"


class LastDayField(forms.DateField):
    """Asks people for the last day in force and hands on the first day no longer in force."""

    def prepare_value(self, value: Any) -> Any:
        """`ends` from the record becomes the last day on the screen; typed text stays as typed."""
        return value - ONE_DAY if isinstance(value, datetime.date) else value

    def clean(self, value: Any) -> datetime.date | None:
        """The typed last day becomes `ends`."""
        last = super().clean(value)
        return last + ONE_DAY if last else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what was shown with what came back."""
        return super().has_changed(self.prepare_value(initial), data)


class NoOverlap(BaseConstraint):
    """No two rows that agree in `fields` may be in force on the same day.

    PostgreSQL holds it with an exclusion constraint on `daterange(starts, ends, '[)')`, SQLite with two
    triggers on the same half-open bounds; `validate` says it in a sentence before either is asked.
    `only` narrows the rule to rows with these column values, for example `{"state": "published"}`.
    """

    def __init__(
        self, *, fields: Sequence[str], name: str, only: dict[str, str] | None = None, message: str | None = None
    ) -> None:
        super().__init__(name=name, violation_error_message=message)
        self.fields = tuple(fields)
        self.only = dict(only or {})

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """For migrations."""
        kwargs: dict[str, Any] = {"fields": self.fields, "name": self.name}
        if self.only:
            kwargs["only"] = self.only
        if self.violation_error_message != self.default_violation_error_message:
            kwargs["message"] = self.violation_error_message
        return "governance.foundation.dated.NoOverlap", (), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """Raise ValidationError where `instance` would share a day with another row of the same key."""
        if exclude and {*self.fields, "starts", "ends"} & set(exclude):
            return
        if instance.starts is None or any(getattr(instance, k) != v for k, v in self.only.items()):
            return
        keys = {name: getattr(instance, model._meta.get_field(name).attname) for name in self.fields}
        rows = model._default_manager.using(using).filter(
            meets_q(Span(instance.starts, instance.ends)), **keys, **self.only
        )
        if rows.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Part of CREATE TABLE on PostgreSQL; on SQLite the triggers follow once the table stands."""
        if schema_editor.connection.vendor == "postgresql":
            return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._exclusion(model, schema_editor)}"
        schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Add the rule to a table that stands already."""
        if schema_editor.connection.vendor == "postgresql":
            table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
            return f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._exclusion(model, schema_editor)}"
        *others, last = self._triggers(model, schema_editor)
        for statement in others:
            schema_editor.execute(statement)
        return last

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Take the rule away."""
        if schema_editor.connection.vendor == "postgresql":
            return schema_editor._delete_constraint_sql(schema_editor.sql_delete_constraint, model, self.name)
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_insert")
        return f"DROP TRIGGER IF EXISTS {self.name}_update"

    def _columns(self, model: Any) -> list[str]:
        return [model._meta.get_field(name).column for name in self.fields]

    def _exclusion(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        keys = "".join(f"{quote(column)} WITH =, " for column in self._columns(model))
        where = " AND ".join(f"{quote(k)} = {schema_editor.quote_value(v)}" for k, v in self.only.items())
        rule = f"EXCLUDE USING gist ({keys}daterange(starts, ends, '[)') WITH &&)"
        return f"{rule} WHERE ({where})" if where else rule

    def _triggers(self, model: Any, schema_editor: Any) -> list[Any]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        same = " AND ".join(f'other."{column}" = NEW."{column}"' for column in self._columns(model))
        for column, value in self.only.items():
            quoted = schema_editor.quote_value(value)
            same += f' AND other."{column}" = {quoted} AND NEW."{column}" = {quoted}'
        template = (
            f"CREATE TRIGGER {self.name}_%(event)s BEFORE %(event)s ON %(table)s FOR EACH ROW "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM %(table)s AS other WHERE {same} AND other.id IS NOT NEW.id "
            "AND other.starts < COALESCE(NEW.ends, '9999-12-31') "
            "AND NEW.starts < COALESCE(other.ends, '9999-12-31')) "
            f"BEGIN SELECT RAISE(ABORT, 'overlap: {self.name}'); END"
        )
        return [Statement(template, table=table, event=event) for event in ("insert", "update")]
