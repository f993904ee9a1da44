"""What is found before the record of a meeting goes public, and what publishing, correcting and opening do about it."""

import pytest
from django.utils import timezone

from governance.foundation.publication import State
from meetings.agendas.agenda_setting import unrestrict_item
from meetings.agendas.agenda_setting.restricting import Found
from meetings.decisions.deciding import publish_decisions
from meetings.minutes.correcting import correct, supplement
from meetings.minutes.minutes_checks import decision_checks, minutes_checks, minutes_findings
from meetings.minutes.minuting import publish_minutes
from meetings.models import Declaration, Minutes, MinutesEntry
from tests import make
from tests.make import written_apart
from tests.make_meetings import (
    make_action,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_minutes,
    make_paper,
)
from tests.refusing import nothing_written, refused

pytestmark = pytest.mark.django_db

SECRET = "Ada Thorne’s case"
NOTE = "[Jo] - you could ask about this."
PERSONAL = "{} holds the telephone number {}, which nobody has agreed to publish: take it out, or record consent."
NAMED = "{} names “" + SECRET + "”, which is restricted: take the name out."


@pytest.fixture
def meeting(cast):
    """A meeting of Health with an open item and a restricted one; its agenda is published."""
    meeting = make_meeting(cast.health, "2026-03-05", status="held", agenda=State.PUBLISHED)
    make_item(meeting, "Flu plan", label="1")
    make_item(meeting, SECRET, label="2", restricted=True)
    return meeting


def item_of(meeting, label="1"):
    return meeting.items.get(label=label)


def minuted(meeting, stage="checked", **texts) -> Minutes:
    """Minutes with what is said under the items: `opening`, `flu` and `secret`."""
    minutes = written_apart(Minutes(meeting=meeting))
    for name, label in (("opening", None), ("flu", "1"), ("secret", "2")):
        if name in texts:
            item = item_of(meeting, label) if label else None
            written_apart(MinutesEntry(minutes=minutes, item=item, text=f"<p>{texts[name]}</p>"))
    minutes.stage = stage
    minutes.published_at = timezone.now() if minutes.is_public else None
    return written_apart(minutes)


def sentences(found) -> list[str]:
    return [each.sentence for each in found]


def test_everything_that_goes_public_with_the_minutes_is_looked_through(cast, meeting):
    flu = item_of(meeting)
    make_decision(meeting, "Ring 07700 900001.", item=flu, state=State.DRAFT)
    make_action(meeting, f"Follow up {SECRET}", item=flu, state=State.DRAFT)
    make_attendance(meeting, cast.chair_person, note="Ring 07700 900002.")
    for item, number in ((flu, 3), (None, 4)):
        interest = f"A clinic, 07700 90000{number}"
        written_apart(Declaration(meeting=meeting, person=cast.chair_person, item=item, interest=interest))
    minutes = minuted(meeting, opening=f"Welcome. {NOTE}", flu=f"As with {SECRET}. DRAFT")
    year = meeting.day.year

    found = minutes_checks(minutes)

    assert sorted(sentences(found)) == sorted(
        [
            NAMED.format("What is said under item 1"),
            NAMED.format(f"Action {year}/1"),
            PERSONAL.format(f"Decision {year}/1", "07700 900001"),
            PERSONAL.format("What the register notes of Ida Marlow", "07700 900002"),
            PERSONAL.format("What Ida Marlow declared under item 1", "07700 900003"),
            PERSONAL.format("What Ida Marlow declared", "07700 900004"),
            f"What is said before the first item holds what looks like a note to a colleague: {NOTE}",
            "What is said under item 1 is marked DRAFT.",
        ]
    )
    assert [each.blocks for each in found] == [True] * 7 + [False]


