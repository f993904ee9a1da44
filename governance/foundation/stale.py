"""Stale edits: what to do when somebody else saved a record while it was open on another screen.

Nothing is saved. What the officer typed stays in the form; what the officer had not touched takes over what is
saved now; and both texts are shown side by side wherever the record has moved on.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.http import QueryDict

from governance.foundation.aggregate import value_of
from governance.foundation.audit_page import Entry
from governance.foundation.wording import NOTHING, in_words, label_of

OWN = frozenset({"version", "why", "reason"})
"""Fields of a form that are not fields of its record."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One place where the saved record has moved on: what it says now, and what the officer's form says."""

    label: str
    saved: str
    yours: str
    taken_over: bool = False
    """The officer had not touched it: the form now shows what is saved."""


@dataclass
class Conflict:
    """A refused save: the form's data to go on with, and all that must be shown to the officer."""

    data: QueryDict
    differences: list[Difference] = field(default_factory=list)
    entries: Sequence[Entry] = ()


def values_of(row: Any, model: type[Model], names: Sequence[str]) -> dict[str, Any]:
    """What the fields `names` of `model` say in a record or an audit row; names of other fields are left out."""
    known = {each.name: each for each in [*model._meta.fields, *model._meta.many_to_many]}
    return {name: value_of(row, known[name]) for name in names if name in known}


def reconcile(
    form: forms.BaseForm,
    data: QueryDict,
    *,
    base: Values | None,
    saved: Values,
    named: Callable[[str], Field | None],
    label: str = "",
) -> Iterator[Difference]:
    """Compare the posted `data` of `form` with what is saved now, field by field, and let `data` take over the rest.

    `base` is what the form showed when it was opened (None: unknown, so that nothing is taken over); `named` finds
    the model's field for a name. `label` is put in front of each field's.
    """
    for name, each in form.fields.items():
        if name in OWN or name not in saved:
            continue
        html_name = form.add_prefix(name)
        typed = each.widget.value_from_datadict(data, {}, html_name)
        now = saved[name]
        if not each.has_changed(now, typed) or (base is not None and base.get(name) == now):
            continue
        model_field = named(name)
        words = _label(model_field, each, name)
        touched = base is None or each.has_changed(base.get(name), typed)
        yours = typed_in_words(each, model_field, typed)
        if not touched:
            put(data, html_name, each, now)
        said = saved_in_words(each, model_field, now)
        yield Difference(f"{label}: {words}" if label else words, said, yours, taken_over=not touched)


def put(data: QueryDict, html_name: str, form_field: forms.Field, value: Any) -> None:
    """Let `data` say `value` for a field, as its widget would have posted it."""
    shown = form_field.prepare_value(value)
    widget: Any = getattr(form_field.widget, "widget", form_field.widget)
    if isinstance(widget, forms.CheckboxInput):
        data.pop(html_name, None)
        if shown:
            data[html_name] = "on"
    elif isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
        data.setlist(html_name, [str(each) for each in shown or []])
    else:
        written = widget.format_value(shown)
        data[html_name] = (written[0] if written else "") if isinstance(written, list) else written or ""


def typed_in_words(form_field: forms.Field, model_field: Field | None, typed: Any) -> str:
    """What somebody typed, as people read it; just as typed where it makes no sense."""
    try:
        value = form_field.clean(typed)
    except ValidationError:
        return str(typed)
    return saved_in_words(form_field, model_field, value)


def saved_in_words(form_field: forms.Field, model_field: Field | None, value: Any) -> str:
    """A value as people read it."""
    if model_field is not None:
        return in_words(model_field, list(value) if hasattr(value, "model") else value)
    labels = {str(key): text for key, text in getattr(form_field, "choices", ())}
    return str(labels.get(str(value), value)) or NOTHING


def _label(model_field: Field | None, form_field: forms.Field, name: str) -> str:
    return label_of(model_field) if model_field is not None else str(form_field.label or name)


# Rows of a formset -------------------------------------------------------------------------------------------


@dataclass
class Rows:
    """The rows of one inline: as they were when the form was opened, and as they are saved now, by key."""

    formset: type[forms.BaseInlineFormSet]
    prefix: str
    parent: Model
    base: Mapping[int, Any] | None
    saved: Mapping[int, Any]

    @property
    def model(self) -> type[Model]:
        """The model of the rows."""
        return self.formset.model  # type: ignore[return-value]  # known, for Django made the class for it


def through_of(formset: type[forms.BaseInlineFormSet]) -> str:
    """The foreign key with which the rows of an inline name their record."""
    return formset.fk.name  # type: ignore[attr-defined]  # the stubs take it for a model's own attribute


