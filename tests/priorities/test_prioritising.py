"""Prioritising: strategies adopted, priorities added, published, renamed and ended, and who leads them."""

import datetime
import threading

import pytest
from django.db import connection

from governance.foundation.deeds import Refused
from priorities.models import Priority, PriorityLead, PriorityName, Strategy
from priorities.strategies.adopting import adopt_strategy
from priorities.strategies.prioritising import (
    add_partner,
    add_priority,
    appoint_lead,
    appoint_officer,
    end_partner,
    end_priority,
    publish_priority,
    rename_priority,
    withdraw_priority,
)
from tests import make
from tests.make_priorities import make_priority, make_strategy
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def strategy(cast):
    return make_strategy(cast.board, "Towards 2026")


@pytest.fixture
def clean_air(cast, strategy):
    """A published priority that Health leads."""
    return make_priority(strategy, "Clean air", slug="clean-air", lead=cast.health)


def add(strategy, by, **facts):
    facts = {"slug": "streets", "name": "Safer streets", "level": "priority", "on": DAY, **facts}
    return add_priority(strategy, by=by, **facts)


def names(priority):
    return [(row.name, str(row.starts), row.ends and str(row.ends), row.reason) for row in priority.names.all()]


def leads(priority):
    return [(row.body.name, str(row.starts), row.ends and str(row.ends)) for row in priority.leads.all()]


# Strategies ---------------------------------------------------------------------------------------------------


def test_a_strategy_is_adopted_from_a_day_and_the_one_it_follows_ends_on_it(cast, strategy):
    draft = make_strategy(cast.board, "Towards 2036", state="draft", follows=strategy)

    done = adopt_strategy(draft, on=DAY, by=cast.officer, approved_by=cast.board, approved_at="Board, 29 March 2010")

    strategy.refresh_from_db()
    assert (done.state, done.starts, done.approved_at) == ("published", DAY, "Board, 29 March 2010")
    found = [
        [each.title for each in Strategy.objects.visible_to(cast.visitor).in_force(DAY + days * A_DAY)]
        for days in (-1, 0, 1)
    ]
    assert found == [["Towards 2026"], ["Towards 2036"], ["Towards 2036"]]


def test_a_strategy_is_adopted_once(cast, strategy):
    with refused("Towards 2026 is published already: draft the one that follows it."):
        adopt_strategy(strategy, on=DAY, by=cast.officer)


def test_a_strategy_is_not_adopted_before_its_body_began_or_before_the_one_it_follows(cast, strategy):
    draft = make_strategy(cast.board, "Towards 2036", state="draft", follows=strategy)

    with refused("Leadership Board does not exist on that day: choose a day in its life."):
        adopt_strategy(draft, on=make.FIRST - A_DAY, by=cast.officer)
    with refused("Towards 2026, which it follows, is in force from that day or later: choose a later day."):
        adopt_strategy(draft, on=make.FIRST, by=cast.officer)
    adopt_strategy(draft, on=make.FIRST + A_DAY, by=cast.officer)


def test_a_strategy_cannot_follow_a_draft(cast):
    former = make_strategy(cast.board, "Towards 2016", state="draft")
    draft = make_strategy(cast.board, "Towards 2026", state="draft", follows=former)

    with refused("Towards 2016, which it follows, is not published: adopt that first, or follow another."):
        adopt_strategy(draft, on=DAY, by=cast.officer)


# Priorities ---------------------------------------------------------------------------------------------------


def test_a_priority_is_a_draft_with_its_name_until_it_is_published(cast, strategy):
    priority = add(strategy, cast.officer, why_qualifies="Nobody can do it alone.", label="1")
    assert names(priority) == [("Safer streets", "2010-04-01", None, "")]
    assert not Priority.objects.visible_to(cast.visitor).exists()

    publish_priority(priority, by=cast.officer)

    seen = Priority.objects.visible_to(cast.visitor).get()
    assert (seen.name, seen.label, seen.position, seen.why_qualifies) == (
        "Safer streets",
        "1",
        1,
        "Nobody can do it alone.",
    )


def test_a_priority_without_a_position_stands_last_among_its_own(cast, strategy):
    theme = add(strategy, cast.officer, slug="people", level="theme", position=7)
    beside = add(strategy, cast.officer, slug="places", level="theme")
    below = add(strategy, cast.officer, slug="old", parent=theme)

    assert (beside.position, below.position) == (8, 1)


