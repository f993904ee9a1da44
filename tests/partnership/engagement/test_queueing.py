"""From what is published to a mail for each follower."""

import datetime
import time

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from governance.foundation.publication import State, turn
from meetings.agendas.agenda_setting import publish_agenda
from meetings.announcing import News, announce
from meetings.schedules.scheduling import cancel, reschedule
from partnership.engagement.digests import make_digests
from partnership.engagement.models import Delivery, Digest, HowOften, Notice
from partnership.engagement.queueing import queue_notices
from tests.make_followers import make_crowd, make_follow, make_follower, make_notice
from tests.make_meetings import make_decision, make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

NEXT_MONTH = timezone.localdate() + datetime.timedelta(days=30)
SECONDS_FOR_TEN_THOUSAND = 5


def asks_for_the_worker() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="send_waiting").count()


def told() -> set[str]:
    """Who gets a mail."""
    return set(Delivery.objects.values_list("follower__email", flat=True))


# The notice --------------------------------------------------------------------------------------------------


def test_publishing_an_agenda_writes_a_notice_and_asks_for_the_worker(cast):
    meeting = make_meeting(cast.board, NEXT_MONTH)
    make_item(meeting)

    publish_agenda(meeting, by=cast.officer, despite=["clear-days"], reason="Tried.")

    notice = Notice.objects.get()
    assert (notice.what, notice.meeting, notice.record) == ("agenda", meeting, f"meetings.agenda {meeting.agenda.pk}")
    assert asks_for_the_worker() == 1
    assert not Delivery.objects.exists()


def test_a_deed_that_fails_leaves_neither_notice_nor_task(cast):
    meeting = make_meeting(cast.board)

    with transaction.atomic():
        announce(News.AGENDA, meeting, meeting.agenda)
        assert (Notice.objects.count(), asks_for_the_worker()) == (1, 1)
        transaction.set_rollback(True)

    assert (Notice.objects.count(), asks_for_the_worker()) == (0, 0)


def test_publishing_again_tells_nobody_twice(cast):
    make_follower(body=cast.board)
    meeting = make_meeting(cast.board, agenda="published")
    announce(News.AGENDA, meeting, meeting.agenda)
    queue_notices()
    turn(turn(meeting.agenda, State.WITHDRAWN, by=None), State.PUBLISHED, by=None)

    announce(News.AGENDA, meeting, meeting.agenda)
    queue_notices()

    assert (Notice.objects.count(), Delivery.objects.count(), asks_for_the_worker()) == (1, 1, 1)


def test_each_move_is_told_and_the_cancelling_too(cast):
    meeting = make_meeting(cast.board, NEXT_MONTH)
    where = {"starts_at": None, "ends_at": None, "place": "Town Hall", "by": cast.officer, "reason": "The hall."}
    for days in (1, 2):
        meeting = reschedule(meeting, day=NEXT_MONTH + datetime.timedelta(days=days), **where)
    cancel(meeting, by=cast.officer, reason="Snow.")

    assert [notice.what for notice in Notice.objects.order_by("pk")] == ["moved", "moved", "cancelled"]


def test_decisions_that_follow_later_are_told_and_the_same_ones_are_not(cast):
    meeting = make_meeting(cast.board)
    make_decision(meeting)
    announce(News.DECISIONS, meeting)
    announce(News.DECISIONS, meeting)
    assert Notice.objects.count() == 1

    make_decision(meeting)
    announce(News.DECISIONS, meeting)
    assert Notice.objects.count() == 2


def test_decisions_under_restricted_items_are_not_told(cast):
    meeting = make_meeting(cast.board, agenda="published")
    make_decision(meeting, item=make_item(meeting, restricted=True))

    announce(News.DECISIONS, meeting)

    assert not Notice.objects.exists()


# The followers -----------------------------------------------------------------------------------------------


