"""What is captured beside the text of the minuting page: a decision, an action, a declaration; each of them once."""

from typing import Any, NamedTuple

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string

from meetings.actions.acting import raise_action
from meetings.attendance.declaring import declare
from meetings.decisions.deciding import decide
from meetings.minutes.capturing_once import captured_since
from meetings.models import Action, AgendaItem, Decision, Declaration, Meeting
from meetings.views.minuting_forms import ActionForm, DecisionForm, DeclarationForm
from meetings.views.minuting_panels import action_words, decision_words


class Capture(NamedTuple):
    """What was sent, for which item; each deed returns what the page is told. Raises Refused."""

    request: HttpRequest
    meeting: Meeting
    item: AgendaItem | None

    def decide(self, form: DecisionForm) -> dict[str, Any]:
        """Draft a decision."""
        given = form.cleaned()
        if earlier := self._earlier(Decision, given):
            return {"sentence": f"{earlier} is captured already."}
        decision = decide(self.meeting, item=self.item, by=self.request.user, **given)
        return {"sentence": f"{decision} is captured.", "added": "decision", "words": decision_words(decision)}

    def raise_action(self, form: ActionForm) -> dict[str, Any]:
        """Draft an action."""
        given = form.cleaned()
        if earlier := self._earlier(Action, given):
            return {"sentence": f"{earlier} is captured already."}
        facts = {"meeting": self.meeting, "item": self.item, "by": self.request.user, **given}
        action = raise_action(self.meeting.body, **facts)
        return {"sentence": f"{action} is captured.", "added": "action", "words": action_words(action)}

    def declare(self, form: DeclarationForm) -> dict[str, Any]:
        """Record a declaration."""
        given = form.cleaned()
        if self._earlier(Declaration, given):
            return {"sentence": "The declaration is recorded already."}
        row = declare(self.meeting, given.pop("person"), item=self.item, by=self.request.user, **given)
        html = render_to_string("meetings/_minuting_declaration.html", {"declaration": row}, self.request)
        return {"sentence": "The declaration is recorded.", "added": "declaration", "html": html}

    def _earlier(self, model: type[Model], given: dict[str, Any]) -> Any:
        """The record that the same form made before, if it did."""
        read_at, user = self.request.POST.get("read_at", ""), self.request.user
        return captured_since(read_at, model, self.meeting, self.item, by=user, **given)
