"""Handing mails to a real mail server that takes them, lets them wait, or refuses them."""

import datetime
import fcntl
import os
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from partnership.engagement import delivering, journal
from partnership.engagement.delivering import claim, deliver, settle_the_dead
from partnership.engagement.journal import Journal
from partnership.engagement.models import Delivery, Follower
from partnership.engagement.tasks import send_waiting, wake
from tests.make_followers import make_crowd, make_follower, make_notice
from tests.make_meetings import make_meeting

pytestmark = pytest.mark.django_db

GOOD, BAD = "good@example.org", "bad@example.org"


@pytest.fixture
def two(cast):
    """A good and a bad address that follow the same agenda."""
    make_follower(BAD, body=cast.board)
    make_follower(GOOD, body=cast.board)
    make_notice(make_meeting(cast.board, agenda="published"))


def of(email):
    return Delivery.objects.get(follower__email=email)


def make_due():
    Delivery.objects.filter(state="waiting").update(due_at=timezone.now())


def answering(answer, *, to=BAD):
    """What the server says about one address."""
    return lambda address: answer if address == to else None


def test_mails_go_out_over_one_connection(office, two, monkeypatch):
    opened = []
    real = delivering.Courier._connection
    monkeypatch.setattr(
        delivering.Courier, "_connection", lambda self: opened.append(self._backend.connection) or real(self)
    )

    assert deliver() == 2
    assert office.received == {GOOD: 1, BAD: 1}
    assert opened[0] is None
    assert opened[1] is not None


@pytest.mark.parametrize("moment", ["at_recipient", "at_end"])
def test_what_is_refused_for_now_is_tried_again_and_later_each_time(office, two, moment):
    setattr(office, moment, answering("451 4.3.0 Greylisted"))
    waits = []
    for attempt in (1, 2, 3):
        deliver()
        late = of(BAD)
        assert (late.state, late.attempts, late.last_error) == ("waiting", attempt, "451 4.3.0 Greylisted")
        waits.append(round((late.due_at - timezone.now()).total_seconds() / 60))
        assert deliver() == 0  # not before it is due
        make_due()

    setattr(office, moment, lambda address: None)
    deliver()

    assert waits == [1, 2, 4]
    assert office.received == {GOOD: 1, BAD: 1}


@pytest.mark.parametrize("moment", ["at_recipient", "at_end"])
def test_a_connection_that_is_lost_is_opened_again(office, two, moment):
    """A server that closes the connection without taking the mail gets it again; the others go on at once."""
    setattr(office, moment, answering("421 4.4.2 Closing"))
    deliver()

    assert office.received == {GOOD: 1}
    assert of(BAD).state == "waiting"
    setattr(office, moment, lambda address: None)
    make_due()
    deliver()
    assert office.received == {GOOD: 1, BAD: 1}


def test_an_address_that_does_not_exist_gets_no_more_mail(office, two):
    office.at_recipient = answering("550 5.1.1 No such user")
    deliver()

    assert (of(BAD).state, of(BAD).last_error) == ("refused", "550 5.1.1 No such user")
    assert Follower.objects.get(email=BAD).refused_at
    assert office.received == {GOOD: 1}
    make_due()
    assert deliver() == 0


@pytest.mark.parametrize(("moment", "answer"), [("at_recipient", "554 5.7.1 Relay denied"), ("at_end", "552 Too big")])
def test_a_mail_that_is_refused_does_not_condemn_the_address(office, two, moment, answer):
    setattr(office, moment, answering(answer))
    deliver()

    assert of(BAD).state == "refused"
    assert Follower.objects.get(email=BAD).gets_mail


def test_where_the_server_is_away_everything_waits(office, two, settings):
    settings.EMAIL_PORT = 1
    assert deliver() == 0

    assert sorted(Delivery.objects.values_list("state", "attempts")) == [("waiting", 0), ("waiting", 1)]
    assert all(each.due_at > timezone.now() + datetime.timedelta(seconds=50) for each in Delivery.objects.all())
    settings.EMAIL_PORT = office.port
    make_due()
    assert deliver() == 2


def test_after_four_days_a_mail_is_given_up(office, two):
    office.at_recipient = answering("450 Try again")
    deliver()
    for days, state in ((3, "waiting"), (5, "refused")):
        make_due()
        Delivery.objects.update(made_at=timezone.now() - datetime.timedelta(days=days))
        deliver()
        assert of(BAD).state == state


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(office, cast):
    board = cast.board
    meeting = make_meeting(board, agenda="published", title=".\n.hidden")
    make_follower(GOOD, body=board)
    make_notice(meeting)
    deliver()

    assert "Agenda: . .hidden" in office.mails[0][1]["Subject"]


def test_two_runs_never_claim_the_same(cast):
    make_crowd(cast.board, 7)
    make_notice(make_meeting(cast.board, agenda="published"))
    delivering.queue_notices()

    first, second, third = claim("a", 4), claim("b", 4), claim("c", 4)

    assert (len(first), len(second), len(third)) == (4, 3, 0)
    assert not set(first) & set(second)