def reconcile_rows(rows: Rows, data: QueryDict) -> Iterator[Difference]:
    """Do for every row of an inline what `reconcile` does for a form; write the rows into `data` anew.

    A row that somebody else removed stays, as a new one, if the officer had typed in it; a row that somebody else
    added is put in.
    """
    scratch = rows.formset(copy.copy(data), instance=rows.parent, prefix=rows.prefix)
    prefix, kept, fresh = rows.prefix, [], []
    seen: set[int] = set()
    for number in range(scratch.total_form_count()):
        values = _taken(data, f"{prefix}-{number}-")
        key = _key(values.get(f"{rows.model._meta.pk.name}", [""])[0])
        if key is None:
            fresh.append(values)
        elif key in rows.saved:
            seen.add(key)
            yield from _kept(rows, key, values)
            kept.append(values)
        elif (gone := _gone(rows, key, values)) is not None:
            if not gone.taken_over:
                fresh.append({**values, rows.model._meta.pk.name: [""]})
            yield gone
    for key in rows.saved.keys() - seen:
        if rows.base is None or key not in rows.base:
            values, difference = _added(rows, key)
            kept.append(values)
            yield difference
    data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(kept) + len(fresh))
    for number, values in enumerate([*kept, *fresh]):
        for name, value in values.items():
            data.setlist(f"{prefix}-{number}-{name}", value)


def _taken(data: QueryDict, prefix: str) -> dict[str, list[str]]:
    """Take the values that begin with `prefix` out of `data`, without the prefix."""
    names = [name for name in data if name.startswith(prefix)]
    return {name.removeprefix(prefix): data.pop(name) for name in names}


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _form(rows: Rows, row: Any) -> Any:
    """A form of the inline, which knows its fields; without a prefix."""
    form = rows.formset.form(instance=row)
    form.fields.pop(through_of(rows.formset), None)
    form.prefix = None
    return form


def _kept(rows: Rows, key: int, values: dict[str, list[str]]) -> Iterator[Difference]:
    form, row = _form(rows, rows.saved[key]), rows.saved[key]
    names = list(form.fields)
    base = rows.base.get(key) if rows.base is not None else None
    own = QueryDict(mutable=True)
    for name, value in values.items():
        own.setlist(name, value)
    found = list(
        reconcile(
            form,
            own,
            base=values_of(base, rows.model, names) if base is not None else None,
            saved=values_of(row, rows.model, names),
            named=_finder(rows.model),
            label=_called(rows, row),
        )
    )
    if found and "DELETE" in own:
        del own["DELETE"]
        found.append(Difference(_called(rows, row), "Changed meanwhile", "To be removed"))
    values.clear()
    values.update({name: own.getlist(name) for name in own})
    yield from found


def _gone(rows: Rows, key: int, values: dict[str, list[str]]) -> Difference | None:
    """A row that somebody else removed; None where the officer was removing it too."""
    base = rows.base.get(key) if rows.base is not None else None
    if "DELETE" in values:
        return None
    form = _form(rows, None)
    own = QueryDict(mutable=True)
    for name, value in values.items():
        own.setlist(name, value)
    typed = {name: f.widget.value_from_datadict(own, {}, name) for name, f in form.fields.items()}
    before = values_of(base, rows.model, list(form.fields)) if base is not None else {}
    touched = base is None or any(form.fields[name].has_changed(before.get(name), typed[name]) for name in before)
    find = _finder(rows.model)
    said = [typed_in_words(form.fields[name], find(name), value) for name, value in typed.items() if find(name)]
    label = _called(rows, base.instance) if base is not None else str(rows.model._meta.verbose_name).capitalize()
    return Difference(label, "Removed", "\n".join(each for each in said if each != NOTHING), taken_over=not touched)


def _added(rows: Rows, key: int) -> tuple[dict[str, list[str]], Difference]:
    row = rows.saved[key]
    form = _form(rows, row)
    own = QueryDict(mutable=True)
    saved = values_of(row, rows.model, list(form.fields))
    for name, value in saved.items():
        put(own, name, form.fields[name], value)
    own[rows.model._meta.pk.name] = str(key)
    own[through_of(rows.formset)] = str(rows.parent.pk)
    find = _finder(rows.model)
    said = [in_words(find(name), value) for name, value in saved.items()]  # type: ignore[arg-type]  # `values_of` names fields alone
    words = "\n".join(each for each in said if each != NOTHING)
    return {name: own.getlist(name) for name in own}, Difference(_called(rows, row), words, NOTHING, taken_over=True)


def _called(rows: Rows, row: Any) -> str:
    return f"{str(rows.model._meta.verbose_name).capitalize()} “{row}”"


def _finder(model: type[Model]) -> Callable[[str], Field | None]:
    known: dict[str, Field] = {each.name: each for each in [*model._meta.fields, *model._meta.many_to_many]}
    return known.get
