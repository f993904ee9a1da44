"""Bodies: lasting identities, and the django-mptt index of where they stand today."""

import datetime
from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models import F
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet
from simple_history import register

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import AuditManager


class BodyQuerySet(ScopedQuerySet, TreeQuerySet):
    """Words about bodies."""

    update = models.QuerySet.update  # django-mptt moves its columns with it, and those are not audited

    def partnerships(self) -> Self:
        """The roots: whole partnerships."""
        return self.filter(partnership=F("pk"))

    def of_partnership(self, root: "Body") -> Self:
        """The partnership itself and its whole family, past and present."""
        return self.filter(partnership=root)

    def by_name(self) -> Self:
        """In the order of today's names."""
        return self.order_by("name", "pk")

    def locked(self, key: int) -> "Body":
        """The body with that key, read again and locked against other deeds until the transaction ends."""
        return cast("Body", self.select_for_update(of=("self",), no_key=True).get(pk=key))


class Body(MPTTModel, Scoped):
    """A body's lasting identity. All that can change over time is kept in its periods.

    `parent` and the mptt columns are an index of the tree of today, and `name` of the name of today (of its
    last or first day for a body that has ended or not begun): only `restructuring` writes them.
    """

    BODY = ""

    slug = models.SlugField(
        max_length=80, unique=True, help_text="The end of its address. A body keeps it through a rename."
    )
    partnership: "models.ForeignKey[Body | None, Body]" = models.ForeignKey(  # type: ignore[misc]  # see help_text
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="family",
        help_text="The root body of the family; a root's own partnership is itself.",
    )
    parent = TreeForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="children_today"
    )
    name = models.CharField(max_length=160, editable=False)
    history: ClassVar[Any]  # `register` below adds it

    objects: ClassVar = TreeManager.from_queryset(BodyQuerySet)()

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def is_partnership(self) -> bool:
        """Whether it is the root of a family."""
        return self.pk is not None and self.partnership_id == self.pk

    def period_on(self, day: datetime.date) -> Any:
        """Its period in force on `day`, as a queryset of none or one."""
        return self.periods.in_force(day)


# What is an index is not audited: the periods tell who changed the name or the parent, and when.
register(Body, history_manager=AuditManager, excluded_fields=["name", "parent", "lft", "rght", "tree_id", "level"])


class IndexDay(models.Model):
    """The day that the index of today was last brought up to: one row."""

    day = models.DateField()

    def __str__(self) -> str:
        return str(self.day)


class FormerSlug(models.Model):
    """An address that something bore once. It leads on for ever."""

    record = models.CharField(max_length=40, help_text="The model's label in lower case, such as governance.body.")
    slug = models.SlugField(max_length=80)
    target = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "slug"], name="governance_formerslug_leads_one_way")]

    def __str__(self) -> str:
        return self.slug
