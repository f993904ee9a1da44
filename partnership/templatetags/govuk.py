"""What the GOV.UK form templates need and Django's template language cannot say."""

from django import forms, template
from django.forms import BoundField
from django.forms.widgets import Input
from django.utils.safestring import SafeString

register = template.Library()

# The design system's class for each widget; a subclass takes its parent's.
CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (Input, "govuk-input"),
]


@register.simple_tag
def govuk_widget(field: BoundField) -> SafeString:
    """Return the field's input with the design system's classes on it."""
    widget = field.field.widget
    base = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
    classes = [widget.attrs.get("class", ""), base]
    if field.errors and base:
        classes.append(f"{base}--error")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def is_one_checkbox(field: BoundField) -> bool:
    """Return whether the field is a single box, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def first_input(field: BoundField) -> str:
    """Return the id of the input that a link in the error summary leads to."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.filter
def is_group(field: BoundField) -> bool:
    """Return whether the field is several inputs that need a fieldset and a legend."""
    return field.use_fieldset
