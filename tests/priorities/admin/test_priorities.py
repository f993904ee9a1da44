"""Strategies, priorities, areas and approaches on the officers' site: forms for words, deeds for all that is dated."""

import datetime

import pytest

from priorities.models import Approach, Area, Priority, Strategy, StrategyChapter
from tests import make
from tests.governance.admin.filling import errors_of
from tests.governance.admin.test_body_deeds import do
from tests.governance.views.reading import words
from tests.make_priorities import (
    make_approach,
    make_area,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_version,
    publish,
)

DAY = datetime.date(2010, 4, 1)


@pytest.fixture
def strategy(world):
    return make_strategy(world.cast.board, "Towards 2026")


@pytest.fixture
def clean_air(world, strategy):
    return make_priority(strategy, "Clean air", slug="clean-air", lead=world.cast.health)


def change(record):
    return f"/admin/priorities/{record._meta.model_name}/{record.pk}/change/"


def deed(record, slug):
    return f"/admin/priorities/{record._meta.model_name}/{record.pk}/deed/{slug}/"


def test_a_strategy_is_drafted_with_chapters_and_adopted(world, officer):
    cast = world.cast
    former = make_strategy(cast.board, "Towards 2016")
    area = make_area(cast.partnership, "North")
    do(
        officer,
        "/admin/priorities/strategy/add/",
        title="Towards 2026",
        kind="community",
        body=cast.board.pk,
        slug="towards-2026",
        horizon="2026",
        follows=former.pk,
    )
    draft = Strategy.objects.get(slug="towards-2026")
    data = {"chapters-0-title": "The north", "chapters-0-area": area.pk, "chapters-0-text": "<p>Buses.</p>"}
    assert (
        do(officer, change(draft), **data, **{"chapters-TOTAL_FORMS": "1", "chapters-0-position": "1"}).status_code
        == 302
    )
    assert StrategyChapter.objects.get().text == "<p>Buses.</p>"

    response = do(
        officer, deed(draft, "adopt"), on="1 April 2010", approved_by=cast.board.pk, approved_at="Board, 29 March 2010"
    )

    assert response["Location"] == change(draft)
    draft.refresh_from_db()
    former.refresh_from_db()
    assert (draft.state, draft.starts, draft.approved_by, former.ends) == ("published", DAY, cast.board, DAY)
    page = officer.get(change(draft)).content.decode()
    assert "Board, 29 March 2010" in page
    assert "_save" not in page
    assert "/deed/adopt/" not in page


def test_a_draft_begins_with_the_chapters_of_what_it_follows_and_says_what_ends_with_it(world, officer):
    cast = world.cast
    former = make_strategy(cast.board, "Towards 2016", state="draft")
    former.chapters.create(area=make_area(cast.partnership, "North"), title="The north", position=1)
    publish(former)
    kept, dropped = (make_priority(former, name) for name in ("Clean air", "Warm homes"))
    facts = {"title": "Towards 2026", "kind": "community", "body": cast.board.pk, "slug": "towards-2026"}
    advice = {"impact_advice": "Tell the villages.", "impact_advice_by": "The forum"}
    do(officer, "/admin/priorities/strategy/add/", **facts, **advice, follows=former.pk)
    draft = Strategy.objects.get(slug="towards-2026")

    assert [row.title for row in draft.chapters.all()] == ["The north"]
    assert (draft.impact_advice, draft.impact_advice_by) == ("Tell the villages.", "The forum")
    do(officer, deed(draft, "adopt"), on="1 April 2010", ending=[dropped.pk])
    assert [str(row) for row in Priority.objects.in_force(DAY)] == ["Clean air"]
    assert (dropped.names.get().ends, kept.names.get().ends) == (DAY, None)
    assert "Tell the villages." in officer.get(change(draft)).content.decode()

    response = do(officer, deed(draft, "end"), on="31 March 2015", reason="The partnership closes.")
    assert response["Location"] == change(draft)
    draft.refresh_from_db()
    assert str(draft.ends) == "2015-04-01"
    assert "/deed/end/" not in officer.get(change(draft)).content.decode()