def test_what_stays_restricted_and_what_is_public_already_is_not_looked_through(cast, meeting):
    secret, said = item_of(meeting, "2"), f"{SECRET}: 07700 900123"
    for state in (State.DRAFT, State.WITHDRAWN, State.PUBLISHED):
        make_decision(meeting, said, item=secret, state=state)
        make_action(meeting, said, item=secret, state=state)
    make_decision(meeting, "Ring 07700 900001.", state=State.PUBLISHED)
    make_decision(meeting, "Ring 07700 900001.", state=State.WITHDRAWN)
    written_apart(Declaration(meeting=meeting, person=cast.chair_person, item=secret, interest=said))

    assert minutes_checks(minuted(meeting, secret=said)) == []


def test_the_titles_are_looked_through_where_nobody_published_the_agenda(cast, meeting):
    draft = make_meeting(cast.health, "2026-04-02", status="held")
    for title in ("Ring 07700 900001", "Budget"):
        make_item(draft, title, label="1")
    make_item(draft, SECRET, restricted=True, public_title=f"About {SECRET}")

    assert sentences(minutes_checks(minuted(draft))) == [
        f"What the public reads instead of the restricted item “{SECRET}” says its title: give it a neutral one.",
        "More than one item has the label 1: give each its own.",
        NAMED.format("Item 2"),
        PERSONAL.format("Item 1", "07700 900001"),
    ]
    assert minutes_checks(minuted(meeting)) == []


def test_what_was_found_stops_the_minutes_until_somebody_answers_for_it(cast, meeting):
    minutes = minuted(meeting, flu="Ring 07700 900123.")
    make_decision(meeting, "Agreed.", state=State.DRAFT)
    code = minutes_checks(minutes)[0].code
    found = PERSONAL.format("What is said under item 1", "07700 900123")

    with refused(found):
        publish_minutes(minutes, by=cast.officer)
    with refused(found):
        publish_minutes(minutes, by=cast.officer, despite=["something-else"], reason="The clinic’s.")
    with refused("Say why it is published although the checks found something."):
        publish_minutes(minutes, by=cast.officer, despite=[code])

    published = publish_minutes(minutes, by=cast.officer, despite=[code], reason="It is the clinic’s own.")

    assert (published.stage, published.history.first().history_change_reason) == (
        "published",
        "It is the clinic’s own.",
    )


def test_what_only_is_to_be_thought_about_stops_nothing(cast, meeting):
    assert publish_minutes(minuted(meeting, flu="DRAFT"), by=cast.officer).is_public


def test_a_correction_is_looked_through_for_what_is_new_in_it(cast, meeting):
    minutes, flu = minuted(meeting, "published", flu="Ring 07700 900001."), item_of(meeting)
    where = "What is said under item 1"

    found = minutes_findings(minutes, flu, f"<p>Ring 07700 900002 on {SECRET}.</p>")
    assert sentences(found) == [NAMED.format(where), PERSONAL.format(where, "07700 900002")]
    both = "<p>Ring 07700 900001 or 07700 900002.</p>"
    found = minutes_findings(minutes, flu, both, before="<p>Ring 07700 900001.</p>")
    assert sentences(found) == [PERSONAL.format(where, "07700 900002")]
    assert sentences(minutes_findings(minutes, None, "<p>DRAFT</p>")) == [
        "What is said before the first item is marked DRAFT."
    ]
    assert minutes_findings(minutes, item_of(meeting, "2"), f"<p>{SECRET}, 07700 900002</p>") == []


def test_a_correction_and_what_was_left_out_are_looked_through_unless_somebody_means_it_so(cast, meeting):
    minutes = minuted(meeting, "published", flu="Ring 07700 900001.")
    entry, how = minutes.entries.get(), {"reason": "Misheard.", "by": cast.secretary, "on": make.today()}
    new = "<p>Ring 07700 900001 or 07700 900002.</p>"
    tick = " Put it right, or tick that it is meant so."
    with refused(PERSONAL.format("What is said under item 1", "07700 900002") + tick):
        correct(entry, text=new, **how)
    with refused(NAMED.format("What is said before the first item") + tick):
        supplement(minutes, None, text=f"<p>As with {SECRET}.</p>", **how)
    correct(entry, text="<p>Ring 07700 900001, please.</p>", **how)

    assert correct(entry, text=new, meant=True, **how).after == new
    assert supplement(minutes, None, text="<p>Ring 07700 900003.</p>", meant=True, **how).before == ""
    supplement(minutes, item_of(meeting, "2"), text=f"<p>{SECRET}: 07700 900002</p>", **how)


