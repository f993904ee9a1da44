"""Kinds of body: rows that an officer may add to, so that no code branches on a name."""

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited


class BodyKind(Scoped):
    """What sort of body it is, and what follows from that (items 17, 89, 123, 251, 259)."""

    slug = models.SlugField(unique=True)
    singular = models.CharField(max_length=80, help_text="For example “thematic partnership”.")
    plural = models.CharField(max_length=80)
    heads_partnership = models.BooleanField("is a whole partnership", default=False)
    accountable = models.BooleanField(
        default=True, help_text="Accountable bodies report to one parent; others may stand beside the tree."
    )
    advisory_only = models.BooleanField("advises only", default=False)
    time_limited = models.BooleanField(default=False, help_text="Needs a purpose and the day it is due to end.")
    open_membership = models.BooleanField(default=False, help_text="Anybody may join; it has no list of seats.")
    needs_terms = models.BooleanField("needs terms of reference", default=True)
    meets = models.BooleanField(default=True)
    external = models.BooleanField(default=False, help_text="Stands outside the partnership.")
    may_sit_under = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="may_hold",
        help_text="The kinds of body it may report to; none chosen means any.",
    )

    objects = ScopedQuerySet.as_manager()
    history = audited(m2m_fields=[may_sit_under])

    class Meta:
        ordering = ["singular"]
        verbose_name = "kind of body"
        verbose_name_plural = "kinds of body"

    def __str__(self) -> str:
        return self.singular

    @property
    def may_stand_alone(self) -> bool:
        """Whether a body of this kind may be without a parent."""
        return self.heads_partnership or self.external or not self.accountable


# slug, singular, plural, and the flags that differ from the field's default
SHIPPED_KINDS: tuple[tuple[str, str, str, dict[str, bool]], ...] = (
    ("partnership", "partnership", "partnerships", {"heads_partnership": True}),
    ("board", "board", "boards", {}),
    ("executive-group", "executive group", "executive groups", {}),
    ("forum", "forum", "forums", {}),
    ("advisory-forum", "advisory forum", "advisory forums", {"advisory_only": True}),
    ("thematic-partnership", "thematic partnership", "thematic partnerships", {}),
    ("associate-theme-group", "associate theme group", "associate theme groups", {"advisory_only": True}),
    ("strategic-action-group", "strategic action group", "strategic action groups", {}),
    ("operational-action-group", "operational action group", "operational action groups", {}),
    (
        "reference-group",
        "reference group",
        "reference groups",
        {"accountable": False, "advisory_only": True, "needs_terms": False},
    ),
    ("task-and-finish-group", "task and finish group", "task and finish groups", {"time_limited": True}),
    ("area-partnership", "area partnership", "area partnerships", {}),
    ("sub-group", "sub-group", "sub-groups", {}),
    ("network", "network", "networks", {"open_membership": True, "needs_terms": False}),
    (
        "external-body",
        "external body",
        "external bodies",
        {"accountable": False, "external": True, "needs_terms": False, "meets": False},
    ),
)

SHIPPED_RULES: dict[str, tuple[str, ...]] = {
    "thematic-partnership": ("partnership", "board", "executive-group", "forum"),
    "strategic-action-group": ("thematic-partnership", "area-partnership"),
    "operational-action-group": ("thematic-partnership", "area-partnership", "strategic-action-group"),
}
"""Which kinds may sit under which, as the papers say it (item 255); officers may change the rows."""


def ship_kinds(using: str = "default") -> None:
    """Fill an empty table with the kinds that the papers name; a table with rows is left alone."""
    rows = BodyKind.objects.using(using)
    if rows.exists():
        return
    for slug, singular, plural, flags in SHIPPED_KINDS:
        BodyKind(slug=slug, singular=singular, plural=plural, **flags).save(using=using)
    kinds = {kind.slug: kind for kind in rows.all()}
    for slug, parents in SHIPPED_RULES.items():
        kinds[slug].may_sit_under.set([kinds[parent] for parent in parents])
