"""Deeds that join bodies: merge and absorb."""

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import QueryDict

from governance.admin.body_forms import AddressField, KindField, address_for
from governance.admin.choices import BodiesField, BodyField, Choice, alive, body_choices
from governance.admin.ending import HOMES, HomesDeed, unaccountable
from governance.admin.homes import SUCCESSOR, home_name
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import Done
from governance.foundation.sentences import listed
from governance.models import Body
from governance.restructuring import Newcomer, absorb, left_by, merge


class JoiningDeed(HomesDeed):
    """A deed that takes in the bodies that are ticked; their functions show once they are chosen."""

    bodies = BodiesField(label="Bodies")

    def arrange(self) -> None:
        """Offer the other bodies of the partnership, then ask for homes."""
        field: Any = self.fields["bodies"]
        field.offer(self._offered(), today())
        super().arrange()

    def _offered(self) -> Any:
        root = self.subject.partnership_id
        return self.edited_bodies().filter(partnership=root).exclude(pk__in=[self.subject.pk, root])

    def _ticked(self) -> list[Body]:
        given = cast("QueryDict", self.data) if self.is_bound else self.request.GET
        keys = given.getlist("bodies")
        return list(self._offered().filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19]))

    def clean(self) -> dict[str, Any]:
        """Say that there is more to fill in, when the ticked bodies brought functions with them."""
        cleaned = super().clean() or self.cleaned_data
        if any(home_name(function) in self.errors for function in self.functions):
            self.add_error(
                None, f"The bodies have functions: under “{HOMES}”, choose for each who does it from then on."
            )
        return cleaned

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """A whole partnership cannot end in another body."""
        return super().applies(subject, request) and not subject.is_partnership


class MergeForm(JoiningDeed):
    """Merge the body with others into a new one."""

    slug, verb, press = "merge", "Merge…", "Merge"
    lead = "The bodies end, and a new one begins. Bodies that reported to them report to the new one."

    name = forms.CharField(label="Name of the new body", max_length=160, widget=AdminTextInputWidget)
    address = AddressField()
    kind = KindField(label="Kind")
    parent = BodyField(label="Reports to", required=False)

    def arrange(self) -> None:
        """The new body stands where the first one stood, unless the officer says otherwise."""
        fields: Any = self.fields
        fields["bodies"].label = f"Merge {self.subject} with"
        fields["kind"].offer(heads=False)
        root = self.edited_bodies().filter(partnership=self.subject.partnership_id)
        fields["parent"].offer(root, today(), empty="No body: it stands beside the tree")
        super().arrange()

    def prefilled(self) -> dict[str, Any]:
        """Kind and line of the first body."""
        period = self.period()
        return {"kind": period.kind_id, "parent": period.parent_id}

    def ending(self) -> list[Body]:
        """The body and those that are ticked."""
        return [self.subject, *self._ticked()]

    def home_choices(self) -> list[Choice]:
        """The new body, or any that goes on."""
        return [(SUCCESSOR, "The new body"), *self.others()]

    def act(self) -> Done:
        """Merge them."""
        to = self.cleaned_data
        address = to["address"] or address_for(to["name"])
        new = Newcomer(
            address, to["name"], to["kind"], parent=to["parent"], facts=unaccountable(to["parent"], to["kind"])
        )
        ending = self.ending()
        body = merge(ending, into=new, **self.told())
        return Done(body, f"{listed([str(each) for each in ending])} merged into {body}.", left_by(ending, to["on"]))


class AbsorbForm(JoiningDeed):
    """Take other bodies into this one."""

    slug, verb, press = "absorb", "Absorb…", "Absorb"
    lead = "The bodies that you tick end in this one. Bodies that reported to them report to this one."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Any body may take others in, a whole partnership too."""
        return super(JoiningDeed, cls).applies(subject, request)

    def arrange(self) -> None:
        """Which bodies end."""
        self.fields["bodies"].label = f"{self.subject} takes in"
        super().arrange()

    def ending(self) -> list[Body]:
        """Those that are ticked."""
        return self._ticked()

    def home_choices(self) -> list[Choice]:
        """This body, or any that goes on."""
        mine = [(SUCCESSOR, str(self.subject))]
        others = alive(self.edited_bodies(), today()).exclude(pk__in=[b.pk for b in [*self.ending(), self.subject]])
        return [*mine, *body_choices(others, today())]

    def act(self) -> Done:
        """Take them in."""
        taken = self.ending()
        body = absorb(taken, into=self.subject, **self.told())
        left = left_by(taken, self.cleaned_data["on"])
        return Done(body, f"{body} took in {listed([str(each) for each in taken])}.", left)