def test_the_first_page_names_the_plans_whose_review_is_overdue(world, officer):
    for body, title in ((world.cast.health, "Old plan"), (world.theme, "Their plan")):
        version = make_version(make_plan(body, title, review_due=DAY))
        make_plan_action(version)
        publish(version)
    make_plan(world.cast.health, "Never published", review_due=DAY)

    page = words(officer.get("/admin/"))

    assert "Plans to be reviewed Old plan review overdue since 1 April 2010" in page
    assert "Their plan" not in page
    assert "Never published" not in page


def test_a_priority_is_added_and_published_through_its_pages(world, officer, strategy):
    response = do(
        officer, "/admin/priorities/priority/add/", strategy=strategy.pk, name="Clean air", on="01/04/2010", label="P1"
    )

    priority = Priority.objects.get()
    assert response["Location"] == change(priority)
    assert (priority.slug, priority.level, priority.state, str(priority.names.get().starts)) == (
        "clean-air",
        "priority",
        "draft",
        "2010-04-01",
    )
    do(officer, deed(priority, "publish"))
    assert Priority.objects.visible_to(world.cast.visitor).get() == priority


def test_words_issues_and_places_of_a_priority_are_written_by_form(world, officer, clean_air):
    area = make_area(world.cast.partnership, "North")
    data = {
        "summary": "Air for all.",
        "in_pipeline": "on",
        "may_enter_as_said": "spring 2011",
        "issues-TOTAL_FORMS": "1",
        "issues-0-position": "1",
        "issues-0-text": "Lorries",
        "targeted-TOTAL_FORMS": "1",
        "targeted-0-area": area.pk,
        "targeted-0-purpose": "for schools",
    }

    assert do(officer, change(clean_air), **data).status_code == 302

    clean_air.refresh_from_db()
    assert (clean_air.summary, clean_air.in_pipeline) == ("Air for all.", True)
    assert [issue.text for issue in clean_air.issues.all()] == ["Lorries"]
    assert [(row.area, row.purpose) for row in clean_air.targeted.all()] == [(area, "for schools")]


def test_lead_officer_and_partners_are_deeds(world, officer, clean_air):
    cast = world.cast
    do(officer, deed(clean_air, "lead"), body=cast.jobs.pk, on="1 April 2010", reason="Jobs matter.")
    do(officer, deed(clean_air, "officer"), person=cast.member_person.pk, on="1 April 2010")
    do(officer, deed(clean_air, "partner"), organisation=cast.trust.pk, on="1 April 2010", part="Nurses")
    row = clean_air.partners.get()
    do(officer, deed(clean_air, "end-partner"), partner=row.pk, on="30 April 2010")

    assert [(lead.body, lead.ends) for lead in clean_air.leads.all()] == [(cast.health, DAY), (cast.jobs, None)]
    assert clean_air.leads.last().history.first().history_change_reason == "Jobs matter."
    assert clean_air.officers.get().person == cast.member_person
    row.refresh_from_db()
    assert (row.organisation, row.part, row.ends) == (cast.trust, "Nurses", datetime.date(2010, 5, 1))
    page = officer.get(change(clean_air)).content.decode()
    assert "<li>Health; from 1 April 2008 to 31 March 2010</li><li>Jobs and Skills; since 1 April 2010</li>" in page
    assert "<li>Marsh Health Trust; Nurses; from 1 April 2010 to 30 April 2010</li>" in page


def test_a_rename_an_end_and_a_refusal_keep_what_was_typed(world, officer, clean_air):
    do(officer, deed(clean_air, "rename"), name="Fresh air", on="1 April 2010", reason="Friendlier.")
    again = do(officer, deed(clean_air, "rename"), name="Air", on="31 March 2010", reason="Shorter.")
    assert "It is called “Fresh air” from 1 April 2010: choose a day after that." in errors_of(again)
    assert 'value="Air"' in again.content.decode()

    do(officer, deed(clean_air, "end"), on="30 April 2010", reason="Done.")

    assert [(row.name, row.ends) for row in clean_air.names.all()] == [
        ("Clean air", DAY),
        ("Fresh air", datetime.date(2010, 5, 1)),
    ]
    assert "/deed/rename/" not in officer.get(change(clean_air)).content.decode()


