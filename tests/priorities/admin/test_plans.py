"""Plans on the officers' site: from an empty plan to a published one, row by row; who may; and stale edits."""

import datetime

import pytest
from django.urls import reverse

from priorities.admin.plan_draft_forms import ref_after
from priorities.models import DeliveryPlan, Milestone, PlanAction, PlanResponsibility, PlanVersion
from priorities.plans.plan_drafting import add_action
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.world import build
from tests.make_priorities import make_approach, make_handover, make_plan, make_plan_action, make_version, publish

DAY = datetime.date(2010, 4, 1)


@pytest.fixture
def world(db):
    """Two partnerships and everybody."""
    return build()


@pytest.fixture
def secretary(world):
    """The browser of the secretary of Health."""
    return world.client("secretary")


@pytest.fixture
def draft(world):
    """The empty draft of a plan of Health, with one section."""
    return make_version(make_plan(world.cast.health, "Health plan", slug="health-plan"))


def address(record, page="change", *args) -> str:
    return reverse(f"admin:priorities_{record._meta.model_name}_{page}", args=[record.pk, *args])


def do(client, record, slug, **typed):
    """Open a deed's page, fill it in and send it."""
    page = client.get(address(record, "deed", slug))
    assert page.status_code == 200, page
    return client.post(address(record, "deed", slug), filled(page, **typed), follow=True)