def test_drafted_decisions_are_looked_through_but_those_under_restricted_items(cast, meeting):
    make_decision(meeting, "Ring 07700 900001.", state=State.DRAFT)
    make_decision(meeting, "Ring 07700 900002.", item=item_of(meeting, "2"), state=State.DRAFT)

    assert sentences(decision_checks(meeting)) == [PERSONAL.format(f"Decision {meeting.day.year}/1", "07700 900001")]


def test_what_was_found_stops_the_decisions_until_somebody_answers_for_it(cast, meeting):
    make_decision(meeting, f"As with {SECRET}.", state=State.DRAFT)
    (finding,) = decision_checks(meeting)
    with refused(NAMED.format(f"Decision {meeting.day.year}/1")):
        publish_decisions(meeting, by=cast.secretary, reason="Known.")

    done = publish_decisions(meeting, by=cast.secretary, despite=[finding.code], reason="The family agrees.")

    assert [each.is_published for each in done] == [True]


def test_what_was_found_in_decisions_is_answered_for_with_the_minutes(cast, meeting):
    decision = make_decision(meeting, "Ring 07700 900001.", state=State.DRAFT)
    minutes = minuted(meeting, flu="Agreed.")
    (finding,) = minutes_checks(minutes)

    publish_minutes(minutes, by=cast.officer, despite=[finding.code], reason="The clinic’s.")

    decision.refresh_from_db()
    assert decision.is_published


# Opening a restricted item -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "state", "found"),
    [
        ("published", State.PUBLISHED, {"entry", "declaration", "decision", "action"}),
        ("approved", State.DRAFT, {"entry", "declaration"}),
        ("checked", State.PUBLISHED, {"decision", "action"}),
        ("draft", State.DRAFT, set()),
    ],
)
def test_opening_an_item_looks_through_what_was_recorded_under_it_and_is_published(cast, meeting, stage, state, found):
    secret = item_of(meeting, "2")
    make_decision(meeting, "Ring 07700 900001.", item=secret, state=state)
    make_action(meeting, "Ring 07700 900002.", item=secret, state=state)
    interest = "07700 900003"
    written_apart(Declaration(meeting=meeting, person=cast.chair_person, item=secret, interest=interest))
    minuted(meeting, stage, secret="Ring 07700 900004.")
    said = {
        "decision": PERSONAL.format(f"Decision {meeting.day.year}/R1", "07700 900001"),
        "action": PERSONAL.format(f"Action {meeting.day.year}/R1", "07700 900002"),
        "declaration": PERSONAL.format("What Ida Marlow declared under item 2", "07700 900003"),
        "entry": PERSONAL.format("What is said under item 2", "07700 900004"),
    }
    if not found:
        assert not unrestrict_item(secret, by=cast.secretary).restricted
        return

    with nothing_written(), pytest.raises(Found) as refusal:
        unrestrict_item(secret, by=cast.secretary)

    assert set(sentences(refusal.value.findings)) == {said[name] for name in found}
    codes = [each.code for each in refusal.value.findings]
    assert not unrestrict_item(secret, by=cast.secretary, despite=codes, why="All agreed.").restricted


def test_an_item_of_a_draft_agenda_with_public_minutes_is_looked_through_when_it_is_opened(cast):
    meeting = make_meeting(cast.health, "2026-03-05", status="held")
    item = make_item(meeting, "Ring 07700 900001", label="1", restricted=True)
    make_paper(item, text="<p>Ring 07700 900002.</p>")
    make_minutes(meeting, "published")

    with refused(PERSONAL.format("The item", "07700 900001")):
        unrestrict_item(item, by=cast.secretary)
