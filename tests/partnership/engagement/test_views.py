"""The pages of following, for people, for mail programs, and for those who tamper."""

import re
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnership.engagement.delivering import deliver
from partnership.engagement.models import Delivery, Follow, Follower, HowOften
from partnership.engagement.secrets_in_links import new_secret
from tests import make
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.governance.views.reading import words
from tests.make_followers import make_crowd, make_follow, make_follower, make_notice
from tests.make_meetings import make_meeting

pytestmark = pytest.mark.django_db

ADDRESS = "jo.bell@example.org"
FORM = {"email": ADDRESS, "news": ["agendas", "minutes"], "how_often": HowOften.WEEKLY}
FOLLOW_BOARD = "/follow/board/"


@pytest.fixture
def strict():
    """A browser that Django holds to its token against forged forms, where it asks for one."""
    return Client(enforce_csrf_checks=True)


def link_in_mail(kind):
    """The link of a kind in the one mail that goes out now."""
    mail.outbox.clear()
    deliver()
    (message,) = mail.outbox
    return re.search(rf"http://[^/]+(/follow/{kind}/\S+)", message.body).group(1)


# Asking ------------------------------------------------------------------------------------------------------


def test_from_the_form_to_the_mail_to_following(cast, strict):
    page = strict.get(FOLLOW_BOARD)
    assert "Follow Leadership Board by e-mail" in words(page)

    answer = strict.post(FOLLOW_BOARD, FORM, follow=True)
    assert "Check your e-mail" in words(answer)
    link = link_in_mail("confirm")
    offered = strict.get(link)
    assert "Agendas and minutes" in words(offered)
    assert not Follow.objects.exists()
    confirmed = strict.post(link)

    assert "You follow Leadership Board" in words(confirmed)
    follow = Follow.objects.get()
    assert (follow.body, follow.news, follow.how_often) == (cast.board, ["agendas", "minutes"], "weekly")


def test_no_page_of_following_sets_a_cookie(cast, strict):
    follower = make_follower(body=cast.board)
    strict.post(FOLLOW_BOARD, FORM)
    for address in (FOLLOW_BOARD, "/follow/", "/follow/asked/", link_in_mail("confirm"), manage(follower)):
        answer = strict.get(address)
        assert (answer.status_code, dict(answer.cookies)) == (200, {})


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(cast, client):
    make_follower(ADDRESS, body=cast.board)
    known = client.post(FOLLOW_BOARD, FORM)
    unknown = client.post(FOLLOW_BOARD, {**FORM, "email": "new@example.org"})

    assert (
        (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, "/follow/asked/")
    )
    assert client.get("/follow/asked/").content.count(b"example.org") == 0


def test_the_form_sent_twice_asks_once(cast, client):
    for _ in range(2):
        client.post(FOLLOW_BOARD, FORM)

    assert (Follower.objects.count(), Delivery.objects.count()) == (1, 1)


def test_the_list_offers_the_bodies_of_today(cast, client):
    page = words(client.get("/follow/"))
    assert "All of them" in page
    assert "Safer and Stronger (Brackwater Partnership)" in page
    assert "Safer Streets" not in page

    client.post("/follow/", {**FORM, "body": cast.health.pk})
    client.post("/follow/", FORM)
    ended = client.post("/follow/", {**FORM, "body": cast.safer_streets.pk})

    assert [each.asked["body"] for each in Delivery.objects.order_by("pk")] == [cast.health.pk, None]
    assert "Select a valid choice" in words(ended)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "jo@"}, "Enter an e-mail address such as name@example.org."),
        ({"email": "jo@example.org\nBcc: all@example.org"}, "Enter an e-mail address such as name@example.org."),
        ({"news": []}, "Choose at least one kind of news."),
        ({"news": ["secrets"]}, "Select a valid choice"),
        ({"how_often": ""}, "Choose how often you want mail."),
    ],
)
def test_each_fault_is_said_in_one_sentence(cast, client, sent, sentence):
    page = client.post(FOLLOW_BOARD, {**FORM, **sent})

    assert sentence in words(page)
    assert "<title>Error: Follow Leadership Board" in page.text
    assert not Follower.objects.exists()