def test_a_priority_becomes_an_approach_and_an_approach_ends(world, officer, clean_air):
    response = do(officer, deed(clean_air, "approach"), on="1 April 2010", reason="It runs through all.")
    approach = Approach.objects.get()
    assert response["Location"] == change(approach)
    assert (approach.slug, approach.was_priority) == ("clean-air", clean_air)

    do(officer, deed(approach, "end"), on="30 April 2010", reason="Done.")

    approach.refresh_from_db()
    assert approach.ends == datetime.date(2010, 5, 1)


def test_an_approach_is_adopted_and_its_notes_are_written_by_form(world, officer):
    do(officer, "/admin/priorities/approach/add/", name="Families", on="1 April 2010")
    approach = Approach.objects.get()
    assert approach.partnership == world.cast.partnership

    do(officer, change(approach), scope_note="All families, young and old.")

    approach.refresh_from_db()
    assert approach.scope_note == "All families, young and old."


def test_an_area_is_added_by_form_and_defined_by_deed(world, officer):
    partnership = world.cast.partnership.pk
    do(officer, "/admin/priorities/area/add/", name="North", slug="north", kind="town", partnership=partnership)
    area = Area.objects.get()
    do(officer, deed(area, "define"), text="Two wards.", on="1 April 2009", source="Task group")
    do(officer, deed(area, "define"), text="Three wards.", on="1 April 2010")

    assert [(row.text, row.ends) for row in area.definitions.all()] == [("Two wards.", DAY), ("Three wards.", None)]


def test_a_secretary_neither_sees_nor_adds_to_what_is_the_boards(world, secretary, strategy, clean_air):
    area, approach = make_area(world.cast.partnership), make_approach(world.cast.partnership)
    for record in (strategy, clean_air, area, approach):
        model = record._meta.model_name
        assert str(record) not in secretary.get(f"/admin/priorities/{model}/").content.decode()
        assert secretary.get(change(record)).status_code in {302, 404}
    page = do(secretary, "/admin/priorities/priority/add/", strategy=strategy.pk, name="Theirs", on="01/04/2010")
    assert "Select a valid choice" in errors_of(page)
    page = do(
        secretary, "/admin/priorities/approach/add/", partnership=world.cast.partnership.pk, name="A", on="01/04/2010"
    )
    assert "Select a valid choice" in errors_of(page)
    data = {"name": "South", "slug": "south", "kind": "town", "partnership": world.cast.partnership.pk}
    assert "Select a valid choice" in errors_of(do(secretary, "/admin/priorities/area/add/", **data))


def test_a_published_strategy_is_not_changed_by_a_forged_form(world, officer, strategy):
    officer.post(change(strategy), {"title": "Another", "kind": "community", "body": strategy.body_id})

    strategy.refresh_from_db()
    assert strategy.title == "Towards 2026"


def test_a_published_strategy_is_shown_as_the_public_reads_it(world, officer):
    strategy = make_strategy(world.cast.board, state="draft", summary="<p>Be <strong>well</strong>.</p>")
    area = make_area(world.cast.partnership)
    make.written_apart(
        StrategyChapter(strategy=strategy, area=area, title="The north", text="<p>More <em>buses</em>.</p>")
    )
    publish(strategy)

    page = officer.get(change(strategy)).content.decode()

    assert "<p>Be <strong>well</strong>.</p>" in page
    assert "<p>More <em>buses</em>.</p>" in page


def test_a_strategy_is_offered_only_published_ones_to_follow(world, officer):
    cast = world.cast
    former, draft = make_strategy(cast.board, "Towards 2016"), make_strategy(cast.board, "Unready", state="draft")
    data = {"title": "New", "slug": "new", "kind": "community", "body": cast.board.pk}

    page = do(officer, "/admin/priorities/strategy/add/", **data, follows=draft.pk)
    assert "Select a valid choice" in errors_of(page)
    assert do(officer, "/admin/priorities/strategy/add/", **data, follows=former.pk).status_code == 302
