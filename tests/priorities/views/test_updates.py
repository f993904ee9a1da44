"""Quick entry: whose actions the page shows, for which quarter, and that all of it is saved or nothing."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from governance.foundation.deeds import write
from governance.foundation.waiting import MOST_WAITING
from priorities.models import Milestone, MilestoneReached, PlanAction, Update
from priorities.updates.signed_links import LIFE, SALT, updates_token
from priorities.updates.updating import accept_update
from tests import make
from tests.governance.views.reading import words
from tests.make_priorities import make_plan, make_plan_action, make_update, make_version, publish
from tests.priorities.leading_cast import A_DAY, scene

pytestmark = pytest.mark.django_db

MINE = "/updates/"


@pytest.fixture
def told(cast):
    return scene(cast)


@pytest.fixture
def link(cast, told):
    return f"/updates/{updates_token(cast.member_person, told.former)}/"


def sent(*said):
    """What a browser sends: for each (action, period) what was typed, and the fields that were left alone.

    The page was shown just now, so that it tells of the updates that count.
    """
    data = {"line": []}
    for action, period, typed in said:
        data["line"].append(f"{action.pk}-{period.pk}")
        counting = Update.objects.accepted().filter(action__lineage=action.lineage).latest_last()
        seen, before = counting.filter(period=period).last(), counting.filter(period__starts__lt=period.starts).last()
        known = {"seen": seen.pk if seen else "", "before": before.pk if before else ""}
        fields = {"direction": "steady", **known, **typed}
        data |= {f"a{action.pk}-p{period.pk}-{name}": value for name, value in fields.items()}
    return data


def shown_keys(page):
    """The keys of updates that a page sends along, by the end of their names."""
    return dict(
        re.findall(r'<input type="hidden" name="a\d+-p\d+-(seen|before)" value="(\d*)">', page.content.decode())
    )


def named(response) -> list[str]:
    """The plans, quarters and actions of the page."""
    return [" ".join(each.split()) for each in re.findall(r"<h[23] [^>]*id=\"(?:group|action)-[^>]*>([^<]*)<", response.content.decode())]  # fmt: skip


# Whose actions


def test_who_is_not_signed_in_is_asked_to(client, told):
    assert client.get(MINE).status_code == 302
    assert client.post(MINE, sent((told.clinic, told.former, {"status": "green"}))).status_code == 302
    assert not Update.objects.exists()


def test_a_lead_officer_finds_the_actions_that_they_lead_and_no_others(cast, client, told):
    client.force_login(cast.member)

    page = client.get(MINE)

    assert named(page) == ["Health plan, Quarter 2", "A1: Open the clinic", "A2: Lead the walks"]
    assert "2 of 2 actions await an update." in words(page)
    assert "Count the visits" not in words(page)


def test_whoever_edits_a_lead_body_finds_its_actions(cast, client, told):
    client.force_login(cast.secretary)

    assert named(client.get(MINE)) == ["Health plan, Quarter 2", "A1: Open the clinic", "A3: Count the visits"]


def test_everybody_else_is_told_that_there_is_nothing(cast, client, told):
    for user in (cast.chair, cast.former_member):
        client.force_login(user)
        page = client.get(MINE)
        assert "so nothing is asked of you here." in words(page)
        assert named(page) == []
        client.post(MINE, sent((told.clinic, told.former, {"status": "green"})))
    assert not Update.objects.exists()


def test_drafts_and_versions_of_other_days_do_not_show(cast, client, told):
    draft = make_version(make_plan(cast.health, "Secret plan", framework=told.framework))
    make_plan_action(draft, "Quorvex", lead_officer=cast.member_person)
    over = make_version(make_plan(cast.health, "Old plan", framework=told.framework))
    make_plan_action(over, "Zimbral", lead_officer=cast.member_person)
    over.ends = make.today()
    publish(over)
    client.force_login(cast.member)

    assert named(client.get(MINE)) == ["Health plan, Quarter 2", "A1: Open the clinic", "A2: Lead the walks"]


# Which quarter


def test_once_all_is_in_and_the_due_day_is_past_the_page_turns_to_the_quarter_that_goes_on(cast, client, told):
    client.force_login(cast.member)
    make_update(told.clinic, told.former)
    make_update(told.walks, told.former)
    assert named(client.get(MINE))[0] == "Health plan, Quarter 2"
    for days, heading in ((0, "Quarter 2"), (-1, "Quarter 3")):
        told.former.updates_due = make.today() + days * A_DAY
        write(told.former, by=None)
        assert named(client.get(MINE))[0] == f"Health plan, {heading}"


def test_what_is_overdue_is_asked_for_until_it_is_in(cast, client, told):
    told.former.updates_due = make.today() - A_DAY
    write(told.former, by=None)
    make_update(told.clinic, told.former)
    client.force_login(cast.member)

    page = client.get(MINE)

    assert named(page)[0] == "Health plan, Quarter 2"
    assert "Overdue: updates were due by" in words(page)
    assert 'href="?period=quarter-3">Quarter 3</a>' in page.content.decode()
    chosen = client.get(f"{MINE}?period=quarter-3")
    assert named(chosen)[0] == "Health plan, Quarter 3"
    assert 'href="?period=quarter-3" aria-current="page"' in chosen.content.decode()
    assert named(client.get(f"{MINE}?period=nonsense"))[0] == "Health plan, Quarter 2"


def test_what_was_complete_is_not_asked_for_again(cast, client, told):
    make_update(told.clinic, told.oldest, "complete")
    client.force_login(cast.member)

    page = client.get(MINE)

    assert "1 of 2 actions awaits an update." in words(page)
    assert "It is complete. Say something of it all the same" in words(page)


def test_an_action_that_no_version_held_then_is_asked_for_the_quarter_that_goes_on(cast, client, told):
    told.version.ends = make.today() - 5 * A_DAY
    told.version.save()
    second = make_version(told.plan, on=make.today() - 5 * A_DAY)
    make_plan_action(second, "Open the clinic", lineage=told.clinic.lineage, lead_officer=cast.member_person)
    make_plan_action(second, "A new one", lead_officer=cast.member_person)
    publish(second)
    client.force_login(cast.member)

    assert named(client.get(MINE)) == [
        "Health plan, Quarter 2",
        "A1: Open the clinic",
        "Health plan, Quarter 3",
        "A2: A new one",
    ]


# Saving


def test_all_that_is_filled_in_is_saved_and_what_is_left_alone_stays_as_it_was(cast, client, told):
    client.force_login(cast.secretary)
    said = {"status": "amber", "direction": "worse", "text": "Slow.", "reason": "Rain.", "spend": "900.50"}

    page = client.post(MINE, sent((told.clinic, told.former, said), (told.others, told.former, {})), follow=True)

    assert "What you said of 1 action was saved." in words(page)
    update = Update.objects.get()
    assert (update.action, update.status, update.direction, update.reason, update.spend) == (
        told.clinic,
        "amber",
        "worse",
        "Rain.",
        Decimal("900.50"),
    )
    assert update.accepted_at is not None
    assert update.reported_by == "Health", "The account acts for nobody: the lead body speaks."


@pytest.mark.parametrize("typed", ["£1,000", "£ 1,000.00", "1,000", "1000"])
def test_a_sum_may_be_typed_as_the_page_prints_it(cast, client, told, typed):
    client.force_login(cast.secretary)

    page = client.post(MINE, sent((told.clinic, told.former, {"status": "green", "spend": typed})), follow=True)

    assert "What you said of 1 action was saved." in words(page)
    assert Update.objects.get().spend == Decimal(1000)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("120%", "“120%” is no sum of money: write it like 1250 or £1,250.50."),
        ("12,5", "“12,5” is no number: write it like 1250 or 12.5."),
        ("£1.234", "“£1.234” has more than 2 decimals: round it."),
        ("£12,345,678,901", "This is larger than the portal keeps: check it."),
        ("-£5", "Nobody spends less than nothing: correct the sum."),
    ],
)
def test_what_is_no_sum_for_certain_is_refused_with_one_sentence(cast, client, told, typed, sentence):
    client.force_login(cast.secretary)

    page = client.post(MINE, sent((told.clinic, told.former, {"status": "green", "spend": typed})))

    assert f">A1: {sentence}</a>" in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()
    assert not Update.objects.exists()


def test_a_lead_officer_without_the_right_to_edit_hands_it_in(cast, client, told):
    client.force_login(cast.member)

    page = client.post(MINE, sent((told.clinic, told.former, {"status": "green"})), follow=True)

    assert "What needs an editor’s word waits for it." in words(page)
    assert "by Tom Ferris: Green It waits to be accepted." in words(page)
    assert (Update.objects.get().accepted_at, Update.objects.get().reported_by) == (None, "Tom Ferris")


def test_all_or_nothing_with_every_error_and_everything_typed_kept(cast, client, told):
    client.force_login(cast.secretary)
    red = {"status": "red", "text": "Kept words", "spend": "lots"}

    page = client.post(MINE, sent((told.clinic, told.former, red), (told.others, told.former, {"status": "green"})))

    key = f"a{told.clinic.pk}-p{told.former.pk}"
    html = page.content.decode()
    for anchor, sentence in (
        (f"id_{key}-spend", "A1: “lots” is no number: write it like 1250 or 12.5."),
        (f"id_{key}-reason", "A1: Say why the action is red."),
        (f"id_{key}-remedy", "A1: Say what will be done about it: a red needs a remedy."),
    ):
        assert f'<a href="#{anchor}">{sentence}</a>' in html
        assert f'id="{anchor}"' in html
    assert "Nothing was saved yet." in words(page)
    assert "Kept words" in html
    assert re.search(r'value="green"[^>]* checked', html)
    assert "<title>Error: " in html
    assert not Update.objects.exists()


def test_a_refusal_of_a_deed_is_shown_at_its_action_and_nothing_is_saved(cast, client, told):
    client.force_login(cast.secretary)
    late = {"status": "green", "expected_on": f"{told.clinic.due + 45 * A_DAY:%Y-%m-%d}"}

    page = client.post(MINE, sent((told.others, told.former, {"status": "green"}), (told.clinic, told.former, late)))

    sentence = "A1 is expected 45 days late, which Quarterly calls red: choose red, or correct the day."
    assert f'<a href="#id_a{told.clinic.pk}-p{told.former.pk}-status_0">{sentence}</a>' in page.content.decode()
    assert not Update.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "Begun."}, "A1: Choose how it stands."),
        ({"status": "mauve"}, "A1: Choose one of the six ways in which it can stand."),
        ({"status": "reprogrammed"}, "A1: Choose the body that approved that the action was reprogrammed."),
        ({"status": "reprogrammed", "approved_by": "999999"}, "A1: Choose the body from the list."),
        ({"status": "green", "expected_on": "soon"}, "A1: Write the day like 25/01/2012"),
        ({"status": "green", "evidence": "javascript:alert(1)"}, "A1: Write the address like https://"),
        ({"status": "green", "spend": "-1"}, "A1: Nobody spends less than nothing: correct the sum."),
        ({"status": "green", "text": "x" * 4_001}, "at most 4000 characters"),
        ({"status": "green", "direction": "up"}, "A1: Choose which way it is going."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(cast, client, told, typed, said):
    client.force_login(cast.secretary)

    assert said in words(client.post(MINE, sent((told.clinic, told.former, typed))))
    assert not Update.objects.exists()


def test_nothing_changed_copies_the_last_update_with_one_tick(cast, client, told):
    make_update(told.clinic, told.oldest, "red", direction="worse", text="Slow.")
    client.force_login(cast.secretary)
    assert "Nothing changed since Quarter 1: still red" in words(client.get(MINE))

    client.post(MINE, sent((told.clinic, told.former, {"same": "on"})))

    update = Update.objects.get(period=told.former)
    assert (update.status, update.direction, update.text, update.reason) == (
        "red",
        "steady",
        "Slow.",
        "The builder went bankrupt.",
    )


def test_nothing_changed_is_not_signed_for_what_was_recorded_meanwhile(cast, client, told):
    make_update(told.clinic, told.oldest, "green")
    client.force_login(cast.secretary)
    assert "Nothing changed since Quarter 1: still green" in words(client.get(MINE))
    typed = sent((told.clinic, told.former, {"same": "on"}))
    make_update(told.clinic, told.oldest, "red")

    page = client.post(MINE, typed)

    assert "A1: Quarter 1 was green when the page was shown, and Quarter 1 is red now: look again." in words(page)
    assert not Update.objects.filter(period=told.former).exists()
    client.post(MINE, {**typed, **{f"a{told.clinic.pk}-p{told.former.pk}-{k}": v for k, v in shown_keys(page).items()}})
    assert Update.objects.get(period=told.former).status == "red"


def test_nothing_changed_is_not_offered_where_the_quarter_stands_already(cast, client, told):
    make_update(told.clinic, told.oldest, "green")
    client.force_login(cast.secretary)
    typed = sent((told.clinic, told.former, {"same": "on"}))
    make_update(told.clinic, told.former, "amber", text="The roof leaks.")
    assert "Nothing changed since" not in words(client.get(MINE))

    page = words(client.post(MINE, typed))

    assert "Meanwhile Wilma Tarn said that A1 is amber, “The roof leaks.”: save once more" in page
    assert [each.status for each in Update.objects.filter(period=told.former)] == ["amber"]


@pytest.mark.parametrize("who", ["secretary", "member"])
def test_the_second_of_two_hears_what_the_first_said_and_keeps_what_was_typed(cast, client, told, who):
    client.force_login(getattr(cast, who))
    key = f"a{told.clinic.pk}-p{told.former.pk}"
    assert shown_keys(client.get(MINE))["seen"] == ""
    typed = sent((told.clinic, told.former, {"status": "green", "text": "All well, I think."}))
    first = make_update(told.clinic, told.former, "red", text="The roof leaks.")

    page = client.post(MINE, typed)

    assert "Meanwhile Wilma Tarn said that A1 is red, “The roof leaks.”: save once more" in words(page)
    assert "All well, I think." in page.content.decode()
    assert f'name="{key}-seen" value="{first.pk}"' in page.content.decode()
    assert Update.objects.count() == 1
    client.post(MINE, {**typed, f"{key}-seen": first.pk})
    assert Update.objects.filter(text="All well, I think.").count() == 1


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 40])
def test_nonsense_for_what_was_seen_is_nothing_seen(cast, client, told, key):
    make_update(told.clinic, told.former, "red")
    client.force_login(cast.secretary)

    page = client.post(MINE, sent((told.clinic, told.former, {"status": "green", "seen": key})))
    assert "Meanwhile Wilma Tarn said that A1 is red: save once more" in words(page)


def test_what_was_won_from_bids_is_among_the_rarer_fields(cast, client, told):
    client.force_login(cast.secretary)
    said = sent((told.clinic, told.former, {"status": "green", "won": "-1"}))
    assert "A1: Nobody wins less than nothing: correct the sum." in words(client.post(MINE, said))

    client.post(MINE, sent((told.clinic, told.former, {"status": "green", "won": "£12,500"})))
    assert Update.objects.get().won == Decimal(12500)


def test_the_bodies_that_may_approve_are_those_of_the_plan(cast, client, told):
    gone = make_plan(cast.jobs)
    assert gone.body == cast.jobs
    client.force_login(cast.secretary)
    page = client.get(MINE).content.decode()
    [options] = re.findall(rf'<select name="a{told.clinic.pk}-p{told.former.pk}-approved_by".*?</select>', page, re.S)
    assert re.findall(r">([^<]+)</option>", options) == ["Choose…", "Health", "Leadership Board"]

    typed = {"status": "reprogrammed", "approved_by": cast.board.pk}
    said = words(client.post(MINE, sent((told.clinic, told.former, typed))))
    assert "A1: Say at which meeting it was approved, with its date." in said
    assert "A1: Say on which day it is expected to be complete now." in said
    typed |= {"approved_at": "Board, 3 May", "expected_on": f"{told.clinic.due:%Y-%m-%d}"}
    client.post(MINE, sent((told.clinic, told.former, typed)))
    assert Update.objects.get().approved_by == cast.board


def test_why_it_has_not_started_is_kept(cast, client, told):
    client.force_login(cast.secretary)
    typed = {"status": "not started", "reason": "No money.", "remedy": "A bid in May."}
    client.post(MINE, sent((told.clinic, told.former, typed)))
    assert (Update.objects.get().reason, Update.objects.get().remedy) == ("No money.", "A bid in May.")


def test_nothing_changed_and_an_update_are_not_said_at_once(cast, client, told):
    make_update(told.clinic, told.oldest)
    client.force_login(cast.secretary)

    page = client.post(MINE, sent((told.clinic, told.former, {"same": "on", "text": "But it did."})))

    assert "A1: Either tick that nothing changed, or fill in the update: not both." in words(page)
    assert Update.objects.count() == 1


def test_a_reason_that_the_form_hides_is_not_published(cast, client, told):
    client.force_login(cast.secretary)
    client.post(MINE, sent((told.clinic, told.former, {"status": "green", "reason": "Old", "approved_at": "Old"})))

    assert (Update.objects.get().reason, Update.objects.get().approved_at) == ("", "")


def test_the_page_that_was_sent_counts_even_if_another_quarter_is_asked_for_by_now(cast, client, told):
    told.former.updates_due = make.today() - A_DAY
    write(told.former, by=None)
    for action in (told.clinic, told.others):
        make_update(action, told.former)
    client.force_login(cast.secretary)
    assert named(client.get(MINE))[0] == "Health plan, Quarter 3"

    client.post(MINE, sent((told.clinic, told.former, {"status": "amber"})))

    assert Update.objects.filter(period=told.former, status="amber").count() == 1


@pytest.mark.parametrize("line", ["", "x", "1", "1-", "-1", "0-0", "9" * 40 + "-1", "١-١", "1-1-1"])
def test_nonsense_for_an_action_saves_nothing(cast, client, told, line):
    client.force_login(cast.secretary)

    assert "nothing was saved" in words(client.post(MINE, {"line": [line]}))


def test_an_action_of_somebody_else_is_refused_whole(cast, client, told):
    client.force_login(cast.member)
    said = sent((told.others, told.former, {"status": "green"}), (told.walks, told.former, {"status": "green"}))

    assert "Some of the actions on the page are no longer yours" in words(client.post(MINE, said))
    assert not Update.objects.exists()


def test_milestones_are_recorded_by_an_editor_and_named_by_everybody_else(cast, client, told):
    told.version.state = "draft"
    told.version.save()
    step = Milestone.objects.create(action=told.clinic, text="Sign the lease")
    publish(told.version)
    typed = {f"step{step.pk}": "2010-05-03"}
    client.force_login(cast.member)
    said = words(client.post(MINE, sent((told.clinic, told.former, typed))))
    assert "A1: Choose how the action stands." in said
    assert not MilestoneReached.objects.exists()
    client.post(MINE, sent((told.clinic, told.former, {"status": "green", "text": "Good.", **typed})))
    assert Update.objects.get().text == "Good.\nReached on 3 May 2010: Sign the lease."
    assert not MilestoneReached.objects.exists()

    client.force_login(cast.secretary)
    client.post(MINE, sent((told.clinic, told.former, typed)))

    assert MilestoneReached.objects.get().day == datetime.date(2010, 5, 3)
    assert Update.objects.count() == 1
    assert "Reached on 3 May 2010: Sign the lease" in words(client.get(MINE))


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_actions(
    cast, client, number, django_assert_num_queries
):
    told = scene(cast)
    for _ in range(number):
        plan = make_plan(cast.health, framework=told.framework)
        version = make_version(plan)
        for count in range(number):
            action = make_plan_action(version, lead_officer=cast.member_person, lead_body=cast.health)
            Milestone.objects.create(action=action, text=f"Step {count}")
            make_update(action, told.oldest)
        publish(version)
    client.force_login(cast.member)
    client.get(MINE)
    cache.clear()
    with django_assert_num_queries(14):
        client.get(MINE)


# By a signed link


def is_void(response) -> bool:
    return response.status_code == 404 and "This link does not work" in words(response)


def test_a_link_shows_the_actions_of_one_person_and_takes_what_waits(client, told, link):
    page = client.get(link)
    assert named(page) == ["Health plan, Quarter 2", "A1: Open the clinic", "A2: Lead the walks"]
    assert not Update.objects.exists(), "Reading writes nothing."

    typed = {"status": "green", "text": "Open."}
    page = client.post(link, sent((told.clinic, told.former, typed)), follow=True)

    assert "Thank you. What you sent waits for an editor to accept it." in words(page)
    update = Update.objects.get()
    assert (update.by_link, update.accepted_at, update.reported_by) == (True, None, "Tom Ferris")


def test_even_an_editors_link_only_hands_in(cast, client, told, link):
    client.force_login(cast.secretary)
    client.post(link, sent((told.clinic, told.former, {"status": "green"})))

    assert Update.objects.get().accepted_at is None
    accept_update(Update.objects.get(), by=cast.secretary)


def test_it_works_without_a_cookie_and_is_neither_kept_nor_indexed_nor_told(told, link):
    guarded = Client(enforce_csrf_checks=True)
    data = sent((told.clinic, told.former, {"status": "green"}))
    for response in (guarded.get(link), guarded.post(link, data), guarded.get("/updates/x:y:z/")):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
    assert Update.objects.count() == 1


def test_a_second_click_sends_nothing_more(client, told, link):
    for _ in range(2):
        assert client.post(link, sent((told.clinic, told.former, {"status": "green"}))).status_code == 302
    assert Update.objects.count() == 1


def test_a_link_takes_no_more_than_so_many_updates_that_nobody_has_read(client, told, link):
    for number in range(MOST_WAITING):
        typed = {"status": "green", "text": f"Step {number}"}
        assert client.post(link, sent((told.clinic, told.former, typed))).status_code == 302

    response = client.post(link, sent((told.clinic, told.former, {"status": "green", "text": "One more"})))

    assert response.status_code == 429
    assert "wait to be read already: please try again later." in words(response)
    assert Update.objects.count() == MOST_WAITING


def test_a_link_is_for_one_period_and_one_person(client, told, link):
    for action, period in ((told.clinic, told.current), (told.others, told.former)):
        response = client.post(link, sent((action, period, {"status": "green"})))
        saved = (
            Update.objects.filter(action=told.others).exists() or Update.objects.filter(period=told.current).exists()
        )
        assert not saved
        assert "nothing was saved" in words(response)


def test_a_forged_cut_or_foreign_link_opens_nothing(client, cast, told):
    token = updates_token(cast.member_person, told.former)
    payload, stamp, seal = token.split(":")
    named = {"person": cast.member_person.pk, "period": told.former.pk}
    other = signing.dumps({**named, "person": cast.chair_person.pk}, salt=SALT).split(":")[0]
    forged = [
        token[:-1],
        token + "A",
        f"{other}:{stamp}:{seal}",
        f"{payload}:{stamp}",
        signing.dumps(named, salt="another"),
        signing.dumps(named, key="another", salt=SALT),
        "x",
    ]
    for each in forged:
        assert is_void(client.get(f"/updates/{each}/")), each
        assert is_void(client.post(f"/updates/{each}/", {"line": []})), each
    assert client.get(f"/updates/{token}/").status_code == 200


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, True), (1, False)])
def test_a_link_lasts_so_long_and_no_second_longer(cast, told, monkeypatch, seconds, works):
    now = 1_780_000_000
    monkeypatch.setattr("django.core.signing.time.time", lambda: now)
    link = f"/updates/{updates_token(cast.member_person, told.former)}/"
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LIFE.total_seconds() + seconds)

    assert is_void(Client().get(link)) != works


def test_a_link_is_void_once_the_person_leads_nothing_any_more(cast, client, told, link):
    told.version.ends = make.today()
    told.version.save()
    second = make_version(told.plan, on=make.today())
    make_plan_action(second, lineage=told.clinic.lineage, lead_officer=cast.chair_person)
    publish(second)

    assert is_void(client.get(link))
    assert is_void(client.post(link, sent((told.clinic, told.former, {"status": "green"}))))
    assert not Update.objects.exists()


def test_nobodys_address_is_on_the_page(cast, client, link):
    cast.member_person.email = "tom@example.org"
    cast.member_person.save()

    assert "tom@example.org" not in client.get(link).content.decode()


def test_more_actions_than_a_page_holds_are_on_the_next(cast, client, told):
    version = make_version(make_plan(cast.health, "Long plan", framework=told.framework))
    for _ in range(30):
        make_plan_action(version, lead_officer=cast.member_person)
    publish(version)
    client.force_login(cast.member)

    first, second = client.get(MINE), client.get(f"{MINE}?page=2")

    assert [len([row for row in named(page) if ":" in row]) for page in (first, second)] == [25, 7]
    assert PlanAction.objects.filter(lead_officer=cast.member_person).count() == 32
