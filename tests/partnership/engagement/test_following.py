"""Asking, confirming, changing, stopping, being forgotten."""

import datetime

import pytest
from django.core import mail, signing
from django.core.management import CommandError, call_command
from django.utils import timezone

from partnership.engagement.delivering import deliver
from partnership.engagement.following import (
    ask_to_follow,
    change,
    confirm,
    forget,
    forget_old,
    normalised,
    stop,
    stop_following,
)
from partnership.engagement.models import Delivery, Follow, Follower, HowOften
from partnership.engagement.secrets_in_links import is_whole, new_secret
from partnership.engagement.wishes import NotConfirmable, Wish, confirmation_token
from tests.make_followers import EVERYTHING, make_follow, make_follower, make_notice
from tests.make_meetings import make_meeting

pytestmark = pytest.mark.django_db

ADDRESS = "jo.bell@example.org"


def ask(body=None, email=ADDRESS, news=EVERYTHING, how_often=HowOften.AT_ONCE):
    ask_to_follow(email, wish=Wish(body, news, how_often))
    return Delivery.objects.filter(asked__isnull=False).latest("pk")


def ago(**time):
    return timezone.now() - datetime.timedelta(**time)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Jo.Bell@Example.ORG ", ADDRESS),
        ("jo@bücher.example", "jo@xn--bcher-kva.example"),
        ("jo+board@example.org", "jo+board@example.org"),
    ],
)
def test_each_address_is_kept_in_one_way(written, kept):
    assert normalised(written) == kept


def test_nothing_is_followed_before_it_is_confirmed(cast):
    delivery = ask(cast.board)

    assert not Follow.objects.exists()
    confirm(confirmation_token(delivery))
    follow = Follow.objects.get()
    assert (follow.follower.email, follow.body, follow.news) == (ADDRESS, cast.board, list(EVERYTHING))
    assert follow.follower.gets_mail


def test_confirming_twice_follows_once(cast):
    token = confirmation_token(ask(cast.board))

    first, _ = confirm(token)
    again, _ = confirm(token)

    assert (first, Follow.objects.count()) == (again, 1)


def test_confirming_another_choice_for_the_same_body_replaces_the_first(cast):
    confirm(confirmation_token(ask(cast.board)))
    confirm(confirmation_token(ask(cast.board, news=["minutes"], how_often=HowOften.WEEKLY)))

    follow = Follow.objects.get()
    assert (follow.news, follow.how_often) == (["minutes"], "weekly")


def test_all_bodies_are_followed_once_too(cast):
    confirm(confirmation_token(ask()))
    confirm(confirmation_token(ask(news=["agendas"])))

    assert [(each.body, each.news) for each in Follow.objects.all()] == [(None, ["agendas"])]


def test_the_same_wish_within_ten_minutes_is_the_same_click(cast):
    first = ask(cast.board)
    assert ask(cast.board) == first
    assert ask(cast.health) != first

    Delivery.objects.update(made_at=ago(minutes=11))
    assert ask(cast.board).pk > first.pk


def test_the_fourth_question_of_a_day_is_not_sent(cast):
    asked = [ask(body) for body in (cast.board, cast.health, cast.jobs)]

    assert ask(cast.culture) == asked[-1]
    Delivery.objects.update(made_at=ago(hours=25))
    assert ask(cast.culture).asked["body"] == cast.culture.pk


def test_a_link_to_confirm_is_good_for_seven_days(cast, monkeypatch):
    delivery = ask(cast.board)

    def made(**time):
        with monkeypatch.context() as patch:
            patch.setattr(signing.time, "time", lambda: ago(**time).timestamp())
            return confirmation_token(delivery)

    confirm(made(days=6, hours=23))
    with pytest.raises(NotConfirmable):
        confirm(made(days=7, hours=1))


@pytest.mark.parametrize("harm", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.swapcase(), lambda t: ""])
def test_a_link_that_was_changed_confirms_nothing(cast, harm):
    token = confirmation_token(ask(cast.board))

    with pytest.raises(NotConfirmable):
        confirm(harm(token))
    assert not Follow.objects.exists()


