"""What the chair asks to have changed reaches those who write the minutes; the way there; items without a word."""

import pytest
from django.urls import reverse

from governance.foundation.deeds import Refused
from meetings.attendance.declaring import declare
from meetings.minutes.minuting import check_minutes, publish_minutes, send_back
from meetings.minutes.remarks import remark, remarks_on
from meetings.models import Minutes
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_attendance, make_item, make_meeting, make_minutes

PAGE = "/meetings/board/2026-03-05/minutes/"
CHECK = f"{PAGE}check/"
DESK = "/meetings/board/2026-03-05/minuting/"
WRONG = "A name is wrong."

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes(cast):
    """A draft of the board."""
    meeting = make_meeting(cast.board, "2026-03-05", agenda="published", status="held")
    make_item(meeting, "The plan")
    return make_minutes(meeting)


@pytest.fixture
def secretary(cast):
    """A secretary of the board."""
    user = make.make_user("board-secretary")
    make.make_appointment(user, "secretary", cast.board)
    return user


def said(minutes):
    return [each.text for each in remarks_on(Minutes.objects.get(pk=minutes.pk))]


def test_the_chair_leaves_a_remark_on_a_draft_and_its_editors_read_it(cast, minutes, secretary, client):
    client.force_login(cast.chair)
    assert "Leave this remark" in words(client.get(CHECK))

    assert client.post(CHECK, {"do": "remark", "reason": WRONG})["Location"] == PAGE

    minutes.refresh_from_db()
    assert (minutes.stage, minutes.history.first().history_change_reason) == ("draft", f"Remark on the draft: {WRONG}")
    for user in (cast.chair, secretary, cast.officer):
        client.force_login(user)
        assert f"What is to be changed {WRONG}" in words(client.get(PAGE))
    assert f"What is to be changed {WRONG}" in words(client.get(DESK))
    assert cast.chair_person.name in words(client.get(DESK))
    client.force_login(cast.officer)
    assert f"<p>{WRONG}<br>" in client.get(reverse("admin:meetings_minutes_change", args=[minutes.pk])).content.decode()


def test_the_reason_of_sending_back_stands_above_the_draft_until_it_is_checked_again(cast, minutes):
    check_minutes(minutes, by=cast.chair, reason="Well done.")
    send_back(minutes, by=cast.chair, reason=WRONG)
    remark(minutes, text="And a date.", by=cast.chair)
    assert said(minutes) == [WRONG, "And a date."]

    check_minutes(minutes, by=cast.chair)
    assert said(minutes) == []
    send_back(minutes, by=cast.officer, reason="")
    assert said(minutes) == []


def test_members_and_the_public_never_read_a_remark(cast, minutes, client):
    remark(minutes, text=WRONG, by=cast.chair)
    client.force_login(cast.member)
    assert client.get(PAGE).status_code == 404
    check_minutes(minutes, by=cast.chair)
    for user in (cast.member, cast.officer):
        client.force_login(user)
        assert WRONG not in client.get(PAGE).content.decode()
    publish_minutes(minutes, by=cast.officer)
    client.logout()
    assert WRONG not in client.get(PAGE).content.decode()
    assert client.get(CHECK).status_code == 404


def test_only_the_chair_leaves_remarks_and_only_on_a_draft_and_only_with_words(cast, minutes, secretary):
    for user in (secretary, cast.officer, cast.member):
        with pytest.raises(Refused, match="Only the chair"):
            remark(minutes, text=WRONG, by=user)
    with pytest.raises(Refused, match="Say what is to be changed"):
        remark(minutes, text="  ", by=cast.chair)
    check_minutes(minutes, by=cast.chair)
    with pytest.raises(Refused, match="send them back"):
        remark(minutes, text=WRONG, by=cast.chair)


def test_minutes_are_not_checked_while_a_remark_is_written_and_it_is_kept(cast, minutes, client):
    client.force_login(cast.chair)

    refused = client.post(CHECK, {"do": "check", "reason": WRONG})

    minutes.refresh_from_db()
    assert (refused.status_code, minutes.stage) == (422, "draft")
    assert "You wrote what is to be changed" in words(refused)
    assert f"{WRONG}</textarea>" in refused.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_remarks_take_one_query(cast, minutes, number, django_assert_num_queries):
    for _ in range(number):
        remark(minutes, text=WRONG, by=cast.chair)

    with django_assert_num_queries(1):
        assert len(remarks_on(minutes)) == number


# The way to the minuting page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "offered"), [("2026-03-04", False), ("2026-03-05", True), ("2026-03-06", True)])
def test_editors_find_the_way_to_write_the_minutes_from_the_day_of_the_meeting_on(cast, client, on, offered):
    make_meeting(cast.board, "2026-03-05")
    client.force_login(cast.officer)

    page = client.get("/meetings/board/2026-03-05/", {"on": on}).content.decode()

    assert (f'href="{DESK}">Write the minutes' in page) is offered


@pytest.mark.parametrize("status", ["cancelled", "proposed"])
def test_what_does_not_take_place_is_not_minuted(cast, client, status):
    make_meeting(cast.board, "2026-03-05", status=status)
    client.force_login(cast.officer)

    assert "Write the minutes" not in words(client.get("/meetings/board/2026-03-05/"))


def test_nobody_else_is_offered_to_write_and_nobody_once_the_minutes_are_checked(cast, minutes, client):
    meeting = "/meetings/board/2026-03-05/"
    for user in (cast.member, cast.chair):
        client.force_login(user)
        assert "Write the minutes" not in words(client.get(meeting))
    client.force_login(cast.officer)
    assert "Write the minutes" in words(client.get(meeting))
    check_minutes(minutes, by=cast.chair)
    assert "Write the minutes" not in words(client.get(meeting))


# Items under which nothing stands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("published", "Nothing was recorded under this item."),
        ("draft", "Nothing is recorded under this item yet."),
    ],
)
def test_an_item_without_minutes_says_so_on_the_page_and_on_its_own(cast, client, stage, sentence):
    meeting = make_meeting(cast.board, "2026-03-05", agenda="published", status="held")
    item = make_item(meeting, "The plan")
    make_minutes(meeting, stage, text="")
    client.force_login(cast.officer)

    assert f"1. The plan {sentence}" in words(client.get(PAGE))
    own = words(client.get(f"/meetings/board/2026-03-05/minutes/{item.pk}/"))
    assert own.count("Nothing") == 1
    assert sentence in own


@pytest.mark.parametrize(("interest", "shown"), [("Owns a zebra", "Owns a zebra."), ("Sits there. ", "Sits there.")])
def test_a_declared_interest_ends_with_one_full_stop(cast, minutes, client, interest, shown):
    person = cast.chair_person
    make_attendance(minutes.meeting, person)
    declare(
        minutes.meeting,
        person,
        interest=interest,
        left_the_room=True,
        item=minutes.meeting.items.get(),
        by=cast.officer,
    )
    client.force_login(cast.officer)

    said = words(client.get(PAGE))

    assert f"{person.name} declared an interest: {shown} They left the room for this item." in said
