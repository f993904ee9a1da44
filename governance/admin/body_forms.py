"""What the deed forms of bodies share: the day from which, the facts of a period, the address of a new body."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field
from django.utils.text import capfirst, slugify

from governance.admin.choices import CHOOSE, BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DAY_ERRORS, DAY_FORMATS, DayField, DeedForm
from governance.foundation.wording import help_of
from governance.models import Body, BodyKind, BodyPeriod, FormerSlug
from governance.models.bodies import BodyQuerySet

FACTS = (
    "short_name",
    "standing",
    "accountable",
    "authority",
    "mission",
    "purpose",
    "meetings_low",
    "meetings_high",
    "meetings_as_said",
    "meeting_minutes",
    "supported_by",
    "resource",
    "commissioned_by",
    "due_to_end",
    "contact_name",
    "contact_email",
    "contact_phone",
    "contact_public_since",
)
"""Facts of a body that no deed of their own changes."""

ADDRESS_ERRORS = {"invalid": "Use small letters, digits and hyphens, such as “culture-forum”."}


def fact_fields(names: Iterable[str]) -> dict[str, forms.Field]:
    """Form fields for these facts, as the admin would write them."""
    return {name: _fact_field(BodyPeriod._meta.get_field(name)) for name in names}


def _fact_field(field: Any) -> forms.Field:
    if field.remote_field:
        return BodyField(label=capfirst(field.verbose_name), required=not field.blank, help_text=help_of(field))
    if field.choices:
        return field.formfield(help_text=help_of(field))
    kinds = (kind for kind in type(field).mro() if kind in FORMFIELD_FOR_DBFIELD_DEFAULTS)
    options: dict[str, Any] = dict(FORMFIELD_FOR_DBFIELD_DEFAULTS.get(next(kinds, None), {}))
    options["help_text"] = help_of(field)
    if isinstance(field, models.DateField):
        options |= {"input_formats": DAY_FORMATS, "error_messages": DAY_ERRORS}
    return field.formfield(**options)


class BodyDeed(DeedForm):
    """A deed that changes bodies from a day on. `on` is the first day on which it is so."""

    structural = True
    on: forms.DateField = DayField(
        label="From", help_text="The first day on which it is so. A day in the past corrects the record."
    )

    last_fields: ClassVar[tuple[str, ...]] = ("on", "reason")
    """Fields that stand at the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Shown to the public in the body’s history."
        self.order_fields([*[name for name in self.fields if name not in self.last_fields], *self.last_fields])

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a body that exists today or will."""
        return subject is None or alive(Body.objects.filter(pk=subject.pk), today()).exists()

    def edited_bodies(self) -> BodyQuerySet:
        """The bodies that the user edits and that exist today or will."""
        return alive(Body.objects.editable_by(self.user), today())

    @property
    def day(self) -> datetime.date:
        """The day in `on`, checked or only typed; today where there is none yet."""
        cleaned = getattr(self, "cleaned_data", {}).get("on")
        if cleaned:
            return cleaned
        try:
            typed = self.fields["on"].clean(self.data.get("on")) if self.is_bound else None
        except ValidationError:
            typed = None
        return typed or today()

    def period(self) -> BodyPeriod:
        """The subject's period of today, or its last or first one."""
        periods = list(BodyPeriod.objects.filter(body=self.subject).for_page().earliest_first())
        begun = [period for period in periods if period.starts <= today()]
        return begun[-1] if begun else periods[0]


class KindField(forms.ModelChoiceField):
    """A select of kinds of body, described by their rules."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=BodyKind.objects.all(), empty_label=CHOOSE[1], **kwargs)

    def offer(self, *, heads: bool) -> None:
        """Offer the kinds that head a partnership, or those that do not."""
        self.queryset = BodyKind.objects.filter(heads_partnership=heads)


class AddressField(forms.SlugField):
    """The end of a body's address. Left empty, it is made from the name."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "label": "Address",
            "max_length": 80,
            "required": False,
            "widget": AdminTextInputWidget,
            "help_text": "The end of the page’s address, such as “culture-forum”. Left empty, it is made from the name.",
            "error_messages": ADDRESS_ERRORS,
        }
        super().__init__(**{**defaults, **kwargs})

    def clean(self, value: Any) -> str:
        """Small letters; refused where it leads, or led, to a body."""
        slug = super().clean(value).lower()
        if slug and is_taken(slug):
            raise ValidationError(f"The address “{slug}” leads to another body: choose another.")
        return slug


def is_taken(slug: str) -> bool:
    """Whether a body has or had that address."""
    former = FormerSlug.objects.filter(record="governance.body", slug=slug)
    return Body.objects.filter(slug=slug).exists() or former.exists()


def address_for(name: str, taken: Collection[str] = ()) -> str:
    """A free address made from a name."""
    stem = slugify(name)[:74] or "body"
    tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 10_000))
    return next(slug for slug in tries if slug not in taken and not is_taken(slug))


def period_field(name: str) -> Field | None:
    """The period's field of that name."""
    return {each.name: each for each in BodyPeriod._meta.fields}.get(name)