def test_a_link_from_before_somebody_stopped_confirms_nothing(cast):
    token = confirmation_token(ask(cast.board))
    follower, _ = confirm(token)
    stop(follower)

    with pytest.raises(NotConfirmable):
        confirm(token)

    Delivery.objects.update(made_at=ago(minutes=11))
    confirm(confirmation_token(ask(cast.board)))
    assert Follower.objects.get().gets_mail


def test_changing_keeps_the_body(cast):
    follow = make_follower(body=cast.board).follows.get()

    change(follow, news=["decisions"], how_often=HowOften.DAILY)

    again = Follow.objects.get()
    assert (again.body, again.news, again.how_often) == (cast.board, ["decisions"], "daily")


def test_with_the_last_follow_all_mail_stops(cast):
    follower = make_follower(body=cast.board)
    second = make_follow(follower, cast.health)

    stop_following(follower.follows.get(body=cast.board))
    assert Follower.objects.get().gets_mail
    stop_following(second)
    assert not Follower.objects.get().gets_mail


def test_stopping_drops_what_waits(cast):
    follower = make_follower(ADDRESS, body=cast.board)
    notice = make_notice(make_meeting(cast.board, agenda="published"))
    waiting = Delivery.objects.create(follower=follower, notice=notice)

    stop(follower)
    deliver()

    waiting.refresh_from_db()
    assert (waiting.state, mail.outbox) == (Delivery.State.DROPPED, [])


def test_whoever_stops_while_a_batch_is_sent_gets_no_more(cast, monkeypatch):
    """The batch was read before; the second mail of it is not sent."""
    make_follower("a@example.org", body=cast.board)
    second = make_follower("b@example.org", body=cast.board)
    make_notice(make_meeting(cast.board, agenda="published"))

    deliver(progress=lambda: stop(second))

    assert [message.to for message in mail.outbox] == [["a@example.org"]]


def test_forgetting_erases_everything(cast):
    follower = make_follower(body=cast.board)
    Delivery.objects.create(follower=follower, asked={})

    forget(follower)

    assert (Follower.objects.count(), Follow.objects.count(), Delivery.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("facts", "days", "forgotten"),
    [
        ({"confirmed": False}, 6, 0),
        ({"confirmed": False}, 8, 1),
        ({"confirmed": True}, 800, 0),
        ({"confirmed": True, "stopped": 6}, 800, 0),
        ({"confirmed": True, "stopped": 8}, 800, 1),
        ({"confirmed": True, "stopped": 8}, 1, 0),  # asked again yesterday
        ({"confirmed": True, "refused": 8}, 800, 1),
    ],
)
def test_who_is_forgotten_by_itself(cast, facts, days, forgotten):
    stopped, refused = facts.pop("stopped", None), facts.pop("refused", None)
    make_follower(
        **facts,
        asked_at=ago(days=days),
        unsubscribed_at=ago(days=stopped) if stopped else None,
        refused_at=ago(days=refused) if refused else None,
    )

    assert forget_old() == forgotten
    assert Follower.objects.count() == 1 - forgotten


def test_what_was_sent_is_forgotten_after_thirty_days(cast):
    follower = make_follower()
    for days in (29, 31):
        Delivery.objects.create(follower=follower, asked={}, made_at=ago(days=days), state=Delivery.State.SENT)

    forget_old()

    assert Delivery.objects.get().made_at > ago(days=30)


def test_the_commands_forget(cast, capsys):
    make_follower(confirmed=False, asked_at=ago(days=8))
    make_follower(ADDRESS)

    call_command("forget_unconfirmed")
    call_command("forget_follower", " JO.BELL@example.org")

    assert not Follower.objects.exists()
    assert capsys.readouterr().out == "Addresses forgotten: 1.\nForgotten.\n"
    with pytest.raises(CommandError, match="Nobody follows with that address"):
        call_command("forget_follower", ADDRESS)


def test_a_secret_tells_whether_it_arrived_whole():
    secret = new_secret()

    assert is_whole(secret)
    assert not any(map(is_whole, [secret[:-1], secret[1:], secret.swapcase(), secret + "a", "", "é" * 48]))
    assert new_secret() != secret