@pytest.mark.parametrize(
    ("above", "level", "refusal"),
    [
        ("theme", "outcome", ""),
        ("outcome", "objective", ""),
        (
            "priority",
            "theme",
            "Parent: This theme cannot stand under that priority: choose a higher level.",
        ),
        (
            "priority",
            "priority",
            "Parent: This priority cannot stand under that priority: choose a higher level.",
        ),
    ],
)
def test_a_level_never_stands_under_a_lower_one(cast, strategy, above, level, refusal):
    parent = make_priority(strategy, "Above", level=above)

    if not refusal:
        assert add(strategy, cast.officer, level=level, parent=parent).parent == parent
        return
    with refused(refusal):
        add(strategy, cast.officer, level=level, parent=parent)


def test_a_priority_needs_a_name_an_address_of_its_own_and_something_to_stand_under_on_the_day(
    cast, strategy, clean_air
):
    theme = make_priority(strategy, "Later", level="theme", on=DAY + A_DAY)

    with refused("Give the priority a name."):
        add(strategy, cast.officer, name="  ")
    with refused("The address “clean-air” belongs to another priority: choose another address."):
        add(strategy, cast.officer, slug="clean-air")
    with refused("Later does not exist on that day: choose another to stand under, or another day."):
        add(strategy, cast.officer, parent=theme)
    with pytest.raises(TypeError):
        add(strategy, cast.officer, state="published")


def test_what_stands_under_a_draft_is_published_after_it_and_withdrawn_before_it(cast, strategy):
    theme = add(strategy, cast.officer, slug="people", name="People", level="theme")
    below = add(strategy, cast.officer, parent=theme)

    with refused("Safer streets stands under People, which the public does not read: publish that first."):
        publish_priority(below, by=cast.officer)
    publish_priority(theme, by=cast.officer)
    publish_priority(below, by=cast.officer)
    with refused("People is published already."):
        publish_priority(theme, by=cast.officer)
    with refused("Safer streets stands under People: withdraw that first."):
        withdraw_priority(theme, by=cast.officer)
    withdraw_priority(below, by=cast.officer)
    withdraw_priority(theme, by=cast.officer)
    assert not Priority.objects.visible_to(cast.visitor).exists()


def test_only_editors_of_the_strategys_body_prioritise(cast, strategy, clean_air):
    sentence = "You are not appointed to edit Leadership Board; ask its partnership officer."
    for deed in (
        lambda: add(strategy, cast.secretary),
        lambda: adopt_strategy(strategy, on=DAY, by=cast.secretary),
        lambda: publish_priority(clean_air, by=cast.secretary),
        lambda: withdraw_priority(clean_air, by=cast.secretary),
        lambda: rename_priority(clean_air, name="Air", on=DAY, by=cast.secretary, reason="Shorter."),
        lambda: appoint_lead(clean_air, cast.jobs, on=DAY, by=cast.secretary),
        lambda: appoint_officer(clean_air, cast.member_person, on=DAY, by=cast.secretary),
        lambda: add_partner(clean_air, on=DAY, by=cast.secretary, body=cast.jobs),
        lambda: end_priority(clean_air, on=DAY, by=cast.secretary, reason="Done."),
    ):
        with refused(sentence):
            deed()


# Names --------------------------------------------------------------------------------------------------------


def test_a_rename_keeps_the_address_and_the_former_name_with_its_reason(cast, clean_air):
    done = rename_priority(clean_air, name="Clean air for all", on=DAY, by=cast.officer, reason="Advice of the day.")

    assert (done.slug, done.name) == ("clean-air", "Clean air for all")
    assert names(done) == [
        ("Clean air", "2008-04-01", "2010-04-01", ""),
        ("Clean air for all", "2010-04-01", None, "Advice of the day."),
    ]
    assert [PriorityName.objects.in_force(DAY + days * A_DAY).get().name for days in (-1, 0, 1)] == [
        "Clean air",
        "Clean air for all",
        "Clean air for all",
    ]


def test_a_rename_to_come_leaves_the_name_of_today(cast, clean_air):
    tomorrow = make.today() + A_DAY

    assert rename_priority(clean_air, name="Air", on=tomorrow, by=cast.officer, reason="Shorter.").name == "Clean air"


