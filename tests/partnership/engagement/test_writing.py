"""What the mails say, and what they never say."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from governance.foundation.deeds import write
from governance.foundation.publication import State, turn
from meetings.announcing import News
from meetings.models import Minutes
from partnership.engagement.delivering import deliver
from partnership.engagement.digests import make_digests
from partnership.engagement.following import ask_to_follow
from partnership.engagement.models import Delivery, HowOften, Notice
from partnership.engagement.wishes import Wish
from tests.make_followers import make_follow, make_follower, make_notice
from tests.make_meetings import make_decision, make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

ADDRESS = "jo.bell@example.org"
SECRET = "Vexquorsecret"


@pytest.fixture
def follower(cast):
    return make_follower(ADDRESS, body=cast.board)


def sent(notice=None):
    """The mails that go out now."""
    mail.outbox.clear()
    deliver()
    return mail.outbox


def only(messages):
    assert len(messages) == 1
    return messages[0]


def html_of(message):
    return only(message.alternatives).content


def whole(message):
    """Everything a mail program receives."""
    return message.message().as_string() + message.body + html_of(message)


def test_an_agenda_in_words(cast, follower, settings):
    settings.BASE_URL = "https://portal.example.org"
    meeting = make_meeting(cast.board, "2026-03-05", agenda="published")
    make_item(meeting, "Flood “defences” & <culverts>")
    make_notice(meeting)

    message = only(sent())

    assert message.subject == "Agenda: Leadership Board, 5 March 2026"
    assert message.to == [ADDRESS]
    address = "https://portal.example.org/meetings/board/2026-03-05/"
    assert "Read the agenda and its papers:\n" + address in message.body
    assert "- Flood “defences” & <culverts>" in message.body
    assert f'href="{address}"' in html_of(message)
    assert "<li>Flood “defences” &amp; &lt;culverts&gt;</li>" in html_of(message)


def test_one_click_stops_the_mail(cast, follower, settings):
    """RFC 8058: an https address, a mailbox where there is one, and the word that makes a POST enough."""
    settings.BASE_URL, settings.MAIL_UNSUBSCRIBE_TO = "https://portal.example.org", "stop@example.org"
    make_notice(make_meeting(cast.board, agenda="published"))

    headers = only(sent()).message()

    stop = f"https://portal.example.org/follow/stop/{follower.secret}/"
    mailbox = f"mailto:stop@example.org?subject=stop%20{follower.secret}"
    assert "".join(headers["List-Unsubscribe"].split()) == f"<{stop}>,<{mailbox}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"].endswith("<following.portal.example.org>")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].endswith("@portal.example.org>")
    assert follower.secret not in headers["Message-ID"]


def test_a_second_attempt_has_the_same_message_id(cast, follower):
    make_notice(make_meeting(cast.board, agenda="published"))
    first = only(sent()).message()["Message-ID"]
    Delivery.objects.update(state="waiting")

    assert only(sent()).message()["Message-ID"] == first


def test_minutes_say_whether_they_are_approved(cast, follower):
    meeting = make_meeting(cast.board)
    make_minutes(meeting, Minutes.Stage.PUBLISHED)
    make_notice(meeting, News.MINUTES)

    message = only(sent())

    assert message.subject == "Minutes: Leadership Board, 5 March 2026"
    assert "published as a draft" in message.body
    assert "/meetings/board/2026-03-05/minutes/" in message.body


def test_decisions_and_a_cancelled_meeting(cast, follower):
    meeting = make_meeting(cast.board, status="cancelled")
    make_decision(meeting, "To repair the sea wall.")
    make_notice(meeting, News.DECISIONS)
    make_notice(meeting, News.CANCELLED)

    decisions, cancelled = sorted(sent(), key=lambda message: message.subject, reverse=True)

    assert "- 2026/1 (approved): To repair the sea wall." in decisions.body
    assert cancelled.subject == "Cancelled: Leadership Board, 5 March 2026"


def test_decisions_that_were_told_before_are_not_told_again(cast, follower):
    meeting = make_meeting(cast.board)
    make_decision(meeting, "To repair the sea wall.")
    make_notice(meeting, News.DECISIONS)
    make_decision(meeting, "To open the pier.")
    make_notice(meeting, News.DECISIONS)

    first, second = sent()

    assert ("To repair the sea wall." in first.body, "To open the pier." in first.body) == (True, False)
    assert ("To repair the sea wall." in second.body, "To open the pier." in second.body) == (False, True)


@pytest.mark.parametrize(("stage", "page"), [("checked", "/2026-03-05/"), ("published", "/2026-03-05/minutes/")])
def test_decisions_are_read_in_the_minutes_once_these_are_public(cast, follower, stage, page):
    meeting = make_meeting(cast.board)
    make_decision(meeting)
    make_minutes(meeting, stage)
    make_notice(meeting, News.DECISIONS)

    assert f"/meetings/board{page}\n" in only(sent()).body


def test_restricted_things_are_never_in_a_mail(cast, follower):
    meeting = make_meeting(cast.board, agenda="published")
    make_item(meeting, "Open business")
    hidden = make_item(meeting, SECRET, restricted=True, text=f"<p>{SECRET}</p>", restriction_reason=SECRET)
    make_decision(meeting, "An open decision.")
    make_decision(meeting, SECRET, item=hidden)
    make_decision(meeting, SECRET, state=State.DRAFT)
    make_notice(meeting, News.AGENDA)
    make_notice(meeting, News.DECISIONS)

    messages = sent()

    assert len(messages) == 2
    assert all(SECRET not in whole(message) for message in messages)
    assert any("Open business" in message.body for message in messages)


@pytest.mark.parametrize("what", [News.AGENDA, News.MINUTES, News.DECISIONS, News.MOVED, News.CANCELLED])
def test_what_is_not_public_when_the_mail_goes_out_is_not_told(cast, follower, what):
    """Withdrawn, never published, overtaken: the notice stands and no mail goes out."""
    meeting = make_meeting(cast.board)
    make_decision(meeting, state=State.DRAFT)
    make_minutes(meeting)
    if what == News.MOVED:
        meeting.status = "cancelled"
        write(meeting, by=None)
    Notice.objects.create(what=what.value, meeting=meeting, record="x")

    assert sent() == []
    assert Delivery.objects.get().state == "dropped"


def test_an_agenda_that_is_withdrawn_before_the_mail_goes_out_is_not_told(cast, follower):
    meeting = make_meeting(cast.board, agenda="published")
    make_notice(meeting)
    turn(meeting.agenda, State.WITHDRAWN, by=None)

    assert sent() == []


def test_of_two_moves_the_last_is_told(cast, follower):
    meeting = make_meeting(cast.board, status="moved", place="Town Hall")
    make_notice(meeting, News.MOVED)
    meeting.sequence = 1
    write(meeting, by=None)
    make_notice(meeting, News.MOVED)

    message = only(sent())

    assert "It is now on 5 March 2026 at 10:00, Town Hall." in message.body


def test_whoever_changed_their_mind_is_not_told(cast, follower):
    make_notice(make_meeting(cast.board, agenda="published"))
    follower.follows.update(agendas=False)
    Delivery.objects.create(follower=follower, notice=Notice.objects.get())

    assert sent() == []


def test_a_digest_tells_what_concerns_its_reader(cast):
    make_follow(
        make_follower(ADDRESS, body=cast.board, how_often=HowOften.WEEKLY),
        cast.health,
        news=["minutes"],
        how_often=HowOften.WEEKLY,
    )
    board = make_meeting(cast.board, agenda="published")
    make_item(board, "Sea wall")
    health, jobs = make_meeting(cast.health, agenda="published"), make_meeting(cast.jobs, agenda="published")
    make_minutes(health, Minutes.Stage.PUBLISHED)
    for meeting in (board, health, jobs):
        make_notice(meeting)
    make_notice(health, News.MINUTES)
    Notice.objects.update(made_at=timezone.now() - datetime.timedelta(hours=1), queued_at=timezone.now())
    make_digests(timezone.now())

    message = only(sent())

    assert message.subject == "This week: Leadership Board and Health"
    assert "Agenda: Leadership Board, 5 March 2026" in message.body
    assert "Minutes: Health, 5 March 2026" in message.body
    assert "Agenda: Health" not in message.body
    assert "Jobs and Skills" not in whole(message)


def test_the_question_names_what_was_asked_and_no_more(cast):
    ask_to_follow(ADDRESS, wish=Wish(cast.board, ["agendas", "minutes"], HowOften.WEEKLY))

    message = only(sent())

    assert message.subject == "Confirm that you want to follow Leadership Board"
    assert "agendas and minutes, at most once a week" in message.body
    assert "/follow/confirm/" in message.body
    assert "/follow/manage/" not in whole(message)
    assert "List-Unsubscribe" not in message.message()


def test_the_question_to_one_who_follows_brings_the_way_to_change_it(cast, follower):
    ask_to_follow(ADDRESS, wish=Wish(cast.health, ["agendas"]))

    assert f"/follow/manage/{follower.secret}/" in only(sent()).body


def test_plain_text_holds_no_markup_and_html_no_text_area(cast, follower):
    meeting = make_meeting(cast.board, agenda="published")
    make_notice(meeting)

    message = only(sent())

    assert "&" not in message.body.replace("?subject", "")
    assert "<" not in message.body
    assert "<table" not in html_of(message)
    assert "{%" not in whole(message)
    assert html_of(message).startswith("<!doctype html>")
