"""Drafting an agenda: standing items that come by themselves, business, order, copies and moves."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from meetings.agendas.agenda_setting import (
    add_item,
    begin,
    change_item,
    copy_from,
    introduce,
    move_item,
    refresh_standing,
    remove_item,
    reorder,
    restrict_item,
    reword_restricted,
    unrestrict_item,
)
from meetings.agendas.agenda_setting.standing import missing
from meetings.agendas.publication_checks import checks
from meetings.models import Agenda, AgendaItem
from tests.make import written_apart
from tests.make_meetings import make_action, make_item, make_meeting, make_minutes, make_paper
from tests.refusing import refused

pytestmark = pytest.mark.django_db

Kind = AgendaItem.Kind
PUBLISHED = "This agenda is published: add a late item, or withdraw an item with a reason."


def titles(meeting) -> list[str]:
    items = list(meeting.items.in_order())
    assert [item.position for item in items] == list(range(1, len(items) + 1))
    return [item.title for item in items]


@pytest.fixture
def meeting(cast):
    """A meeting of Health, whose secretary sets its agenda."""
    return make_meeting(cast.health, "2026-03-05")


# Standing items ------------------------------------------------------------------------------------------------


def test_a_first_meeting_begins_with_the_items_that_every_meeting_has(cast, meeting):
    begin(meeting, by=cast.secretary)

    assert titles(meeting) == [
        "Apologies for absence",
        "Declarations of interest",
        "Any other business",
        "Date of the next meeting",
    ]


def test_after_a_meeting_that_was_held_come_its_minutes_and_matters_arising(cast, meeting):
    make_meeting(cast.health, "2025-11-06", status="held")
    make_meeting(cast.health, "2026-01-08", status="held")
    make_meeting(cast.health, "2026-02-05", status="cancelled")

    begin(meeting, by=cast.secretary)

    assert titles(meeting)[2:4] == ["Minutes of the meeting held on 8 January 2026", "Matters arising"]


@pytest.mark.parametrize(("day", "there"), [("2026-03-04", True), ("2026-03-05", False), ("2026-03-06", False)])
def test_only_a_meeting_on_an_earlier_day_has_minutes_to_agree(cast, meeting, day, there):
    make_meeting(cast.health, day, status="held")

    begin(meeting, by=cast.secretary)

    assert meeting.items.filter(kind=Kind.MINUTES).exists() is there


def test_the_minutes_of_another_body_are_not_on_the_agenda(cast, meeting):
    make_meeting(cast.jobs, "2026-01-08", status="held")

    begin(meeting, by=cast.secretary)

    assert not meeting.items.filter(kind=Kind.MINUTES).exists()


def test_open_actions_come_while_there_are_any(cast, meeting):
    earlier = make_meeting(cast.health, "2026-01-08", status="held")
    make_action(earlier, result="done", closed_on=datetime.date(2026, 2, 1))
    make_action(earlier, state=State.WITHDRAWN)
    make_action(make_meeting(cast.jobs, "2026-01-09"))
    make_action(meeting)
    begin(meeting, by=cast.secretary)
    assert "Open actions" not in titles(meeting)

    make_action(earlier, state=State.DRAFT)
    refresh_standing(meeting, by=cast.secretary)

    assert titles(meeting)[2:5] == ["Minutes of the meeting held on 8 January 2026", "Matters arising", "Open actions"]


def test_beginning_twice_adds_nothing(cast, meeting):
    begin(meeting, by=cast.secretary)
    once = list(meeting.items.values_list("pk", "position"))

    begin(meeting, by=cast.secretary)

    assert list(meeting.items.values_list("pk", "position")) == once


def test_refreshing_follows_the_last_meeting_and_leaves_a_title_that_somebody_wrote(cast, meeting):
    make_meeting(cast.health, "2025-11-06", status="held")
    begin(meeting, by=cast.secretary)
    make_meeting(cast.health, "2026-01-08", status="held")
    apologies = meeting.items.get(kind=Kind.APOLOGIES)
    change_item(apologies, title="Welcome and apologies", by=cast.secretary)

    refresh_standing(meeting, by=cast.secretary)

    assert titles(meeting)[0] == "Welcome and apologies"
    assert titles(meeting)[2] == "Minutes of the meeting held on 8 January 2026"


def test_an_item_with_nothing_under_it_goes_unless_somebody_wrote_on_it(cast, meeting):
    earlier = make_meeting(cast.health, "2026-01-08", status="held")
    action = make_action(earlier)
    begin(meeting, by=cast.secretary)
    action.result, action.closed_on = "done", datetime.date(2026, 2, 1)
    action.save()
    item = meeting.items.get(kind=Kind.ACTIONS)
    change_item(item, minutes_planned=20, by=cast.secretary)

    refresh_standing(meeting, by=cast.secretary)
    assert "Open actions" in titles(meeting)
    change_item(item, minutes_planned=10, by=cast.secretary)  # as it came
    refresh_standing(meeting, by=cast.secretary)

    assert "Open actions" not in titles(meeting)


def test_a_standing_item_that_was_taken_off_stays_off_until_it_is_added_again(cast, meeting):
    begin(meeting, by=cast.secretary)
    remove_item(meeting.items.get(kind=Kind.DECLARATIONS), by=cast.secretary)

    refresh_standing(meeting, by=cast.secretary)
    assert "Declarations of interest" not in titles(meeting)
    assert missing(meeting) == []
    add_item(meeting, title="Interests", kind=Kind.DECLARATIONS, by=cast.secretary)

    assert titles(meeting)[:2] == ["Apologies for absence", "Interests"]
    assert Agenda.objects.get(meeting=meeting).left_out == []


# Items ---------------------------------------------------------------------------------------------------------


def test_business_stands_before_any_other_business_in_the_order_in_which_it_came(cast, meeting):
    begin(meeting, by=cast.secretary)

    add_item(meeting, title="Flu plan", by=cast.secretary, minutes_planned=20, asked="decide", reason="Asked for.")
    item = add_item(meeting, title="Budget", by=cast.secretary, presenter=cast.chair_person)

    assert titles(meeting)[2:] == ["Flu plan", "Budget", "Any other business", "Date of the next meeting"]
    assert item.presenter == cast.chair_person
    past = AgendaItem.history.get(title="Flu plan")
    assert (past.history_user, past.history_change_reason) == (cast.secretary, "Asked for.")


def test_an_item_is_changed_and_nothing_else_about_it(cast, meeting):
    item = make_item(meeting, "Budget", minutes_planned=10)

    change_item(item, title="Budget of next year", by=cast.secretary, reason="Said more exactly.")

    item.refresh_from_db()
    assert (item.title, item.minutes_planned) == ("Budget of next year", 10)
    assert item.history.first().history_change_reason == "Said more exactly."


def test_an_item_is_not_written_with_facts_that_have_a_deed_of_their_own(cast, meeting):
    item = make_item(meeting)
    with pytest.raises(TypeError, match="late_reason"):
        change_item(item, late_reason="Late.", by=cast.secretary)
    with pytest.raises(TypeError, match="restricted"):
        change_item(item, restricted=True, by=cast.secretary)


def test_the_introduction_is_cleaned_like_all_text(cast, meeting):
    agenda = introduce(meeting, text="<p>Welcome<script>x</script></p>", by=cast.secretary)

    agenda.refresh_from_db()
    assert agenda.introduction == "<p>Welcome</p>"


def test_items_are_put_in_order(cast, meeting):
    a, b, c = (make_item(meeting, title) for title in "abc")

    reorder(meeting, [c.pk, a.pk, b.pk], by=cast.secretary, reason="The guest leaves early.")

    assert titles(meeting) == ["c", "a", "b"]
    assert c.history.first().history_change_reason == "The guest leaves early."


def test_an_order_that_misses_or_repeats_an_item_is_refused(cast, meeting):
    a, b = make_item(meeting), make_item(meeting)
    other = make_item(make_meeting(cast.health, "2026-04-02"))
    for order in ([a.pk], [a.pk, b.pk, a.pk], [a.pk, b.pk, other.pk], []):
        with refused("Items were added or removed in the meantime: look at the agenda again, then put it in order."):
            reorder(meeting, order, by=cast.secretary)


def test_a_removed_item_leaves_no_gap(cast, meeting):
    items = [make_item(meeting, title) for title in "abc"]

    remove_item(items[0], by=cast.secretary)

    assert titles(meeting) == ["b", "c"]


def test_an_item_with_papers_is_not_removed(cast, meeting):
    item = make_paper(make_item(meeting)).item
    with refused("This item has papers: remove them, or move the item to another meeting."):
        remove_item(item, by=cast.secretary)


def test_an_item_that_the_minutes_speak_of_is_neither_removed_nor_moved(cast, meeting):
    item, later = make_item(meeting), make_meeting(cast.health, "2026-04-02")
    make_minutes(meeting)
    with refused("The record of the meeting speaks of this item, so it stays on the agenda."):
        remove_item(item, by=cast.secretary)
    with refused("The record of this meeting speaks of the item, so it stays on the agenda."):
        move_item(item, to=later, by=cast.secretary)


def test_a_label_that_another_item_is_printed_with_is_refused(cast, meeting):
    first, second = make_item(meeting), make_item(meeting, label="2a")
    for item, label in ((first, "2a"), (first, "2A"), (second, "1")):
        with refused(f"Another item has the label {label}: choose one that is free."):
            change_item(item, label=label, by=cast.secretary)
    with refused("Another item has the label 1: choose one that is free."):
        add_item(meeting, title="New", label="1", by=cast.secretary)

    assert change_item(second, label="2A", title="Mine", by=cast.secretary).label == "2A"
    assert add_item(meeting, title="New", label="2b", by=cast.secretary).label == "2b"


def test_an_item_that_is_gone_is_refused_in_a_sentence(cast, meeting):
    item = make_item(meeting)
    AgendaItem.objects.get(pk=item.pk).delete()
    with refused("This item is no longer on the agenda: look at the agenda again."):
        change_item(item, title="New", by=cast.secretary)


# Copies --------------------------------------------------------------------------------------------------------


@pytest.fixture
def earlier(cast):
    """A published agenda of Health with business, a restricted item and standing items."""
    earlier = make_meeting(cast.health, "2026-01-08", status="held", agenda=State.PUBLISHED)
    make_item(earlier, "Apologies for absence", kind=Kind.APOLOGIES, label="1")
    make_paper(make_item(earlier, "Flu plan", label="2", text="<p>As agreed.</p>", minutes_planned=20, asked="note"))
    make_item(earlier, "Performance", label="2a", presenter=cast.chair_person)
    make_item(earlier, "The case of Ada Thorne", label="3", restricted=True, text="<p>Private.</p>")
    make_item(earlier, "Given up", label="4", withdrawn_reason="Not ready.")
    make_item(earlier, "Urgent", label="4a", late_reason="It came late.")
    return earlier


def test_the_business_of_an_earlier_agenda_is_copied_without_papers_and_secrets(cast, meeting, earlier):
    begin(meeting, by=cast.secretary)

    copies = copy_from(meeting, earlier, by=cast.secretary)

    assert titles(meeting)[-6:-2] == ["Flu plan", "Performance", "A personal matter (title to be written)", "Urgent"]
    flu, performance, hidden, urgent = copies
    assert (flu.text, flu.minutes_planned, flu.asked, flu.label) == ("<p>As agreed.</p>", 20, "note", "")
    assert (performance.presenter, performance.label) == (cast.chair_person, "2a")
    assert (hidden.restricted, hidden.text, hidden.restriction_reason) == (True, "", "Names a person.")
    assert (urgent.label, urgent.late_reason) == ("", "")
    assert not any(copy.papers.exists() for copy in copies)
    assert earlier.items.count() == 6


def test_restricted_texts_are_copied_when_asked_for(cast, meeting, earlier):
    copy_from(meeting, earlier, by=cast.secretary, with_restricted=True)

    copy = meeting.items.get(restricted=True)
    assert (copy.title, copy.text) == ("The case of Ada Thorne", "<p>Private.</p>")


def test_a_copy_without_its_title_is_published_and_says_that_one_is_to_be_written(cast, meeting, earlier):
    copy_from(meeting, earlier, by=cast.secretary)
    found = [finding.sentence for finding in checks(meeting, on=datetime.date(2026, 2, 20))]
    assert found == ["Item 2 was copied without its title, which members read: write it."]

    copy = meeting.items.get(restricted=True)
    change_item(copy, title="The case of Bob Reed", by=cast.secretary)
    assert checks(meeting, on=datetime.date(2026, 2, 20)) == []


def test_a_copy_takes_no_label_that_is_there_and_no_title_that_is_too_long(cast, meeting, earlier):
    make_item(meeting, "Own", label="2a")
    make_item(earlier, "Long", restricted=True, public_title="x" * 200)

    copies = copy_from(meeting, earlier, by=cast.secretary)

    assert [copy.label for copy in copies] == ["", "", "", "", ""]
    assert copies[-1].title == "x" * 178 + " (title to be written)"
    assert len(copies[-1].title) == 200


def test_copying_twice_adds_nothing(cast, meeting, earlier):
    copy_from(meeting, earlier, by=cast.secretary)

    assert copy_from(meeting, earlier, by=cast.secretary) == []
    assert len(titles(meeting)) == 4


def test_an_agenda_is_not_copied_from_itself_nor_from_a_body_that_one_does_not_edit(cast, meeting):
    with refused("Choose another meeting to copy from."):
        copy_from(meeting, meeting, by=cast.secretary)
    elsewhere = make_meeting(cast.jobs, "2026-01-08")
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        copy_from(meeting, elsewhere, by=cast.secretary)


# Moves ---------------------------------------------------------------------------------------------------------


def test_an_item_moves_with_its_papers_and_both_agendas_close_up(cast, meeting):
    later = make_meeting(cast.health_data, "2026-04-02")
    begin(later, by=cast.secretary)
    first, item, last = (
        make_item(meeting, title, label=label) for title, label in zip("abc", ("", "9", ""), strict=True)
    )
    paper = make_paper(item)

    move_item(item, to=later, by=cast.secretary, reason="Not ready.")

    assert titles(meeting) == [first.title, last.title]
    assert titles(later)[2] == "b"
    item.refresh_from_db()
    assert (item.meeting, item.label) == (later, "")
    assert list(item.papers.all()) == [paper]


def test_an_item_is_not_moved_once_the_agenda_is_published(cast):
    here = make_meeting(cast.health, "2026-03-05", agenda=State.PUBLISHED)
    item, later = make_item(here), make_meeting(cast.health, "2026-04-02")
    with refused("This agenda is published: withdraw the item there and add it to the other meeting."):
        move_item(item, to=later, by=cast.secretary)


def test_an_item_is_not_moved_to_an_agenda_that_is_published_or_off(cast, meeting):
    item = make_item(meeting)
    published = make_meeting(cast.health, "2026-04-02", agenda=State.PUBLISHED)
    cancelled, elsewhere = make_meeting(cast.health, "2026-05-02", status="cancelled"), make_meeting(cast.jobs)
    with refused("The agenda of the other meeting is published: add it there as a late item."):
        move_item(item, to=published, by=cast.secretary)
    with refused("The other meeting is cancelled: choose one that goes ahead."):
        move_item(item, to=cancelled, by=cast.secretary)
    with refused("The item is on the agenda of that meeting already."):
        move_item(item, to=meeting, by=cast.secretary)
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        move_item(item, to=elsewhere, by=cast.secretary)


def test_standing_items_are_not_moved(cast, meeting):
    begin(meeting, by=cast.secretary)
    item, later = meeting.items.get(kind=Kind.APOLOGIES), make_meeting(cast.health, "2026-04-02")
    with refused("Each meeting has its own standing items: this one cannot be moved."):
        move_item(item, to=later, by=cast.secretary)


# Restriction ---------------------------------------------------------------------------------------------------


def test_an_item_is_restricted_with_a_reason_and_a_neutral_title_and_opened_again(cast, meeting):
    item = make_item(meeting, "Ada Thorne’s case")

    item = restrict_item(item, reason="It names a person.", public_title="A personal matter", by=cast.secretary)
    assert (item.restricted, item.public_title) == (True, "A personal matter")
    item = unrestrict_item(item, by=cast.secretary, why="The family agreed.")

    assert (item.restricted, item.public_title, item.restriction_reason) == (False, "", "")
    assert Agenda.objects.get(meeting=meeting).changed_at is None


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"reason": "", "public_title": "A matter"},
            "Restriction reason: Say why this item is restricted; the public reads it.",
        ),
        ({"reason": "Private.", "public_title": " "}, "Public title: Give a neutral title for the public."),
        (
            {"reason": "Private.", "public_title": "ada thorne’s case, in private"},
            "The title for the public says what the item’s own title says: give a neutral one.",
        ),
        (
            {"reason": "The parties to Ada  Thorne’s case ask for it.", "public_title": "A matter"},
            "The reason for the public says what the item’s own title says: give a neutral one.",
        ),
    ],
)
def test_a_restriction_without_a_reason_or_a_neutral_title_is_refused(cast, meeting, facts, sentence):
    item = make_item(meeting, "Ada Thorne’s case")
    with refused(sentence):
        restrict_item(item, by=cast.secretary, **facts)


def test_what_the_public_reads_of_a_restricted_item_is_changed_for_all_to_see(cast):
    meeting = make_meeting(cast.health, agenda=State.PUBLISHED)
    item = make_item(meeting, "Mill House", label="1", restricted=True, public_title="Property: Mill House")

    facts = {"public_title": "A property", "reason": "A sale is being agreed."}
    item = reword_restricted(item, by=cast.secretary, why="It named the house.", **facts)

    item.refresh_from_db()
    assert (item.restricted, item.public_title, item.restriction_reason) == (
        True,
        "A property",
        "A sale is being agreed.",
    )
    assert item.history.first().history_change_reason == "It named the house."
    assert Agenda.objects.get(meeting=meeting).changed_at is not None


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"public_title": "A personal matter", "reason": "Names a person."},
            "The public reads just that already: change it, or leave it.",
        ),
        (
            {"public_title": "On Mill House", "reason": "A sale."},
            "The title for the public says what the item’s own title says: give a neutral one.",
        ),
        (
            {"public_title": "A house", "reason": "Mill House is sold."},
            "The reason for the public says what the item’s own title says: give a neutral one.",
        ),
        ({"public_title": "", "reason": "A sale."}, "Public title: Give a neutral title for the public."),
    ],
)
def test_what_the_public_is_to_read_instead_stays_neutral(cast, meeting, facts, sentence):
    item, other = make_item(meeting, "Mill House", restricted=True), make_item(meeting)
    with refused(sentence):
        reword_restricted(item, by=cast.secretary, **facts)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        reword_restricted(item, by=cast.chair, **facts)
    with refused("This item is not restricted."):
        reword_restricted(other, by=cast.secretary, **facts)


def test_restricting_after_publication_is_possible_and_shows_as_a_change(cast):
    meeting = make_meeting(cast.health, agenda=State.PUBLISHED)
    item = make_item(meeting, "Ada Thorne’s case")

    restrict_item(item, reason="It names a person.", public_title="A personal matter", by=cast.secretary)

    changed = Agenda.objects.get(meeting=meeting).changed_at
    assert changed is not None
    assert abs(timezone.now() - changed) < datetime.timedelta(minutes=1)


def test_opening_a_published_item_checks_its_words_first(cast):
    meeting = make_meeting(cast.health, agenda=State.PUBLISHED)
    item = make_item(meeting, "Lease", label="3", text="<p>Ring 07700 900123.</p>", restricted=True)
    paper = make_paper(item, "Terms", text="<p>Ring 07700 900456.</p>")
    with refused(
        "The item holds the telephone number 07700 900123, which nobody has agreed to publish: "
        "take it out, or record consent. (1 more to see to.)"
    ):
        unrestrict_item(item, by=cast.secretary)
    paper.restricted = True
    paper.save()
    with refused(
        "The item holds the telephone number 07700 900123, which nobody has agreed to publish: "
        "take it out, or record consent."
    ):
        unrestrict_item(item, by=cast.secretary)


# Who and when --------------------------------------------------------------------------------------------------


def every_drafting_deed(meeting, item, by):
    """Each deed that only a draft allows, as a call; copies are made from a meeting of 2001."""
    old = make_meeting(meeting.body, "2001-01-01")
    return [
        lambda: begin(meeting, by=by),
        lambda: refresh_standing(meeting, by=by),
        lambda: introduce(meeting, text="<p>New</p>", by=by),
        lambda: add_item(meeting, title="New", by=by),
        lambda: change_item(item, title="New", by=by),
        lambda: reorder(meeting, [item.pk], by=by),
        lambda: remove_item(item, by=by),
        lambda: copy_from(meeting, old, by=by),
    ]


def test_nothing_of_a_published_agenda_is_drafted_any_more(cast):
    meeting = make_meeting(cast.health, agenda=State.PUBLISHED)
    item = make_item(meeting)
    for deed in every_drafting_deed(meeting, item, cast.secretary):
        with refused(PUBLISHED):
            deed()


@pytest.mark.parametrize("stage", ["checked", "published", "approved"])
def test_nothing_of_a_draft_is_changed_that_the_minutes_name(cast, meeting, stage):
    item, later = make_item(meeting), make_meeting(cast.health, "2026-04-02")
    coming = make_item(later)
    make_minutes(meeting, stage)
    also = [
        lambda: move_item(make_item(meeting, "Unminuted"), to=later, by=cast.secretary),
        lambda: move_item(coming, to=meeting, by=cast.secretary),
    ]
    sentences = set()
    for deed in [*every_drafting_deed(meeting, item, cast.secretary), *also]:
        with pytest.raises(Refused) as refusal, transaction.atomic():
            deed()
        sentences.add(refusal.value.sentence)

    assert sentences == {
        "The chair has checked the minutes of this meeting: send them back before you change its agenda."
        if stage == "checked"
        else "The minutes of this meeting are published, so its agenda stays as it is."
    }
    assert titles(meeting) == ["Item 1"]


def test_a_cancelled_meetings_draft_is_not_written_but_its_items_move_on(cast, meeting):
    item, later = make_item(meeting), make_meeting(cast.health, "2026-04-02")
    meeting.status = "cancelled"
    written_apart(meeting)
    for deed in every_drafting_deed(meeting, item, cast.secretary):
        with refused("This meeting is cancelled, so its agenda stays as it is."):
            deed()

    assert move_item(item, to=later, by=cast.secretary).meeting == later


@pytest.mark.parametrize("who", ["chair", "member", "former_member", "visitor"])
def test_only_its_editors_set_an_agenda(cast, meeting, who):
    item = make_item(meeting)
    for deed in every_drafting_deed(meeting, item, getattr(cast, who)):
        with refused("You are not appointed to edit Health; ask its partnership officer."):
            deed()


def test_a_proposal_has_no_agenda_to_set(cast, meeting):
    Agenda.objects.get(meeting=meeting).delete()
    with refused("This meeting has no agenda yet: confirm the meeting first."):
        add_item(meeting, title="New", by=cast.secretary)
