"""People: who holds posts and seats. What is private about them never reaches the public."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.models.bodies import Body
from governance.models.organisations import Organisation


class Grade(models.IntegerChoices):
    """How senior a post is: what a substitute's grade is measured with (items 97, 115)."""

    OFFICER = 1, "Officer"
    MANAGER = 2, "Manager"
    HEAD_OF_SERVICE = 3, "Head of service"
    DIRECTOR = 4, "Director"
    CHIEF = 5, "Chief executive, leader or equivalent"


class PersonQuerySet(ScopedQuerySet):
    """Words about people."""

    def for_page(self) -> Self:
        """With the organisation."""
        return self.select_related("organisation")


class Person(Scoped):
    """Somebody who holds, held or may hold a seat."""

    BODY = "kept_by"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=160, blank=True, help_text="For example “Chief executive”.")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    grade = models.PositiveSmallIntegerField(choices=Grade, null=True, blank=True)
    email = models.EmailField(blank=True, help_text="Private until consent is recorded below.")
    phone = models.CharField(max_length=40, blank=True, help_text="Private until consent is recorded below.")
    contact_public_since = models.DateField(
        "agreed to publish contact details on", null=True, blank=True, help_text="Empty: they stay private."
    )
    kept_by = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="people_kept", help_text="Whose editors keep this record."
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="person",
        help_text="The account that acts for this person, where there is one.",
    )
    note = models.TextField("officers’ note", blank=True, help_text="Never shown to the public.")

    objects = PersonQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def public_q(cls) -> Q | None:
        """People are public once they hold or held a seat, or stood in for somebody who does."""
        from governance.models.memberships import Membership, Substitution  # noqa: PLC0415 - they name people

        return Q(Exists(Membership.objects.filter(person=OuterRef("pk")))) | Q(
            Exists(Substitution.objects.filter(person=OuterRef("pk")))
        )

    @property
    def contact_is_public(self) -> bool:
        """Whether the contact details may be shown (item 206)."""
        return self.contact_public_since is not None and bool(self.email or self.phone)

    def clean(self) -> None:
        """Consent needs something to consent to."""
        if self.contact_public_since and not (self.email or self.phone):
            raise ValidationError("There are no contact details to publish: add one, or clear the date of consent.")