def test_a_rename_needs_another_name_a_reason_and_a_later_day(cast, clean_air):
    rename_priority(clean_air, name="Air", on=DAY, by=cast.officer, reason="Shorter.")

    def rename(name="Fresh air", on=DAY + A_DAY, reason="Friendlier."):
        rename_priority(clean_air, name=name, on=on, by=cast.officer, reason=reason)

    with refused("It is called “Air” already: give it another name, or leave it."):
        rename(name=" Air ")
    with refused("Say why it gets another name: the public reads it beside the names."):
        rename(reason=" ")
    for day in (DAY - A_DAY, DAY):
        with refused("It is called “Air” from 1 April 2010: choose a day after that."):
            rename(on=day)
    with refused("Air begins on 1 April 2008: choose that day or a later one."):
        rename(on=make.FIRST - A_DAY)
    rename()


# Leads, officers and partners ---------------------------------------------------------------------------------


def test_a_new_lead_ends_the_former_on_its_first_day(cast, clean_air):
    appoint_lead(clean_air, cast.jobs, on=DAY, by=cast.officer, reason="Jobs matter more.")

    assert leads(clean_air) == [("Health", "2008-04-01", "2010-04-01"), ("Jobs and Skills", "2010-04-01", None)]
    assert [PriorityLead.objects.in_force(DAY + days * A_DAY).get().body for days in (-1, 0, 1)] == [
        cast.health,
        cast.jobs,
        cast.jobs,
    ]
    assert list(Priority.objects.led_by(cast.jobs, DAY)) == [clean_air]


def test_a_priority_has_one_lead_on_a_day(cast, clean_air):
    with refused("The priority has another lead body on those days: a priority has one lead at a time."):
        make.written_apart(PriorityLead(priority=clean_air, body=cast.jobs, starts=DAY))
    appoint_lead(clean_air, cast.jobs, on=DAY, by=cast.officer)
    for day in (DAY - A_DAY, DAY):
        with refused("Jobs and Skills leads Clean air from 1 April 2010: choose a day after that."):
            appoint_lead(clean_air, cast.culture, on=day, by=cast.officer)
    appoint_lead(clean_air, cast.culture, on=DAY + A_DAY, by=cast.officer)


def test_a_lead_exists_on_the_day_and_is_not_the_lead_already(cast, clean_air):
    with refused("Health leads Clean air already."):
        appoint_lead(clean_air, cast.health, on=DAY, by=cast.officer)
    with refused("Safer and Stronger does not exist on that day: choose a body that does, or another day."):
        appoint_lead(clean_air, cast.safer_and_stronger, on=datetime.date(2020, 3, 31), by=cast.officer)
    with refused("Safer Streets does not exist on that day: choose a body that does, or another day."):
        appoint_lead(clean_air, cast.safer_streets, on=datetime.date(2020, 4, 1), by=cast.officer)
    appoint_lead(clean_air, cast.safer_and_stronger, on=datetime.date(2020, 4, 1), by=cast.officer)


def test_a_lead_belongs_to_the_partnership_whose_priority_it_is(cast, clean_air):
    other = make.make_partnership("other", "Other Partnership")
    theme = make.make_body("their-theme", "Their Theme", parent=other)

    for body in (other, theme):
        with refused(f"{body} belongs to another partnership: choose one of this partnership."):
            appoint_lead(clean_air, body, on=DAY, by=cast.administrator)
    assert appoint_lead(clean_air, cast.partnership, on=DAY, by=cast.administrator).body == cast.partnership


def test_a_new_lead_officer_ends_the_former(cast, clean_air):
    appoint_officer(clean_air, cast.member_person, on=DAY, by=cast.officer)
    with refused("Tom Ferris is lead officer of Clean air already."):
        appoint_officer(clean_air, cast.member_person, on=DAY + A_DAY, by=cast.officer)
    with refused("Tom Ferris is lead officer of Clean air from 1 April 2010: choose a day after that."):
        appoint_officer(clean_air, cast.chair_person, on=DAY, by=cast.officer)

    appoint_officer(clean_air, cast.chair_person, on=DAY + A_DAY, by=cast.officer)

    assert [(row.person, row.ends) for row in clean_air.officers.all()] == [
        (cast.member_person, DAY + A_DAY),
        (cast.chair_person, None),
    ]


