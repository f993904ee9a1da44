"""The fields in which an officer says which priority an item serves, or why it serves none."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from meetings.models import AgendaItem, Meeting
from meetings.thread.serving import priorities_on, reports_to_choose

SERVES = ("priority", "serves_none_because")


def priority_field(meeting: Meeting, user: Any) -> forms.ModelChoiceField:
    """The priorities of the meeting's day that the user may read, by strategy."""
    rows = priorities_on(meeting, user)
    field: Any = forms.ModelChoiceField(label="Serves the priority", queryset=rows, required=False, empty_label="–")
    strategies = groupby(rows, key=lambda priority: priority.strategy)
    grouped = [(str(strategy), [(each.pk, _numbered(each)) for each in rows]) for strategy, rows in strategies]
    field.choices = [("", "–"), *grouped]
    return field


def because_field() -> forms.CharField:
    """Why it serves none, in a line."""
    return forms.CharField(
        label="Serves no priority, because",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Where it serves none, such as a new issue of strategic significance; the public reads it.",
    )


def report_field(item: AgendaItem, user: Any) -> forms.ModelChoiceField:
    """The performance reports of the partnership, the newest first."""
    field: Any = forms.ModelChoiceField(
        label="Report",
        queryset=reports_to_choose(item, user),
        required=False,
        empty_label="–",
        help_text="The newest comes by itself. The public reads which it is once the report is published.",
    )
    field.label_from_instance = lambda report: (
        f"{report}, report {report.number}{' (draft)' if report.is_draft else ''}"
    )
    return field


def _numbered(priority: Any) -> str:
    return f"{priority.label} {priority}".strip()
