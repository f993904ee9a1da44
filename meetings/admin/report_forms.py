"""The deed by which a secretary makes the performance report that an exceptions item is waiting for."""

from typing import Any

from django import forms

from governance.foundation.deed_forms import DeedForm, Done
from meetings.agendas.agenda_setting import attach_report
from meetings.agendas.agenda_setting.holding import why_settled
from meetings.agendas.exceptions import Owed, owed_at
from meetings.models import AgendaItem
from priorities.reports.reporting import make_report


class MakeReportForm(DeedForm):
    """Make the report for the period that ended last, and put it under the item."""

    slug, verb, press = "make-report", "Make the report…", "Make the report"
    lead = (
        "The report is fixed as the actions stand now, as a draft that editors alone read, and the item deals with it. "
        "Publish it where reports are kept; the public then finds it on the agenda."
    )
    subject: AgendaItem

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only under an exceptions item of an agenda that may still change, while a period that ended has no report."""
        if subject.kind != AgendaItem.Kind.EXCEPTIONS or why_settled(subject.meeting):
            return False
        return any(not each.made for each in owed_at(subject.meeting))

    def arrange(self) -> None:
        """What the report may be about: each plan that the body monitors, or all that it answers for."""
        self.offered = dict(_offers(self.subject))
        choices = [(key, words) for key, (words, _) in self.offered.items()]
        self.fields["about"] = forms.ChoiceField(label="Report on", choices=choices, initial=choices[0][0])
        self.order_fields(["about", "reason"])

    def act(self) -> Done:
        """Make it, and put it under the item."""
        to = self.cleaned_data
        _, facts = self.offered[to["about"]]
        report = make_report(by=self.user, reason=to["reason"], **facts)
        item = attach_report(self.subject, report, by=self.user, reason=to["reason"])
        return Done(item, f"The report on {report} is made as a draft, and the item deals with it.")


def _offers(item: AgendaItem) -> list[tuple[str, tuple[str, dict[str, Any]]]]:
    """By a key: the words, and what `make_report` is told."""
    found = []
    for owed in owed_at(item.meeting):
        found += [] if owed.made else _of_period(item, owed)
    return found


def _of_period(item: AgendaItem, owed: Owed) -> list[tuple[str, tuple[str, dict[str, Any]]]]:
    body, period = item.meeting.body, owed.period
    whole = (f"{period.pk}-all", (f"{period}: all that {body} answers for", {"period": period, "body": body}))
    single = [
        (f"{period.pk}-{plan.pk}", (f"{period}: {plan}", {"period": period, "plan": plan})) for plan in owed.plans
    ]
    return [whole, *single] if len(single) > 1 else [*single, whole]
