"""What a version of a plan says: sections, actions, milestones, and how it applies the approaches."""

import uuid
from decimal import Decimal
from typing import Any, Self, cast

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.signals import m2m_changed

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.models import Body, Organisation, Person
from priorities.models.approaches import Approach
from priorities.models.areas import Area
from priorities.models.plans import FIXED, PlanVersion
from priorities.models.priorities import Priority

AT_LEAST_NOTHING = [MinValueValidator(Decimal(0))]


class InVersion(Scoped):
    """What stands in a version of a plan: it is fixed with it. `VERSION` is the lookup path to that version."""

    VERSION = "version"

    class Meta:
        abstract = True

    @classmethod
    def public_q(cls) -> models.Q | None:
        """What stands in published versions."""
        return models.Q(**{f"{cls.VERSION}__state": State.PUBLISHED})

    @property
    def its_version(self) -> PlanVersion:
        """The version in which it stands."""
        found: Any = self
        for step in self.VERSION.split("__"):
            found = getattr(found, step)
        return cast("PlanVersion", found)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; nothing in a published version changes."""
        self._require_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete, on any road; nothing in a published version goes."""
        self._require_draft()
        return super().delete(*args, **kwargs)

    def _require_draft(self) -> None:
        if not self.its_version.is_draft:
            raise Refused(FIXED)


class InVersionQuerySet(ScopedQuerySet):
    """Words about what stands in a version."""

    def in_order(self) -> Self:
        """As it is printed."""
        return self.order_by("position", "pk")


class PlanSection(InVersion):
    """A lettered section of a plan, with the key characteristics to judge it by (item 140)."""

    BODY = "version__plan__body"

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=0)
    letter = models.CharField(max_length=4, blank=True, help_text="Such as A; empty where sections have none.")
    heading = models.CharField(max_length=200)
    key_characteristics = models.TextField(
        blank=True, help_text="What good looks like, one characteristic on each line."
    )
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_sections"
    )

    objects = InVersionQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.letter} {self.heading}".strip()


def its_priority(action: str, section: str, version: str) -> Coalesce:
    """For a query: the key of the priority that an action is for, or None. The one place that says which.

    It is the one that the action names, else the one that its section names, else the one that the whole plan is for,
    where there is just one. The words are the paths to the priorities of action and section, and to the version.
    """
    whole: Any = PlanVersion.priorities.through.objects.filter(planversion=models.OuterRef(version)).order_by()
    alone = whole.values("planversion").annotate(only=models.Min("priority"), number=models.Count("pk"))
    return Coalesce(action, section, models.Subquery(alone.filter(number=1).values("only")))


class PlanActionQuerySet(InVersionQuerySet):
    """Words about planned actions."""

    def with_its_priority(self) -> Self:
        """Each with `its_priority`, the key of the priority that it is for, or None."""
        return self.annotate(its_priority=its_priority("priority", "section__priority", "section__version"))


class PlanAction(InVersion):
    """One planned action: one bullet of a row of the plan (items 139 to 143).

    Several actions may share a `ref`; each has a state of its own. `lineage` stays the same from version to version,
    so that updates follow an action through the versions of its plan.
    """

    BODY = "section__version__plan__body"
    VERSION = "section__version"

    section = models.ForeignKey(PlanSection, on_delete=models.CASCADE, related_name="actions")
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    ref = models.CharField(max_length=12, help_text="Such as A1.")
    bullet = models.PositiveSmallIntegerField(default=1, help_text="Counts the actions under one ref.")
    area_for_improvement = models.CharField(
        max_length=300, blank=True, help_text="The same for all actions under one ref."
    )
    what = models.TextField("action", help_text="What is to be done.")
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_actions")
    lead_body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_actions_led"
    )
    lead_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_actions_led"
    )
    lead_officer = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_actions_led"
    )
    partner_bodies = models.ManyToManyField(Body, blank=True, related_name="plan_actions_supported")
    partners = models.ManyToManyField(Organisation, blank=True, related_name="plan_actions_supported")
    tasked_by = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_actions_tasked",
        help_text="Another body that set this task; it is then reported through the body of its line.",
    )
    measure = models.CharField(max_length=300, blank=True, help_text="How one will know that it made a difference.")
    starts_on = models.DateField("begins on", null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    due_as_said = models.CharField(
        max_length=80, blank=True, help_text="In the plan's own words, such as “November 2009” or “ongoing”."
    )
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, validators=AT_LEAST_NOTHING)
    resources = models.CharField(
        "resources and bids", max_length=300, blank=True, help_text="What it needs, what was bid for or won."
    )
    existing_activity = models.CharField(
        max_length=300, blank=True, help_text="Activity under way that this action builds on."
    )
    same_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="repeated_by",
        help_text="The action of another plan that it would repeat.",
    )
    approaches = models.ManyToManyField(Approach, blank=True, related_name="plan_actions")
    areas = models.ManyToManyField(Area, blank=True, related_name="plan_actions")

    objects = PlanActionQuerySet.as_manager()
    history = audited(m2m_fields=[partner_bodies, partners, approaches, areas])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "ref", "bullet"],
                name="priorities_action_one_ref_each",
                violation_error_message="The section has an action with that reference already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.what[:80]}"

    @property
    def reference(self) -> str:
        """Its ref, with the number of the bullet from the second on: A1, A1.2."""
        return self.ref if self.bullet == 1 else f"{self.ref}.{self.bullet}"


class Milestone(InVersion):
    """A step of an action with a day of its own (item 175)."""

    BODY = "action__section__version__plan__body"
    VERSION = "action__section__version"

    action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, related_name="milestones")
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)
    due = models.DateField(null=True, blank=True)
    due_as_said = models.CharField(max_length=80, blank=True)

    objects = InVersionQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class PlanApproach(InVersion):
    """How a plan applies an approach, in words (item 15): one cell of the coverage matrix."""

    BODY = "version__plan__body"

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="approaches")
    approach = models.ForeignKey(Approach, on_delete=models.PROTECT, related_name="applied_in")
    how = models.TextField("how the plan applies it")

    objects = ScopedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["approach__position", "pk"]
        verbose_name_plural = "plan approaches"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "approach"],
                name="priorities_planapproach_once",
                violation_error_message="The plan says already how it applies that approach.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.approach}"


def _keep_what_is_named(
    instance: Any, action: str, reverse: bool, model: Any, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Refuse, on any road, to change what a published version or an action in it names."""
    if not action.startswith("pre_") or (pk_set is not None and not pk_set):
        return
    naming = model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
    if not all((row if isinstance(row, PlanVersion) else row.its_version).is_draft for row in naming):
        raise Refused(FIXED)


for _model in (PlanVersion, PlanAction):
    for _field in _model._meta.many_to_many:
        m2m_changed.connect(_keep_what_is_named, sender=_field.remote_field.through)