def test_partners_are_bodies_or_organisations_each_once_and_not_the_lead(cast, clean_air):
    row = add_partner(clean_air, on=DAY, by=cast.officer, organisation=cast.trust, part="Nurses", in_own_plan="Aim 3")
    add_partner(clean_air, on=DAY, by=cast.officer, body=cast.jobs)

    for both in ({}, {"body": cast.jobs, "organisation": cast.trust}):
        with refused("A partner is either a body or an organisation: choose one."):
            add_partner(clean_air, on=DAY, by=cast.officer, **both)
    with refused("Marsh Health Trust is a partner of Clean air already."):
        add_partner(clean_air, on=DAY + A_DAY, by=cast.officer, organisation=cast.trust)
    with refused("Health leads Clean air, so it takes part in it anyway: choose another partner."):
        add_partner(clean_air, on=DAY, by=cast.officer, body=cast.health)
    with refused("Safer and Stronger does not exist on that day: choose a body that does, or another day."):
        add_partner(clean_air, on=DAY, by=cast.officer, body=cast.safer_and_stronger)
    with refused("Marsh Health Trust is a partner since 1 April 2010: choose a later day."):
        end_partner(row, on=DAY, by=cast.officer)
    end_partner(row, on=DAY + A_DAY, by=cast.officer)
    with refused("Marsh Health Trust is a partner from 1 April 2010 to 1 April 2010 already."):
        end_partner(row, on=DAY + A_DAY, by=cast.officer)
    add_partner(clean_air, on=DAY + A_DAY, by=cast.officer, organisation=cast.trust)


# The end ------------------------------------------------------------------------------------------------------


def test_a_priority_ends_with_all_who_carry_it(cast, clean_air):
    appoint_officer(clean_air, cast.member_person, on=DAY, by=cast.officer)
    add_partner(clean_air, on=DAY + A_DAY, by=cast.officer, organisation=cast.trust)

    end_priority(clean_air, on=DAY, by=cast.officer, reason="The air is clean.")

    assert names(clean_air) == [("Clean air", "2008-04-01", "2010-04-01", "")]
    assert leads(clean_air) == [("Health", "2008-04-01", "2010-04-01")]
    assert not clean_air.officers.exists()
    assert not clean_air.partners.exists()
    sentence = "Clean air ended on 31 March 2010: it changes no more."
    for deed in (
        lambda: appoint_lead(clean_air, cast.jobs, on=DAY, by=cast.officer),
        lambda: rename_priority(clean_air, name="Air", on=DAY, by=cast.officer, reason="Shorter."),
        lambda: end_priority(clean_air, on=DAY, by=cast.officer, reason="Again."),
    ):
        with refused(sentence):
            deed()


def test_a_priority_ends_after_what_stands_under_it_and_after_its_last_name(cast, strategy, clean_air):
    theme = make_priority(strategy, "People", level="theme")
    below = add(strategy, cast.officer, parent=theme)
    with refused("Safer streets still stands under People: end that first."):
        end_priority(theme, on=DAY + A_DAY, by=cast.officer, reason="Over.")
    with refused("Say why the priority ends."):
        end_priority(below, on=DAY + A_DAY, by=cast.officer, reason="")
    with refused("It is called “Safer streets” from 1 April 2010: choose a day after that."):
        end_priority(below, on=DAY, by=cast.officer, reason="Over.")
    end_priority(below, on=DAY + A_DAY, by=cast.officer, reason="Over.")
    with refused("Safer streets still stands under People: end that first."):
        end_priority(theme, on=DAY, by=cast.officer, reason="Over.")
    end_priority(theme, on=DAY + A_DAY, by=cast.officer, reason="Over.")


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_appoint_a_lead_at_once_one_is_refused(cast, clean_air):
    if connection.vendor == "sqlite":
        pytest.skip("The tests’ database in memory has no two writers; a file’s transactions stand in line.")
    start, answers = threading.Barrier(2), []

    def appoint(body):
        start.wait()
        try:
            answers.append(appoint_lead(clean_air, body, on=DAY, by=cast.officer).body.name)
        except Refused as refusal:
            answers.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=appoint, args=[body]) for body in (cast.jobs, cast.culture)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winner = clean_air.leads.get(ends__isnull=True).body
    refusal = f"{winner} leads Clean air from 1 April 2010: choose a day after that."
    assert set(answers) == {winner.name, refusal}
    assert clean_air.leads.count() == 2
