"""What published minutes left out under an item is put in for all to see."""

import datetime

import pytest

from governance.foundation.deeds import Refused
from meetings.minutes.correcting import supplement
from meetings.models import Correction, MinutesEntry
from tests import make
from tests.governance.admin.test_body_deeds import do
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def meeting(cast):
    """A meeting of the board, with one item that was minuted."""
    meeting = make_meeting(cast.board, DAY, status="held")
    make_item(meeting, "The plan")
    return meeting


@pytest.fixture
def minutes(meeting):
    """Its published minutes, which say nothing under a second item."""
    minutes = make_minutes(meeting, "published", published_on=DAY)
    make_item(meeting, "The budget")
    return minutes


@pytest.fixture
def left_out(minutes):
    return minutes.meeting.items.in_order().last()


def facts(cast, **changed):
    return {
        "text": "<p>The budget was agreed.</p>",
        "reason": "Left out by mistake.",
        "by": cast.officer,
        "on": make.today(),
        **changed,
    }


def test_what_was_left_out_is_put_in_as_a_correction_that_all_see(cast, minutes, left_out, client):
    row = supplement(minutes, left_out, **facts(cast))

    assert (row.before, row.after, row.entry.item) == ("", "<p>The budget was agreed.</p>", left_out)
    assert row.entry.history.first().history_user == cast.officer
    page = words(client.get("/meetings/board/2026-03-05/minutes/"))
    assert "The budget was agreed." in page
    assert "Left out by mistake." in page


def test_something_may_be_put_in_before_the_first_item(cast, minutes):
    assert supplement(minutes, None, **facts(cast)).entry.item is None


def test_an_entry_without_words_is_filled(cast, minutes, left_out):
    entry = MinutesEntry(minutes=minutes, item=left_out)
    entry._correcting = True
    entry.save()

    assert supplement(minutes, left_out, **facts(cast)).entry == entry


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": " "}, "Write what the minutes left out."),
        ({"reason": " "}, "Say why you correct the minutes; the public reads it."),
        ({"on": DAY - datetime.timedelta(days=1)}, "Give a day of the correction that lies after the meeting"),
    ],
)
def test_it_is_refused_in_one_sentence_and_nothing_is_written(cast, minutes, left_out, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        supplement(minutes, left_out, **facts(cast, **changed))

    assert not Correction.objects.exists()
    assert not MinutesEntry.objects.filter(item=left_out).exists()


def test_what_is_written_there_is_corrected_instead(cast, minutes):
    with pytest.raises(Refused, match="Something is written there: correct it instead."):
        supplement(minutes, minutes.meeting.items.in_order().first(), **facts(cast))


def test_an_item_of_another_meeting_and_a_draft_are_refused(cast, meeting, left_out):
    other = make_item(make_meeting(cast.board, "2026-04-02"), "Elsewhere")
    with pytest.raises(Refused, match="That item belongs to another meeting."):
        supplement(meeting.minutes, other, **facts(cast))

    draft = make_minutes(other.meeting)
    with pytest.raises(Refused, match="These minutes are not published: change the draft itself."):
        supplement(draft, other, **facts(cast))


def test_an_officer_puts_it_in_and_is_offered_empty_items_alone(cast, minutes, left_out, client):
    client.force_login(cast.officer)
    address = f"/admin/meetings/minutes/{minutes.pk}/deed/supplement/"
    offered = client.get(address).context["adminform"].form.fields["item"].queryset
    assert [item.title for item in offered] == ["The budget"]

    do(client, address, item=left_out.pk, text="<p>Agreed.</p>", on="5 March 2026", reason="Left out.")

    assert Correction.objects.get().after == "<p>Agreed.</p>"