def test_the_eleventh_form_from_one_place_is_refused_and_signing_in_is_not(cast, client):
    for number in range(10):
        assert client.post(FOLLOW_BOARD, {**FORM, "email": f"a{number}@example.org"}).status_code == 302
    refused = client.post(FOLLOW_BOARD, FORM)

    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert "too many requests from here" in words(refused)
    assert not Follower.objects.filter(email=ADDRESS).exists()
    assert client.post(FOLLOW_BOARD, FORM, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert "too many attempts" not in client.post("/sign-in/", {"username": "x", "password": "y"}).text


def test_a_body_that_is_over_cannot_be_followed(cast, client):
    page = client.get("/follow/safer-streets/")
    assert "is over" in words(page)
    assert "<form" not in page.text

    client.post("/follow/safer-streets/", FORM)
    assert not Follower.objects.exists()


def test_a_portal_without_mail_says_so(cast, client, settings):
    settings.MAIL_IS_SET_UP = False

    assert "does not send mail yet" in words(client.get(FOLLOW_BOARD))
    client.post(FOLLOW_BOARD, FORM)
    assert not Follower.objects.exists()
    assert "Follow by e-mail" not in words(client.get("/bodies/board/"))


def test_a_body_page_leads_to_the_form(cast, client):
    assert f'href="{FOLLOW_BOARD}"' in client.get("/bodies/board/").text


# Links -------------------------------------------------------------------------------------------------------


def manage(follower):
    return reverse("engagement:manage", args=[follower.secret])


def stop(follower):
    return reverse("engagement:stop", args=[follower.secret])


@pytest.mark.parametrize("kind", ["confirm", "manage", "stop"])
@pytest.mark.parametrize("harm", [lambda s: s[:-1], lambda s: s[1:], lambda s: s.swapcase(), lambda s: "x" * 48])
def test_a_link_that_was_tampered_with_does_nothing(cast, client, kind, harm):
    follower = make_follower(body=cast.board)
    client.post(FOLLOW_BOARD, FORM)
    link = link_in_mail("confirm") if kind == "confirm" else reverse(f"engagement:{kind}", args=[follower.secret])
    end = link.split("/")[-2]
    harmed = link.replace(end, harm(end))

    answers = [client.get(harmed), client.post(harmed, {"forget": "yes"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("This link does not work" in words(answer) for answer in answers)
    assert Follower.objects.get(pk=follower.pk).gets_mail
    assert Follow.objects.count() == 1


def test_looking_at_a_link_changes_nothing(cast, client):
    """Programs that look into mails open every link."""
    follower = make_follower(body=cast.board)
    client.post(FOLLOW_BOARD, FORM)
    for link in (link_in_mail("confirm"), manage(follower), stop(follower)):
        assert client.get(link).status_code == client.head(link).status_code == 200

    assert Follow.objects.count() == 1
    assert Follower.objects.get(pk=follower.pk).gets_mail


def test_one_click_of_a_mail_program_stops_all_mail_at_once(cast, strict):
    """RFC 8058: no cookie, no token, this body; and again, and after the address was forgotten."""
    follower = make_follower(body=cast.board)
    make_notice(make_meeting(cast.board, agenda="published"))

    click = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
    first, again = strict.post(stop(follower), **click), strict.post(stop(follower), **click)
    deliver()

    assert (first.status_code, again.status_code) == (200, 200)
    assert mail.outbox == []
    assert not Follow.objects.exists()
    follower.delete()
    assert strict.post(stop(follower), **click).status_code == 200


def test_pages_behind_links_are_kept_by_nobody(cast, client):
    answer = client.get(manage(make_follower()))

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_follower_changes_one_follow_and_leaves_the_other(cast, client):
    follower = make_follower(ADDRESS, body=cast.board)
    other = make_follow(follower, None)
    follow = follower.follows.get(body=cast.board)
    page = client.get(manage(follower))
    assert ADDRESS in page.text
    assert "Leadership Board" in words(page)
    assert "All bodies" in words(page)

    name = f"follow-{follow.pk}"
    sent = {"follow": follow.pk, f"{name}-news": ["decisions"], f"{name}-how_often": "daily"}
    answer = client.post(manage(follower), sent, follow=True)

    follow.refresh_from_db()
    other.refresh_from_db()
    assert "Your choice is saved" in words(answer)
    assert (follow.news, follow.how_often) == (["decisions"], "daily")
    assert (len(other.news), other.how_often) == (4, "at once")


def test_a_choice_of_nothing_is_refused(cast, client):
    follow = make_follower(body=cast.board).follows.get()

    answer = client.post(manage(follow.follower), {"follow": follow.pk, f"follow-{follow.pk}-how_often": "daily"})

    assert "Choose at least one kind of news." in words(answer)
    assert Follow.objects.get().how_often == "at once"


def test_a_follower_stops_one_follow(cast, client):
    follower = make_follower(body=cast.board)
    make_follow(follower, cast.health)

    client.post(manage(follower), {"follow": follower.follows.get(body=cast.health).pk, "stop": "yes"})

    assert Follow.objects.get().body == cast.board


@pytest.mark.parametrize("key", ["", "x", "²", "9" * 30, "another"])
def test_nobody_changes_what_somebody_else_follows(cast, client, key):
    follower = make_follower(body=cast.board)
    other = make_follower(body=cast.board).follows.get()

    answer = client.post(manage(follower), {"follow": other.pk if key == "another" else key, "stop": "yes"})

    assert answer.status_code == 404
    assert Follow.objects.count() == 2


def test_a_follower_is_forgotten_by_a_button(cast, client):
    follower = make_follower(ADDRESS, body=cast.board)

    assert "Your address is deleted" in words(client.post(manage(follower), {"forget": "yes"}))
    assert not Follower.objects.exists()
    assert client.get(manage(follower)).status_code == 404


def test_an_unconfirmed_address_has_no_page(cast, client):
    assert client.get(manage(make_follower(confirmed=False))).status_code == 404
    assert client.get(f"/follow/manage/{new_secret()}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_reading_and_posting(cast, client, method):
    follower = make_follower(body=cast.board)
    for address in ("/follow/", FOLLOW_BOARD, manage(follower), stop(follower)):
        assert getattr(client, method)(address).status_code == 405


# How much it takes -------------------------------------------------------------------------------------------


def test_the_queries_of_the_form_do_not_grow(cast, client, django_assert_num_queries):
    for crowd in (1, 3):
        make_crowd(cast.board, crowd)
        make.make_body(parent=cast.board)
        with django_assert_num_queries(3):
            client.get(FOLLOW_BOARD)
        with django_assert_num_queries(1):
            client.get("/follow/")
        Follower.objects.all().delete()


def test_the_queries_of_what_somebody_follows_do_not_grow(cast, client, django_assert_num_queries):
    follower = make_follower(body=cast.board)
    with django_assert_num_queries(2):
        client.get(manage(follower))
    make_follow(follower, cast.health)
    make_follow(follower, None)
    with django_assert_num_queries(2):
        client.get(manage(follower))


# In a browser ------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_following_and_leaving_in_a_real_browser(live_server, office, settings, project):
    """The whole way, with a real mail server; no page breaks the policy, scrolls sideways or fails axe."""
    settings.BASE_URL = live_server.url
    root = make.make_partnership("brackwater", "Brackwater Partnership")
    board = make.make_body("board", "Leadership Board", parent=root)

    def latest_link(kind):
        deliver()
        address, message = office.mails[-1]
        assert address == ADDRESS
        return re.search(rf"{live_server.url}/follow/{kind}/\S+", message.get_body(("plain",)).get_content()).group(0)

    with chromium() as browser, page_of(browser, width=320, policy=True) as page:
        page.goto(f"{live_server.url}/bodies/board/")
        page.click("text=Follow by e-mail")
        page.fill("#id_email", ADDRESS)
        page.uncheck("text=Decisions")
        page.click("text=Send me the link")
        assert page.inner_text("h1") == "Check your e-mail"
        page.goto(latest_link("confirm"))
        page.click("button:has-text('Confirm')")
        assert page.inner_text("h1") == "You follow Leadership Board"
        make_notice(make_meeting(board, agenda="published"))
        page.goto(latest_link("manage"))
        page.check("text=At most once a day")
        page.click("button:has-text('Save')")
        assert page.inner_text(".govuk-notification-banner__heading") == "Your choice is saved."
        assert is_wider_than_screen(page) is False
        page.click("text=Stop all mail")
        page.click("button:has-text('Stop all mail')")
        assert page.inner_text("h1") == "Mail is stopped"
        assert page.complaints == []

    follower = Follower.objects.get()
    assert follower.email == ADDRESS
    assert follower.unsubscribed_at <= timezone.now()
    assert not Follow.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_the_pages_behind_links(live_server, project):
    root = make.make_partnership("brackwater", "Brackwater Partnership")
    board = make.make_body("board", "Leadership Board", parent=root)
    follower = make_follower("an-address-without-any-place-to-break-" + "x" * 60 + "@example.org", body=board)
    make_follow(follower, None)
    Client().post(FOLLOW_BOARD, FORM)
    pages = [FOLLOW_BOARD, link_in_mail("confirm"), manage(follower), stop(follower), "/follow/manage/x/"]
    faults = []
    with chromium() as browser, page_of(browser, width=320, policy=False) as page:
        for address in pages:
            page.goto(live_server.url + address)
            faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways")

    assert faults == []


def test_the_privacy_page_says_what_is_kept(client, db):
    page = unescape(words(client.get("/privacy/")))

    assert "If you follow a body" in page
    assert "within 7 days" in page
