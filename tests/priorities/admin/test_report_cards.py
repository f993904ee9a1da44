"""Report cards on the officers' site: drafted by a form, accepted level by level, then fixed."""

import pytest

from governance.models import Body
from priorities.models import CardPartner, ReportCard
from tests.governance.admin.conftest import administrator, officer, secretary, world  # noqa: F401  # the fixtures
from tests.governance.admin.filling import errors_of
from tests.governance.admin.test_body_deeds import do
from tests.make_priorities import make_card, make_indicator, make_plan, make_priority, make_strategy

pytestmark = pytest.mark.django_db

ADD = "/admin/priorities/reportcard/add/"
DAY = "10 June 2021"


@pytest.fixture
def priority(world):  # noqa: F811
    return make_priority(make_strategy(world.cast.partnership), "Fewer empty homes", lead=world.cast.health)


@pytest.fixture
def card(world, priority):  # noqa: F811
    """A draft of the Health Data Group."""
    facts = {"slug": "homes", "title": "Homes", "story": "So far.", "period_slug": "2011-12"}
    return make_card(world.cast.health_data, priority=priority, **facts)


def change(record):
    return f"/admin/priorities/reportcard/{record.pk}/change/"


def deed(record, slug):
    return f"/admin/priorities/reportcard/{record.pk}/deed/{slug}/"


def buttons(client, record):
    page = client.get(change(record))
    return {address.split("/")[-2] for group in page.context["deeds"].values() for address, _ in group}


def facts(world, **more):  # noqa: F811
    return {
        "title": "Homes",
        "period": "2020/21",
        "starts": "1 April 2020",
        "ends": "31 March 2021",
        "slug": "homes",
        "period_slug": "2020-21",
        "body": world.cast.health.pk,
        "story": "Grants brought homes back.",
        **more,
    }


def test_the_two_parts_of_the_address_are_told_apart(secretary):  # noqa: F811
    fields = secretary.get(ADD).context["adminform"].form.fields
    slug, period = fields["slug"], fields["period_slug"]

    assert (slug.label, period.label) == ("Address of the card", "Address of the period")
    assert slug.help_text != period.help_text
    assert "Address of the period" in secretary.get(ADD).content.decode()


def test_a_card_is_drafted_with_indicators_and_who_is_involved(world, secretary, priority):  # noqa: F811
    indicator = make_indicator(world.cast.board, "Empty homes", priority=priority)
    typed = facts(world, accountability="population", priority=priority.pk, indicators=[indicator.pk])
    typed |= {"involved-0-organisation": world.cast.trust.pk}

    do(secretary, ADD, **typed)

    card = ReportCard.objects.get()
    assert (str(card.ends), card.state, card.indicators.get()) == ("2021-04-01", "draft", indicator)
    assert CardPartner.objects.get().organisation == world.cast.trust
    assert secretary.get("/report-cards/homes/2020-21/").status_code == 200


def test_the_form_never_mixes_the_two_kinds(world, secretary, priority):  # noqa: F811
    plan = make_plan(world.cast.health)
    measure = make_indicator(world.cast.health, "Grants paid", accountability="performance", plan=plan)
    typed = facts(world, accountability="population", priority=priority.pk, indicators=[measure.pk])

    assert "“Grants paid” is a performance measure" in errors_of(do(secretary, ADD, **typed))
    response = do(secretary, ADD, **facts(world, accountability="population", plan=plan.pk))
    assert "A card of population accountability is about a priority: name it, and no plan." in errors_of(response)
    assert not ReportCard.objects.exists()


def test_the_body_is_locked_while_its_card_is_drafted(world, secretary, priority, monkeypatch):  # noqa: F811
    rows = type(Body.objects.all())
    asked, body_of = [], rows.locked
    monkeypatch.setattr(rows, "locked", lambda self, key: asked.append(key) or body_of(self, key))

    do(secretary, ADD, **facts(world, accountability="population", priority=priority.pk))

    assert asked == [world.cast.health.pk]
    assert ReportCard.objects.get().priority == priority


def test_a_draft_is_amended_with_those_who_are_involved(world, officer, card):  # noqa: F811
    CardPartner.objects.create(card=card, organisation=world.cast.trust)
    indicator = make_indicator(world.cast.health, "Empty homes")
    row = {"involved-1-organisation": world.cast.council.pk}
    do(officer, change(card), story=" Grants helped. ", indicators=[indicator.pk], why="Clearer.", **row)

    card.refresh_from_db()
    assert (card.story, card.indicators.get()) == ("Grants helped.", indicator)
    assert [each.organisation for each in card.involved.all()] == [world.cast.trust, world.cast.council]
    said = card.history.latest()
    assert (said.history_user, said.history_change_reason) == (world.users["officer"], "Clearer.")
    count = card.history.count()
    do(officer, change(card), why="Nothing.")
    assert card.history.count() == count

    plan = make_plan(world.cast.health)
    measure = make_indicator(world.cast.health, "Grants paid", accountability="performance", plan=plan)
    row = {"involved-1-organisation": "", "involved-1-body": world.cast.jobs.pk}
    refused = do(officer, change(card), indicators=[measure.pk], **row)
    assert "“Grants paid” is a performance measure" in errors_of(refused)
    assert (card.indicators.get(), card.involved.count()) == (indicator, 2)
    assert not CardPartner.objects.filter(body=world.cast.jobs).exists()


def test_a_card_is_accepted_level_by_level_and_is_then_to_be_read(world, secretary, officer, card, client):  # noqa: F811
    assert buttons(secretary, card) == {"accept", "withdraw"}
    page = secretary.get(deed(card, "accept")).content.decode()
    assert "Today it is the turn of Health." in page

    response = do(officer, deed(card, "accept"), on=DAY, at="Item 4", body=world.cast.board.pk)
    assert "It is the turn of Health" in errors_of(response)
    do(secretary, deed(card, "accept"), on=DAY, at="Item 4")

    card.refresh_from_db()
    assert card.is_frozen
    assert client.get("/report-cards/homes/2011-12/").status_code == 200
    assert buttons(secretary, card) == {"withdraw"}  # the secretary of Health does not speak for the board
    assert 'name="_save"' not in secretary.get(change(card)).content.decode()
    assert buttons(officer, card) == {"accept", "withdraw"}
    do(officer, deed(card, "accept"), on=DAY, at="Item 5", reason="")
    assert [step.body for step in card.steps.in_order()] == [world.cast.health, world.cast.board]


def test_a_card_is_withdrawn_and_published_again(officer, card, client):  # noqa: F811
    do(officer, deed(card, "accept"), on=DAY, at="Item 4")
    do(officer, deed(card, "withdraw"), reason="A name in it.")
    assert client.get("/report-cards/homes/2011-12/").status_code == 404
    assert buttons(officer, card) == {"restore"}

    do(officer, deed(card, "restore"))

    assert client.get("/report-cards/homes/2011-12/").status_code == 200


def test_a_frozen_card_cannot_be_posted_to(officer, card):  # noqa: F811
    form = change(card)
    opened = officer.get(form)
    do(officer, deed(card, "accept"), on=DAY, at="Item 4")

    officer.post(form, {**dict.fromkeys(opened.context["adminform"].form.fields, "x"), "story": "Other."})

    card.refresh_from_db()
    assert card.story == "So far."


def test_an_editor_of_another_body_finds_nothing(world, secretary, priority):  # noqa: F811
    foreign = make_card(world.cast.jobs, priority=priority, story="So.")

    assert secretary.get(change(foreign)).status_code == 302
    assert secretary.get(deed(foreign, "accept")).status_code == 302
