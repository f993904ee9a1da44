"""Appointments: which account may act for which body, from which day. Rights are never a flag on the account."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Role, Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models.bodies import Body


class AppointmentQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about appointments."""


class Appointment(Dated, Scoped):
    """An account's appointment as administrator, partnership officer or secretary.

    An officer is appointed to a partnership, a secretary to any body; both act for all that sits under it. An
    administrator is appointed to no body. Chairs and members need none: they are who holds the seats.
    """

    BODY = "body"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=13, choices=Role)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")

    objects = AppointmentQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role="administrator", body__isnull=True)
                | ~models.Q(role="administrator") & models.Q(body__isnull=False),
                name="governance_appointment_body_by_role",
                violation_error_message="An administrator is appointed to no body; everybody else to one.",
            ),
            NoOverlap(
                fields=["user", "role", "body"],
                name="governance_appointment_no_overlap",
                message="That account already has this appointment on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()}" + (f" of {self.body}" if self.body_id else "")

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Accounts are nobody else's business."""
        return models.Q(pk__in=[])

    def clean(self) -> None:
        """Officers are appointed to a whole partnership; nobody is appointed administrator twice at a time.

        The database refuses every other overlap, but to it no body is never the same as no body.
        """
        if self.role == Role.ADMINISTRATOR and self.user_id and self.starts:
            others = Appointment.objects.filter(user=self.user_id, role=self.role).exclude(pk=self.pk)
            if others.meeting(self.span).exists():
                raise ValidationError("That account already has this appointment on those days.")
        if self.role == Role.OFFICER and self.body and not self.body.is_partnership:
            raise ValidationError(
                f"A partnership officer is appointed to a whole partnership; appoint a secretary of {self.body} instead."
            )