def test_claims_of_the_living_are_left_alone_and_those_of_the_dead_given_back(cast, django_capture_on_commit_callbacks):
    make_crowd(cast.board, 4)
    make_notice(make_meeting(cast.board, agenda="published"))
    delivering.queue_notices()
    with Journal.opened() as alive, Journal.opened() as dead:
        kept = claim(alive.worker, 2)
        handed, given = claim(dead.worker, 2)
        dead.take(handed)
        dead.handing_over()
        settle_the_dead()
        assert Delivery.objects.filter(state="claimed").count() == 4
        let_go(dead)
        with django_capture_on_commit_callbacks(execute=True):
            settle_the_dead()

        states = dict(Delivery.objects.values_list("pk", "state"))

    assert states == {kept[0]: "claimed", kept[1]: "claimed", handed: "sent", given: "waiting"}
    assert [file.stem for file in journal.folder().iterdir()] == [alive.worker]


def let_go(opened):
    """Let go of a journal's lock, as the system does for a process that dies."""
    inode = (journal.folder() / f"{opened.worker}.journal").stat().st_ino
    for descriptor in range(3, 200):
        with suppress(OSError):
            if os.fstat(descriptor).st_ino == inode:
                fcntl.flock(descriptor, fcntl.LOCK_UN)


def test_a_claim_whose_journal_is_lost_is_given_back_after_a_quarter_of_an_hour(cast):
    follower = make_follower()
    facts = {"follower": follower, "asked": {}, "state": "claimed", "worker": "nobody"}
    now = timezone.now()
    young = Delivery.objects.create(**facts, claimed_at=now - datetime.timedelta(minutes=14))
    settle_the_dead()
    young.refresh_from_db()
    assert young.state == "claimed"

    Delivery.objects.update(claimed_at=now - datetime.timedelta(minutes=16))
    settle_the_dead()
    young.refresh_from_db()
    assert young.state == "waiting"


def test_a_run_that_breaks_down_gives_its_claims_back(office, two, monkeypatch):
    def broken(*args):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(delivering.Courier, "hand_over", broken)
        with pytest.raises(MemoryError):
            deliver()

    assert list(Delivery.objects.values_list("state", flat=True)) == ["waiting", "waiting"]
    assert deliver() == 2


# The task ----------------------------------------------------------------------------------------------------


def waiting_tasks():
    return DBTaskResult.objects.filter(status="READY")


def test_a_run_that_may_be_killed_asks_for_another_first(office, two, monkeypatch):
    def killed(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr("partnership.engagement.tasks.deliver", killed)
    with pytest.raises(SystemExit):
        send_waiting.call()

    due = waiting_tasks().get().run_after - timezone.now()
    assert datetime.timedelta(seconds=25) < due < datetime.timedelta(seconds=35)


def test_an_idle_run_asks_for_none(office, cast):
    assert send_waiting.call() == 0
    assert not waiting_tasks().exists()


def test_what_has_to_wait_is_asked_for_when_it_is_due(office, two):
    office.at_recipient = answering("450 Try again")
    send_waiting.call()
    waiting_tasks().delete()
    send_waiting.call()

    assert waiting_tasks().get().run_after == of(BAD).due_at


def test_a_second_request_for_later_is_not_needed(cast):
    later = timezone.now() + datetime.timedelta(minutes=1)
    wake(at=later)
    wake(at=later + datetime.timedelta(minutes=5))

    assert waiting_tasks().count() == 1


def test_without_a_worker_the_mail_goes_out_with_the_deed(office, cast, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    make_crowd(cast.board, 60)
    make_notice(make_meeting(cast.board, agenda="published"))
    with django_capture_on_commit_callbacks(execute=True):
        wake()

    assert len(office.mails) == 50  # nobody waits for more
    assert Delivery.objects.filter(state="waiting").count() == 10


def test_the_command_sends_what_waits_and_can_be_repeated(office, two, capsys):
    call_command("send_digests")
    call_command("send_digests")

    assert office.received == {GOOD: 1, BAD: 1}
    assert capsys.readouterr().out.splitlines() == [
        "Digests queued: 0. Mails sent: 2. Addresses forgotten: 0.",
        "Digests queued: 0. Mails sent: 0. Addresses forgotten: 0.",
    ]


def test_a_portal_without_mail_server_sends_nothing_and_says_so(office, two, settings):
    settings.MAIL_IS_SET_UP = False

    assert send_waiting.call() == 0
    with pytest.raises(CommandError, match="EMAIL_URL is not set"):
        call_command("send_digests")


def test_the_queries_for_a_mail_are_few(office, cast, django_capture_on_commit_callbacks):
    counts = []
    for crowd in (1, 3):
        for _ in range(crowd):
            make_follower(body=cast.board)
        make_notice(make_meeting(cast.board, agenda="published"))
        delivering.queue_notices()
        with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as asked:
            mails = deliver()
        counts.append((mails, len(asked)))

    (few, first), (many, second) = counts
    assert (few, many) == (1, 4)
    assert second - first == 2 * (many - few)  # whether it is still wanted, and that it was sent