def test_who_is_told(cast):
    make_follower("board@example.org", body=cast.board)
    make_follower("all@example.org")
    make_follower("joint@example.org", body=cast.jobs)
    make_follower("health@example.org", body=cast.health)
    make_follower("minutes-only@example.org", body=cast.board, news=["minutes"])
    make_follower("weekly@example.org", body=cast.board, how_often=HowOften.WEEKLY)
    make_follower("unconfirmed@example.org", body=cast.board, confirmed=False)
    make_follower("stopped@example.org", body=cast.board, unsubscribed_at=timezone.now())
    make_follower("refused@example.org", body=cast.board, refused_at=timezone.now())
    make_follow(make_follower("both@example.org", body=cast.board), None)
    make_notice(make_meeting(cast.board, with_bodies=[cast.jobs], agenda="published"))

    assert queue_notices() == 4
    assert told() == {f"{name}@example.org" for name in ("board", "all", "joint", "both")}


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (News.AGENDA, "agendas"),
        (News.MINUTES, "minutes"),
        (News.DECISIONS, "decisions"),
        (News.MOVED, "changes"),
        (News.CANCELLED, "changes"),
    ],
)
def test_each_kind_of_news_goes_to_those_who_asked_for_it(cast, what, field):
    make_follower("wanting@example.org", body=cast.board, news=[field])
    others = {"agendas", "minutes", "decisions", "changes"} - {field}
    make_follower("others@example.org", body=cast.board, news=others)
    meeting = make_meeting(cast.board)
    make_decision(meeting)
    make_notice(meeting, what)

    queue_notices()

    assert told() == {"wanting@example.org"}


def test_a_notice_is_queued_once(cast):
    make_follower(body=cast.board)
    make_notice(make_meeting(cast.board))

    assert (queue_notices(), queue_notices()) == (1, 0)


def test_ten_thousand_followers_are_queued_in_less_than_five_seconds(cast):
    make_crowd(cast.board, 10_000)
    meeting = make_meeting(cast.board)

    began = time.perf_counter()
    announce(News.AGENDA, meeting, meeting.agenda)
    queued = queue_notices()
    taken = time.perf_counter() - began

    assert queued == Delivery.objects.count() == 10_000
    assert taken < SECONDS_FOR_TEN_THOUSAND


def test_the_queries_do_not_grow_with_the_followers(cast, django_assert_num_queries):
    for crowd in (1, 3):
        for _ in range(crowd):
            make_follower(body=cast.board)
        make_notice(make_meeting(cast.board))
        with django_assert_num_queries(8):
            queue_notices()


# Digests -----------------------------------------------------------------------------------------------------

MONDAY = datetime.datetime(2026, 11, 16, 8, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def notice_at(body, when):
    notice = make_notice(make_meeting(body, agenda="published"))
    Notice.objects.filter(pk=notice.pk).update(made_at=when)
    return notice


def test_digests_are_made_once_a_day_and_once_a_week(cast):
    make_follower("daily@example.org", body=cast.board, how_often=HowOften.DAILY)
    make_follower("weekly@example.org", body=cast.board, how_often=HowOften.WEEKLY)
    make_follower("at-once@example.org", body=cast.board)
    notice_at(cast.board, MONDAY - HOUR)

    assert make_digests(MONDAY) == 2
    assert make_digests(MONDAY + HOUR) == 0
    notice_at(cast.board, MONDAY + HOUR)
    assert make_digests(MONDAY + DAY) == 1
    assert make_digests(MONDAY + 7 * DAY) == 1
    assert told() == {"daily@example.org", "weekly@example.org"}
    assert Digest.objects.filter(how_often="weekly").count() == 2


def test_each_notice_is_in_one_digest(cast):
    """Made as late as ten minutes before, it belongs to the next: the deed may not have been done yet."""
    before, after = notice_at(cast.board, MONDAY - HOUR), notice_at(cast.board, MONDAY - HOUR / 12)
    make_digests(MONDAY)
    make_digests(MONDAY + DAY)

    first, second = Digest.objects.filter(how_often="daily").order_by("day")
    assert first.until == second.since
    assert list(Notice.objects.between(first.since, first.until)) == [before]
    assert list(Notice.objects.between(second.since, second.until)) == [after]


def test_no_digest_goes_to_those_whom_nothing_concerns(cast):
    make_follower("health@example.org", body=cast.health, how_often=HowOften.DAILY)
    make_follower("minutes@example.org", body=cast.board, how_often=HowOften.DAILY, news=["minutes"])
    make_follower("all@example.org", how_often=HowOften.DAILY)
    notice_at(cast.board, MONDAY - HOUR)

    make_digests(MONDAY)

    assert told() == {"all@example.org"}


def test_a_day_without_news_sends_nothing(cast):
    make_follower(how_often=HowOften.DAILY)
    make_minutes(make_meeting(cast.board), "published")

    assert make_digests(MONDAY) == 0
