"""Report-backs: what a representative brings home from a meeting of an outside body (item 56; beyond 3.11)."""

from typing import Any, Self

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet, seated_on
from governance.foundation.audited import audited
from governance.foundation.richtext import RichTextField
from governance.models import Body, Person, Seat
from meetings.models.meetings import Meeting


class ReportBackQuerySet(ScopedQuerySet):
    """Words about report-backs."""

    def visible_to(self, user: Any) -> Self:
        """Rows that the user may read: as everywhere, and all of a home body on which the user holds a seat today."""
        rows = super().visible_to(user)
        seated = seated_on(user)
        return rows | self.filter(home_body__in=seated) if seated else rows

    def for_page(self) -> Self:
        """With the meetings and the bodies."""
        return self.select_related(
            "outside_meeting", "outside_meeting__body", "home_body", "seat", "reported_at", "reported_by"
        )


class ReportBack(Scoped):
    """One meeting of an outside body, as the home body is to hear of it.

    It is due at the first meeting of the home body after the outside one that is not cancelled; that is computed, and
    belongs to the seat, whoever holds it by then.
    """

    BODY = "home_body"

    outside_meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="report_backs")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="report_backs")
    home_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="report_backs")
    agenda_shared_on = models.DateField(null=True, blank=True)
    soundings = RichTextField("soundings taken", blank=True)
    position = RichTextField("position to be taken", blank=True)
    report = RichTextField(blank=True)
    reported_by = models.ForeignKey(
        Person, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="report_backs"
    )
    reported_at = models.ForeignKey(
        Meeting, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="reports_heard"
    )
    reported_on = models.DateField(null=True, blank=True, editable=False)
    confidential = models.BooleanField(default=False, help_text="As the outside body asks; members and editors only.")

    objects = ReportBackQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["-outside_meeting__day", "pk"]
        verbose_name = "report-back"
        constraints = [
            models.UniqueConstraint(
                fields=["outside_meeting", "seat", "home_body"], name="meetings_reportback_one_for_each_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"Report-back from {self.outside_meeting}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """What was reported, unless confidential."""
        return models.Q(confidential=False, reported_on__isnull=False)
