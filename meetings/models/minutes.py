"""Minutes: drafted, checked by the chair, published as a draft, approved at a later meeting; corrected visibly."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from governance.foundation.audited import audited
from governance.foundation.deeds import Refused
from governance.foundation.richtext import RichTextField
from governance.models import Person
from meetings.models.agendas import AgendaItem
from meetings.models.confidence import Confidential, ConfidentialQuerySet
from meetings.models.meetings import Meeting


class KeptQuerySet(ConfidentialQuerySet):
    """Rows of which what was checked, published or approved stays: each is struck by itself, or not at all."""

    def delete(self) -> Any:
        """Refused: a draft's rows are struck one by one, and nothing else is."""
        raise TypeError(f"{self.model.__name__} rows are kept: strike each one that is still a draft.")


class MinutesQuerySet(KeptQuerySet):
    """Words about minutes."""

    def public(self) -> Self:
        """Minutes that anybody may read, approved or not."""
        return self.filter(Minutes.public_q())

    def latest_first(self) -> Self:
        """Those of the latest meeting first."""
        return self.order_by("-meeting__day", "-meeting__starts_at", "-pk")

    def for_page(self) -> Self:
        """With the meeting, its bodies, and where they were approved."""
        return self.select_related(
            "meeting", "meeting__body", "meeting__body__partnership", "approved_at", "approved_at__body", "checked_by"
        )


class Minutes(Confidential):
    """The minutes of one meeting. Only `minuting` writes the stage."""

    class Stage(models.TextChoices):
        """Where they stand on their way to the record."""

        DRAFT = "draft", "Draft"
        CHECKED = "checked", "Checked by the chair"
        PUBLISHED = "published", "Draft, not yet approved"
        APPROVED = "approved", "Approved"

    TURNS = {
        Stage.DRAFT: {Stage.CHECKED},
        Stage.CHECKED: {Stage.DRAFT, Stage.PUBLISHED},
        Stage.PUBLISHED: {Stage.APPROVED},
        Stage.APPROVED: set(),
    }
    """From each stage, the stages that follow. What the public has read never turns back."""

    BODY = "meeting__body"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    checked_by = models.ForeignKey(
        Person, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="minutes_checked"
    )
    checked_on = models.DateField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_at = models.ForeignKey(
        Meeting, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="minutes_approved"
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)
    quorum_said = models.CharField(
        "quorum",
        max_length=500,
        blank=True,
        editable=False,
        help_text="In a sentence, as it stood at publication, or once who was there was corrected.",
    )

    objects = MinutesQuerySet.as_manager()
    history = audited()

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Published as a draft, or approved."""
        return models.Q(stage__in=[cls.Stage.PUBLISHED, cls.Stage.APPROVED])

    @classmethod
    def members_q(cls) -> models.Q:
        """Members read them once the chair has checked them."""
        return ~models.Q(stage=cls.Stage.DRAFT)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft; what the chair has checked stays."""
        if _stage_now(self.pk) != Minutes.Stage.DRAFT:
            raise Refused("These minutes are no longer a draft: they stay.")
        return super().delete(*args, **kwargs)

    @property
    def is_public(self) -> bool:
        """Whether anybody may read them."""
        return self.stage in {self.Stage.PUBLISHED, self.Stage.APPROVED}

    @property
    def is_open(self) -> bool:
        """Whether the text may still be written."""
        return self.stage == self.Stage.DRAFT


def _stage_now(minutes: int | None) -> str | None:
    """The stage of the minutes with that key, as the database has it."""
    return Minutes.objects.filter(pk=minutes or 0).values_list("stage", flat=True).first()


class MinutesEntryQuerySet(KeptQuerySet):
    """Words about entries."""


class MinutesEntry(Confidential):
    """What was said under one item, or, without an item, before the first."""

    BODY = "minutes__meeting__body"
    MEETING = "minutes__meeting"

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    text = RichTextField(blank=True)
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Raised by each save, so that a stale edit is noticed."
    )

    objects = MinutesEntryQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["item__position", "pk"]
        verbose_name = "entry"
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["minutes", "item"], name="meetings_entry_one_for_each_item")]

    def __str__(self) -> str:
        return str(self.item or "Before the first item")

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Entries of public minutes, unless the item is restricted."""
        public = models.Q(minutes__stage__in=[Minutes.Stage.PUBLISHED, Minutes.Stage.APPROVED])
        return public & (models.Q(item__isnull=True) | models.Q(item__restricted=False))

    @classmethod
    def members_q(cls) -> models.Q:
        """All entries of minutes that the chair has checked."""
        return ~models.Q(minutes__stage=Minutes.Stage.DRAFT)

    def clean(self) -> None:
        """The item is one of the same meeting."""
        if self.item_id and self.minutes_id and self.item.meeting_id != self.minutes.meeting_id:  # type: ignore[union-attr]  # its key says so
            raise ValidationError("That item belongs to another meeting.")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and raise the revision; on any road only while the minutes are a draft, but for `correcting.correct`."""
        if _stage_now(self.minutes_id) not in (None, Minutes.Stage.DRAFT) and not getattr(self, "_correcting", False):
            raise Refused("These minutes are no longer a draft: correct them visibly instead.")
        self.revision += 1
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete an entry of a draft; any other stays."""
        if _stage_now(self.minutes_id) not in (None, Minutes.Stage.DRAFT):
            raise Refused("These minutes are no longer a draft: correct them visibly instead.")
        return super().delete(*args, **kwargs)


class CorrectionQuerySet(KeptQuerySet):
    """Words about corrections."""


class Correction(Confidential):
    """A visible correction of minutes that the public has read: before and after, why, and agreed where.

    With an entry it is of its text; without, of what was declared in `item`, or else of who was there.
    """

    BODY = "minutes__meeting__body"
    MEETING = "minutes__meeting"

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="corrections")
    entry = models.ForeignKey(
        MinutesEntry,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="corrections",
        help_text="Whose text was corrected; none where it was who was there.",
    )
    item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
        help_text="The item, of a correction that is of no entry; none where it is of the whole meeting.",
    )
    before = RichTextField(blank=True)
    after = RichTextField()
    withheld = models.BooleanField(
        default=False, editable=False, help_text="What it changed is not shown, because it must not be public."
    )
    reason = models.CharField(max_length=300)
    agreed_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections_agreed"
    )
    made_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Correction: {self.reason}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Corrections of public minutes, unless they are of a restricted item, or of an entry under one."""
        public = models.Q(minutes__stage__in=[Minutes.Stage.PUBLISHED, Minutes.Stage.APPROVED])
        # Who was there is of neither an entry nor an item, and so is public with the minutes.
        entry = models.Q(entry__item__isnull=True) | models.Q(entry__item__restricted=False)
        return public & entry & (models.Q(item__isnull=True) | models.Q(item__restricted=False))

    @classmethod
    def members_q(cls) -> models.Q:
        """All corrections."""
        return ~models.Q(minutes__stage=Minutes.Stage.DRAFT)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new correction; one that stands never changes, but for a text that `correcting.correct` withholds."""
        if not self._state.adding and not getattr(self, "_withholding", False):
            raise Refused("A correction never changes: make another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: the public has read it."""
        raise Refused("A correction stays: make another.")