def change(client, record, **typed):
    """Open a record's form, fill it in and send it."""
    page = client.get(address(record))
    assert page.status_code == 200, page
    return client.post(address(record), filled(page, **typed), follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def sentence(response) -> str:
    """The refusal above a deed's form."""
    return str(response.context["form"].non_field_errors().as_text())


def test_a_plan_is_made_row_by_row_and_published(world, secretary):
    page = secretary.get(reverse("admin:priorities_deliveryplan_add"))
    owner = world.cast.health.pk
    typed = filled(page, title="Improvement plan", kind="improvement", owner=owner, on="01/04/2010")
    response = secretary.post(reverse("admin:priorities_deliveryplan_add"), typed, follow=True)
    assert told(response) == ["Improvement plan was established: write its draft next."]
    plan = DeliveryPlan.objects.get(slug="improvement-plan")
    version = plan.versions.get()
    assert "Version 1: write the draft" in response.content.decode()

    do(secretary, version, "add-section", letter="A", heading="Working together", key_characteristics="One\nTwo")
    section = version.sections.get()
    response = do(
        secretary,
        version,
        "add-row",
        section=section.pk,
        ref="A1",
        area_for_improvement="Managing performance",
        actions="• Introduce a framework\n\n- Teach it\r\nUse local targets",
        when="November 2009",
    )
    assert told(response) == ["A1 was added with 3 actions."]
    page = secretary.get(address(version, "deed", "add-row"))
    assert (filled(page)["ref"], filled(page)["section"]) == (["A2"], [str(section.pk)])
    do(secretary, version, "add-row", actions="Look again", when="Ongoing")
    do(secretary, version, "add-row", actions="Nothing said", when="")
    rows = list(PlanAction.objects.in_order().values_list("ref", "bullet", "what", "due", "due_as_said"))
    november = datetime.date(2009, 11, 30)
    assert rows == [
        ("A1", 1, "Introduce a framework", november, "November 2009"),
        ("A1", 2, "Teach it", november, "November 2009"),
        ("A1", 3, "Use local targets", november, "November 2009"),
        ("A2", 1, "Look again", None, "Ongoing"),
        ("A3", 1, "Nothing said", None, ""),
    ]

    response = do(secretary, plan, "publish", on="01/04/2010", adopted_at="Health, 1 April 2010")
    assert told(response) == ["Improvement plan, version 1 was published."]
    assert PlanVersion.objects.get().is_published


def test_an_action_is_written_with_its_partners_and_milestones(world, secretary, draft):
    action = make_plan_action(draft)
    cast = world.cast
    response = change(
        secretary,
        action,
        what="Do it well.",
        measure="Fewer",
        lead_body=cast.health.pk,
        partner_bodies=[cast.jobs.pk],
        partners=[cast.trust.pk],
        due="30/11/2010",
        **{"milestones-0-text": "Half way", "milestones-0-due": "01/06/2010"},
        why="It was unclear.",
    )
    assert response.redirect_chain[-1][0] == address(draft)
    action.refresh_from_db()
    assert (action.what, action.due, action.lead_body) == ("Do it well.", datetime.date(2010, 11, 30), cast.health)
    assert [list(action.partner_bodies.all()), list(action.partners.all())] == [[cast.jobs], [cast.trust]]
    assert action.history.filter(history_change_reason="It was unclear.").exists()
    step = action.milestones.get()
    assert (step.text, step.due) == ("Half way", datetime.date(2010, 6, 1))

    change(secretary, action, **{"milestones-0-text": "Nearly there"})
    assert action.milestones.get().text == "Nearly there"
    change(secretary, action, **{"milestones-0-DELETE": "on"})
    assert not Milestone.objects.exists()


def test_a_day_beside_words_for_another_is_refused_at_its_field_and_follows_words_that_change(secretary, draft):
    action = make_plan_action(draft, due=datetime.date(2010, 11, 30), due_as_said="November 2010")
    refused = change(secretary, action, due="15/12/2010")
    assert "“November 2010” is 30/11/2010, and not 15/12/2010: correct the day, or the words for it." in errors_of(
        refused
    )
    assert 'value="15/12/2010"' in refused.content.decode()
    action.refresh_from_db()
    assert action.due == datetime.date(2010, 11, 30)

    change(secretary, action, due_as_said="December 2010")
    action.refresh_from_db()
    assert (action.due, action.due_as_said) == (datetime.date(2010, 12, 31), "December 2010")


def test_a_second_monitor_is_not_offered(world, secretary, draft):
    address = f"/admin/priorities/deliveryplan/{draft.plan.pk}/deed/take-over/"
    assert 'value="monitor"' in secretary.get(address).content.decode()
    make_handover(draft.plan, world.cast.board)
    assert 'value="monitor"' not in secretary.get(address).content.decode()


def test_a_budget_may_be_typed_as_the_plan_prints_it(secretary, draft):
    action = make_plan_action(draft)
    change(secretary, action, budget="£150,000")
    action.refresh_from_db()
    assert action.budget == 150_000
    count = action.history.count()

    change(secretary, action, budget="£150,000.00", why="The same again.")
    assert action.history.count() == count, "The same sum is no change."
    refused = change(secretary, action, budget="150%")
    assert "“150%” is no sum of money: write it like 1250 or £1,250.50." in errors_of(refused)


def test_sections_versions_and_plans_are_changed_through_their_deeds(world, secretary, draft):
    section = draft.sections.get()
    change(secretary, section, heading="Together", key_characteristics="One")
    section.refresh_from_db()
    assert str(section) == "A Together"
    change(secretary, draft, covers_from="01/04/2010", covers_until="31/03/2013", introduction="<p>Why</p>")
    draft.refresh_from_db()
    assert (draft.covers_until, draft.introduction) == (datetime.date(2013, 3, 31), "<p>Why</p>")
    response = change(secretary, draft, covers_until="01/01/2001")
    assert "* The plan ends before it begins: give a later last day." in errors_of(response)
    change(secretary, draft.plan, title="Better plan", why="Clearer.")
    plan = DeliveryPlan.objects.get()
    assert plan.title == "Better plan"
    assert plan.history.latest().history_change_reason == "Clearer."


def test_bad_rows_are_refused_with_one_sentence_and_nothing_is_written(world, secretary, draft):
    section = draft.sections.get()
    row = {"section": section.pk, "ref": "A1", "actions": "Do it"}
    for typed, words in (
        ({"when": "31/11/2009"}, "“31/11/2009” is no day"),
        ({"actions": "• \n - "}, "Say what is to be done, one action on each line."),
    ):
        assert words in sentence(do(secretary, draft, "add-row", **{**row, **typed}))
    do(secretary, draft, "add-row", **row, area_for_improvement="One")
    response = do(secretary, draft, "add-row", **{**row, "actions": "X\nY"}, area_for_improvement="Two")
    assert "A1 stands for “One”: give this action another reference." in sentence(response)
    assert PlanAction.objects.count() == 1
    response = do(secretary, draft, "add-section", letter="A", heading="Again")
    assert "The plan has a section A already: choose another letter." in sentence(response)
    empty = make_version(make_plan(world.cast.health))
    response = do(secretary, empty, "publish", on="01/04/2010")
    assert "The draft has no action: add what is to be done before it is published." in sentence(response)


def test_rows_and_sections_are_taken_out_of_a_draft(world, secretary, draft):
    action = make_plan_action(draft)
    assert (
        "“Take the section out” is not possible"
        in told(secretary.get(address(draft.sections.get(), "deed", "remove"), follow=True))[0]
    )
    assert told(do(secretary, action, "remove")) == ["A1 was taken out."]
    assert told(do(secretary, draft.sections.get(), "remove")) == ["Section “A Section A” was taken out."]
    assert not draft.sections.exists()


def test_what_is_published_is_read_and_never_written(world, secretary, draft):
    action = make_plan_action(draft)
    publish(draft)
    for record in (draft, draft.sections.get(), action):
        page = secretary.get(address(record))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert secretary.post(address(record), {"what": "New"}).status_code in (403, 409)
    assert secretary.get(address(action, "deed", "remove"), follow=True).redirect_chain
    response = do(secretary, draft.plan, "version")
    assert told(response) == ["Version 2 is open: write it below."]
    response = do(secretary, draft.plan, "abandon")
    assert told(response) == ["Health plan, version 2 was abandoned."]


def test_another_body_takes_the_plan_over(world, draft):
    officer = world.client("officer")
    board = world.cast.board
    response = do(officer, draft.plan, "take-over", role="monitor", body=board.pk, on="01/05/2010")
    assert told(response) == ["Leadership Board monitors Health plan from then on."]
    assert PlanResponsibility.objects.get(role="monitor").body == board
    response = do(officer, draft.plan, "take-over", role="owner", body=board.pk, on="01/05/2031")
    assert "A plan is taken over on a day that has come" in sentence(response)


def test_the_draft_says_how_it_applies_an_approach(world, secretary, draft):
    approach = make_approach(world.cast.partnership, "Closing gaps")
    do(secretary, draft, "approach", approach=approach.pk, how="By asking.")
    assert draft.approaches.get().how == "By asking."
    assert "Closing gaps" in secretary.get(address(draft)).content.decode()
    do(secretary, draft, "approach", approach=approach.pk, how="")
    assert not draft.approaches.exists()


def test_publishing_what_somebody_else_changed_meanwhile_shows_the_change_first(world, secretary, draft):
    make_plan_action(draft)
    page = secretary.get(address(draft, "deed", "publish"))
    add_action(draft.sections.get(), ref="A9", what="Slipped in.", by=make.an_administrator())

    response = secretary.post(address(draft, "deed", "publish"), filled(page, on="01/04/2010"))

    assert "Somebody else saved this while you had it open" in sentence(response)
    assert PlanVersion.objects.get(pk=draft.pk).is_draft


def test_a_stale_edit_of_an_action_is_compared(world, secretary, draft):
    action = make_plan_action(draft, "First words.")
    page = secretary.get(address(action))
    typed = filled(page, what="My words.")
    change(world.client("officer"), action, what="Their words.")

    response = secretary.post(address(action), typed)

    assert response.status_code == 200
    assert "Their words." in response.content.decode()
    assert PlanAction.objects.get().what == "Their words."


def test_a_stale_edit_of_a_section_is_compared_and_can_be_saved_again(world, secretary, draft):
    section = draft.sections.get()
    page = secretary.get(address(section))
    typed = filled(page, heading="Mine")
    change(world.client("officer"), section, key_characteristics="Theirs")

    response = secretary.post(address(section), typed)
    assert "Theirs" in response.content.decode()
    section.refresh_from_db()
    assert section.heading == "Section A"
    secretary.post(address(section), filled(response))

    section.refresh_from_db()
    assert (section.heading, section.key_characteristics, section.version) == ("Mine", "Theirs", draft)


@pytest.mark.parametrize("who", ["outsider", "lapsed", "member", "visitor"])
def test_others_find_nothing(world, draft, who):
    action = make_plan_action(draft)
    client = world.client(who)
    for record in (draft.plan, draft, draft.sections.get(), action):
        for target in (address(record), address(record, "deed", "publish")):
            response = client.get(target, follow=True)
            assert "Health plan" not in response.content.decode()
    response = client.post(address(draft, "deed", "publish"), {"on": "01/04/2010"}, follow=True)
    assert PlanVersion.objects.get().is_draft


def test_versions_sections_and_actions_are_not_in_the_index(world, secretary, draft):
    html = secretary.get(reverse("admin:index")).content.decode()

    assert "Delivery plans" in html
    assert "Plan versions" not in html
    assert "Plan actions" not in html


def test_a_section_field_offers_the_sections_of_its_own_draft_alone(world, secretary, draft):
    action = make_plan_action(draft)
    other = make_version(make_plan(world.cast.health)).sections.get()
    response = change(secretary, action, section=other.pk)

    assert "Select a valid choice" in errors_of(response)


@pytest.mark.parametrize(("ref", "following"), [("A1", "A2"), ("C9", "C10"), ("B", ""), ("", ""), ("1.9", "1.10")])
def test_the_next_ref_is_suggested(ref, following):
    assert ref_after(ref) == following
