"""The deeds of plans: establish, draft, publish, abandon, take over; and what they refuse, writing nothing."""

import datetime
import uuid

import pytest
from django.db import transaction

from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State
from governance.models import Body
from priorities.models import (
    DeliveryPlan,
    IssueAnswer,
    Milestone,
    PlanAction,
    PlanResponsibility,
    PlanSection,
    PlanVersion,
    Status,
)
from priorities.plans.plan_drafting import (
    add_action,
    add_milestone,
    add_section,
    amend_action,
    amend_milestone,
    amend_section,
    amend_version,
    apply_approach,
    drop_approach,
    remove_action,
    remove_milestone,
    remove_section,
)
from priorities.plans.planning import (
    abandon_version,
    amend_plan,
    draft_version,
    establish_plan,
    publish_version,
    take_over,
)
from priorities.plans.responsibility import monitored_on, monitors_on, responsible_on, version_on
from priorities.updates.progress import updates_for
from tests import make
from tests.make import written_apart
from tests.make_priorities import (
    make_approach,
    make_area,
    make_assessment,
    make_framework,
    make_handover,
    make_issue,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_update,
    make_version,
    publish,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)
NEVER = "A published plan never changes: draft the next version instead."
BY_HANDOVER = "The monitoring of Health plan passes to another body by a handover alone: open one and complete it."
OWNER, MONITOR = PlanResponsibility.Role.OWNER, PlanResponsibility.Role.MONITOR


@pytest.fixture
def plan(cast):
    """A plan of Health with the empty draft of its first version."""
    return establish_plan(cast.health, slug="health-plan", title="Health plan", on=DAY, by=cast.secretary)


@pytest.fixture
def draft(cast, plan):
    """The draft with one section and one action."""
    version = plan.versions.get()
    section = add_section(version, by=cast.secretary, letter="A", heading="Working together")
    add_action(section, by=cast.secretary, ref="A1", what="Meet.")
    return version


@pytest.fixture
def in_force(cast, draft):
    return publish_version(draft, on=DAY, by=cast.secretary, adopted_at="Health, 1 April 2010")


# Establishing and publishing ----------------------------------------------------------------------------------


def test_a_plan_begins_with_its_owner_its_monitor_and_an_empty_draft(cast):
    plan = establish_plan(
        cast.health, slug="p", title=" Plan ", on=DAY, by=cast.officer, monitor=cast.board, reason="Agreed."
    )

    assert plan.title == "Plan"
    assert responsible_on(plan, OWNER, DAY) == cast.health
    assert responsible_on(plan, MONITOR, DAY) == cast.board
    assert responsible_on(plan, OWNER, DAY - A_DAY) is None
    assert responsible_on(plan, MONITOR, DAY - A_DAY) is None
    version = plan.versions.get()
    assert (version.number, version.state, version.starts) == (1, State.DRAFT, None)
    assert plan.history.get().history_change_reason == "Agreed."
    assert not DeliveryPlan.objects.visible_to(None).exists()


def test_a_plan_is_refused_with_one_sentence_and_nothing_is_written(cast, plan):
    how = {"slug": "other", "title": "Other", "on": DAY, "by": cast.secretary}
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        establish_plan(cast.jobs, **how)
    with refused("Give the plan a title."):
        establish_plan(cast.health, **{**how, "title": " "})
    with refused("There is a plan with the address “health-plan” already: choose another address."):
        establish_plan(cast.health, **{**how, "slug": "health-plan"})
    with refused("Health does not exist on that day: choose another day or another body."):
        establish_plan(cast.health, **{**how, "on": datetime.date(2008, 3, 31)})
    with refused("A plan is part of an integrated development plan: choose one of those."):
        establish_plan(cast.health, **how, part_of=plan)


def test_owner_and_monitor_are_locked_in_the_order_of_their_keys_before_anything_is_asked(cast, monkeypatch):
    how = {"slug": "p", "title": "Plan", "on": DAY}
    first, second = sorted((cast.health, cast.board), key=lambda body: body.pk)
    rows = type(Body.objects.all())
    asked, body_of = [], rows.locked
    monkeypatch.setattr(rows, "locked", lambda self, key: asked.append(key) or body_of(self, key))

    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        establish_plan(cast.jobs, **how, by=cast.secretary)
    establish_plan(second, **how, by=cast.officer, monitor=first)

    assert asked == [cast.jobs.pk, first.pk, second.pk]


@pytest.mark.parametrize(("days", "monitor"), [(-1, "health"), (0, "board"), (1, "board")])
def test_a_plan_is_monitored_by_its_owner_until_somebody_is_named_to(
    cast, plan, days, monitor, django_assert_num_queries
):
    day, from_then = DAY + 30 * A_DAY, [cast.health, cast.board]
    take_over(plan, MONITOR, cast.board, on=day, by=cast.secretary)
    other, nobody = make_plan(cast.jobs, on=DAY), make_plan(cast.jobs, on=DAY + 60 * A_DAY)
    asked = day + days * A_DAY

    with django_assert_num_queries(1):
        monitors = monitors_on([plan.pk, other.pk, nobody.pk], asked)

    assert monitors == {plan.pk: getattr(cast, monitor), other.pk: cast.jobs}
    assert responsible_on(plan, MONITOR, asked) == getattr(cast, monitor)
    assert responsible_on(plan, OWNER, asked) == cast.health
    assert [body for body in from_then if plan in monitored_on(body, asked)] == [getattr(cast, monitor)]
    assert list(monitored_on(cast.jobs, asked)) == [other]


def test_no_plan_is_part_of_itself(cast, plan):
    whole = make_plan(cast.board, kind="integrated")
    upper = make_plan(cast.board, kind="integrated")
    by = {"by": cast.officer}
    amend_plan(plan, part_of=whole, **by)
    amend_plan(whole, part_of=upper, **by)
    with refused("A plan cannot be part of itself or of one of its parts."):
        amend_plan(upper, part_of=whole, **by)
    with refused("A plan cannot be part of itself or of one of its parts."):
        amend_plan(whole, part_of=whole, **by)
    with pytest.raises(TypeError):
        amend_plan(plan, body=cast.jobs, **by)
    assert amend_plan(plan, title="Better health", reason="Clearer.", **by).title == "Better health"


def test_publishing_needs_an_action_and_names_the_meeting(cast, plan, draft):
    empty = make_plan(cast.health).versions.create(number=1)
    with refused("The draft has no action: add what is to be done before it is published."):
        publish_version(empty, on=DAY, by=cast.secretary)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        publish_version(draft, on=DAY, by=cast.member)

    version = publish_version(draft, on=DAY, by=cast.secretary, adopted_at="Health, 1 April 2010")

    assert version.is_published
    assert (version.starts, version.ends, version.adopted_at) == (DAY, None, "Health, 1 April 2010")
    assert version_on(plan, DAY - A_DAY) is None
    assert version_on(plan, DAY) == version
    with refused("Health plan, version 1 is published and never changes: draft the next version instead."):
        publish_version(version, on=DAY, by=cast.secretary)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_next_version_ends_the_one_before_on_its_first_day_and_not_earlier(cast, plan, in_force, days):
    draft = draft_version(plan, by=cast.secretary)
    on = DAY + days * A_DAY
    if days <= 0:
        with refused("Version 1 is in force from that day or later: choose a later day."):
            publish_version(draft, on=on, by=cast.secretary)
        return
    publish_version(draft, on=on, by=cast.secretary)

    in_force.refresh_from_db()
    assert in_force.ends == on
    assert version_on(plan, on - A_DAY).number == 1
    assert version_on(plan, on).number == 2


def test_nothing_in_a_published_version_ever_changes(cast, in_force):
    section, action = in_force.sections.get(), PlanAction.objects.get()
    with refused(NEVER):
        in_force.introduction = "<p>New</p>"
        written_apart(in_force)
    for record, field in ((section, "heading"), (action, "what")):
        setattr(record, field, "Changed")
        with refused(NEVER):
            written_apart(record)
        with refused(NEVER):
            record.delete()
    with refused(NEVER):
        written_apart(Milestone(action=action, text="New"))
    area = make_area(cast.partnership)
    for name_another in (
        lambda: action.areas.add(area),
        lambda: area.plan_actions.add(action),
        lambda: action.partner_bodies.set([cast.jobs]),
        lambda: in_force.priorities.add(make_priority(make_strategy(cast.board))),
    ):
        with refused(NEVER), transaction.atomic():
            name_another()
    sentence = "Health plan, version 1 is published and never changes: draft the next version instead."
    by = {"by": cast.secretary}
    for deed in (
        lambda: amend_version(in_force, introduction="<p>New</p>", **by),
        lambda: add_section(in_force, heading="New", **by),
        lambda: amend_section(section, heading="New", **by),
        lambda: remove_section(section, **by),
        lambda: add_action(section, ref="A2", what="New", **by),
        lambda: amend_action(action, what="New", **by),
        lambda: remove_action(action, **by),
        lambda: add_milestone(action, text="New", **by),
        lambda: apply_approach(in_force, make_approach(cast.partnership), how="New", **by),
        lambda: abandon_version(in_force, **by),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.sentence == sentence


# Versions -----------------------------------------------------------------------------------------------------


def test_the_next_draft_is_the_whole_of_the_last_version_with_the_same_lineages(cast, plan, draft):
    by = {"by": cast.secretary}
    priority = make_priority(make_strategy(cast.board))
    amend_version(draft, introduction="<p>Why</p>", covers_from=DAY, priorities=[priority], **by)
    section = draft.sections.get()
    action = add_action(
        section,
        ref="A1",
        what="And speak.",
        partner_bodies=[cast.jobs],
        partners=[cast.trust],
        approaches=[make_approach(cast.partnership)],
        areas=[make_area(cast.partnership)],
        milestones=[{"text": "First", "due": DAY}, {"text": "Last", "due_as_said": "autumn"}],
        measure="Fewer letters",
        **by,
    )
    apply_approach(draft, action.approaches.get(), how="By asking.", **by)
    published = publish_version(draft, on=DAY, **by)

    copy = draft_version(plan, reason="The yearly review.", **by)

    assert (copy.number, copy.state, copy.starts, copy.adopted_at) == (2, State.DRAFT, None, "")
    assert shape(copy) == shape(published)
    assert copy.history.latest().history_change_reason == "The yearly review."
    assert PlanAction.objects.filter(lineage=action.lineage).count() == 2
    (told,) = PlanAction.objects.get(section__version=copy, lineage=action.lineage).history.all()
    assert (told.history_type, told.history_user, told.history_change_reason) == ("+", by["by"], "The yearly review.")
    assert [told.partner_bodies.get().body, told.areas.get().area] == [cast.jobs, action.areas.get()]
    with refused("There is a draft of Health plan already: go on with version 2."):
        draft_version(plan, **by)


@pytest.mark.parametrize("actions", [1, 3])
def test_the_next_version_is_copied_in_as_many_queries_whatever_its_length(actions, cast, django_assert_num_queries):
    """A version of 500 actions is no slower to open than its rows are to send."""
    plan = make_plan(cast.health)
    version = make_version(plan, state=State.DRAFT)
    for _ in range(actions):
        row = make_plan_action(version)
        row.areas.add(make_area(cast.partnership))
        Milestone.objects.create(action=row, text="Begun")
    publish(version)
    with django_assert_num_queries(31):
        draft_version(plan, by=cast.secretary)


def shape(version) -> list:
    """All that a version says, without its keys."""
    found = [version.introduction, version.covers_from, sorted(version.priorities.values_list("pk", flat=True))]
    found += list(version.approaches.values_list("approach", "how"))
    for section in version.sections.in_order():
        found.append((section.position, section.letter, section.heading))
        for action in section.actions.in_order():
            several = [
                sorted(getattr(action, name).values_list("pk", flat=True))
                for name in ("partner_bodies", "partners", "approaches", "areas")
            ]
            steps = list(action.milestones.in_order().values_list("lineage", "text", "due", "due_as_said"))
            found.append((action.lineage, action.reference, action.what, action.measure, several, steps))
    return found


def test_updates_follow_an_action_into_the_next_version(cast, plan, in_force):
    framework = make_framework(cast.board)
    period = make_period(framework, "2010-04-01", "2010-07-01")
    make_update(PlanAction.objects.get(), period, Status.AMBER)
    version = publish_version(draft_version(plan, by=cast.secretary), on=DAY + A_DAY, by=cast.secretary)
    action = PlanAction.objects.get(section__version=version)

    assert updates_for([action.lineage], period)[action.lineage].status == Status.AMBER


def test_an_abandoned_draft_is_kept_and_its_number_is_not_given_again(cast, plan, in_force):
    abandoned = abandon_version(draft_version(plan, by=cast.secretary), by=cast.secretary, reason="Too early.")
    assert abandoned.state == State.WITHDRAWN
    with refused("Health plan, version 2 was abandoned: draft the next version instead."):
        publish_version(abandoned, on=DAY + A_DAY, by=cast.secretary)

    again = draft_version(plan, by=cast.secretary)

    assert again.number == 3
    assert shape(again) == shape(in_force)
    assert not PlanVersion.objects.visible_to(None).exclude(pk=in_force.pk).exists()


# Who answers for it -------------------------------------------------------------------------------------------


def test_another_body_takes_over_on_a_day_and_the_index_follows_the_owner(cast, plan):
    on = make.today() - A_DAY
    take_over(plan, OWNER, cast.jobs, on=on, by=cast.officer, reason="Reorganised.")
    take_over(plan, MONITOR, cast.board, on=on, by=cast.officer)

    plan.refresh_from_db()
    assert plan.body == cast.jobs
    for day, owner, monitor in (
        (on - A_DAY, cast.health, cast.health),
        (on, cast.jobs, cast.board),
        (on + A_DAY, cast.jobs, cast.board),
    ):
        assert responsible_on(plan, OWNER, day) == owner
        assert responsible_on(plan, MONITOR, day) == monitor


@pytest.mark.parametrize(("days", "sentence"), [
    (-1, "Who holds that responsibility from that day or later is recorded already: choose a later day."),
    (0, "Who holds that responsibility from that day or later is recorded already: choose a later day."),
    (1, ""),
])  # fmt: skip
def test_nobody_takes_over_before_the_former_began(cast, plan, days, sentence):
    on = DAY + days * A_DAY
    if sentence:
        with refused(sentence):
            take_over(plan, OWNER, cast.jobs, on=on, by=cast.officer)
    else:
        assert take_over(plan, OWNER, cast.jobs, on=on, by=cast.officer).starts == on


def test_whoever_monitors_for_a_body_that_has_ended_is_named_without_a_handover(cast):
    plan = make_plan(cast.health, monitor=cast.safer_streets)

    take_over(plan, MONITOR, cast.board, on=make.today(), by=cast.secretary)

    assert responsible_on(plan, MONITOR, make.today()) == cast.board
    assert responsible_on(plan, MONITOR, make.today() - A_DAY) == cast.safer_streets


def test_a_take_over_is_refused_with_one_sentence(cast, plan):
    on = DAY + A_DAY
    with refused("Health owns Health plan already."):
        take_over(plan, OWNER, cast.health, on=on, by=cast.officer)
    with refused("A plan is taken over on a day that has come: choose today or an earlier day."):
        take_over(plan, OWNER, cast.jobs, on=make.today() + A_DAY, by=cast.officer)
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        take_over(plan, OWNER, cast.jobs, on=on, by=cast.secretary)
    with refused("Safer Streets does not exist on that day: choose another day or another body."):
        take_over(plan, MONITOR, cast.safer_streets, on=datetime.date(2020, 4, 1), by=cast.secretary)
    make_handover(plan, cast.board)
    with refused(BY_HANDOVER):
        take_over(plan, MONITOR, cast.board, on=on, by=cast.officer)
    assert take_over(plan, OWNER, cast.board, on=on, by=cast.officer).body == cast.board


def test_a_second_monitor_comes_by_a_handover_alone(cast, plan):
    take_over(plan, MONITOR, cast.board, on=DAY + A_DAY, by=cast.officer)

    with refused(BY_HANDOVER):
        take_over(plan, MONITOR, cast.jobs, on=DAY + 2 * A_DAY, by=cast.officer)
    assert responsible_on(plan, MONITOR, make.today()) == cast.board
    row = PlanResponsibility.objects.get(plan=plan, role=MONITOR)
    row.ends = DAY + 3 * A_DAY
    row.save()
    with refused(BY_HANDOVER):  # whoever monitored once was named, though nobody is today
        take_over(plan, MONITOR, cast.jobs, on=make.today(), by=cast.officer)


def test_calling_a_handover_off_opens_no_other_road_to_the_monitoring(cast, plan):
    called_off = {"called_off_on": make.today(), "called_off_reason": "Too soon."}
    make_handover(plan, cast.board, on=DAY, **called_off)

    with refused(BY_HANDOVER):
        take_over(plan, MONITOR, cast.board, on=make.today(), by=cast.officer)
    assert responsible_on(plan, MONITOR, make.today()) == cast.health


# Drafting -----------------------------------------------------------------------------------------------------


def test_the_day_follows_its_words_and_never_contradicts_them(cast, draft):
    by = {"by": cast.secretary}
    action = add_action(draft.sections.get(), ref="A9", what="Go.", due_as_said="November 2009", **by)
    assert action.due == datetime.date(2009, 11, 30)
    with refused("“November 2009” is 30/11/2009, and not 15/12/2009: correct the day, or the words for it."):
        amend_action(action, due=datetime.date(2009, 12, 15), **by)
    assert amend_action(action, due=None, **by).due == datetime.date(2009, 11, 30)
    assert amend_action(action, due_as_said="December 2009", **by).due == datetime.date(2009, 12, 31)
    assert amend_action(action, due_as_said="Ongoing", due=None, **by).due is None
    assert amend_action(action, due=datetime.date(2009, 12, 15), **by).due_as_said == "Ongoing"

    step = add_milestone(action, text="Half", due_as_said="May 2010", **by)
    assert step.due == datetime.date(2010, 5, 31)
    with refused("“31/6/2010” is no day: write it like 30/11/2009."):
        amend_milestone(step, due_as_said="31/6/2010", **by)


def test_several_actions_under_one_ref_count_as_bullets_and_share_what_is_to_improve(cast, draft):
    section = draft.sections.get()
    by = {"by": cast.secretary}
    first = add_action(section, ref=" A2 ", what="Agree.", area_for_improvement="Reports", **by)
    second = add_action(section, ref="A2", what="Teach.", **by)

    assert [first.reference, second.reference] == ["A2", "A2.2"]
    assert (second.area_for_improvement, second.position) == ("Reports", 3)
    with refused("A2 stands for “Reports”: give this action another reference."):
        add_action(section, ref="A2", what="Else.", area_for_improvement="Money", **by)
    amend_action(second, area_for_improvement="Reporting", **by)
    first.refresh_from_db()
    assert first.area_for_improvement == "Reporting"


def test_an_action_is_refused_with_one_sentence(cast, draft):
    section = draft.sections.get()
    by = {"by": cast.secretary}
    with refused("Give the action a reference, such as A1."):
        add_action(section, ref=" ", what="Do.", **by)
    with refused("Say what is to be done under A2."):
        add_action(section, ref="A2", what=" ", **by)
    with refused("A2 is due before it begins: choose a later day."):
        add_action(section, ref="A2", what="Do.", starts_on=DAY, due=DAY - A_DAY, **by)
    with refused("Budget: Ensure this value is greater than or equal to 0."):
        add_action(section, ref="A2", what="Do.", budget=-1, **by)
    with refused("Say what is reached by the milestone of A2."):
        add_action(section, ref="A2", what="Do.", milestones=[{"text": ""}], **by)
    other = make_plan_action(make_version(make_plan(cast.jobs)))
    with refused("A1 is not in a published plan: choose an action of one that is."):
        add_action(section, ref="A2", what="Do.", same_as=other, **by)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        add_action(section, ref="A2", what="Do.", by=cast.chair)
    with pytest.raises(TypeError):
        add_action(section, ref="A2", what="Do.", colour="red", **by)


def test_an_action_repeats_one_of_another_published_plan_and_never_itself(cast, plan, in_force):
    version = make_version(make_plan(cast.jobs))
    other = make_plan_action(version)
    publish(version)
    by = {"by": cast.secretary}
    draft = draft_version(plan, **by)
    action = PlanAction.objects.get(section__version=draft)

    assert amend_action(action, same_as=PlanAction.objects.get(pk=other.pk), **by).same_as == other
    with refused("An action cannot repeat itself: choose the other one."):
        amend_action(action, same_as=PlanAction.objects.get(section__version=in_force), **by)


def test_an_action_moves_to_the_end_of_another_section_of_its_draft(cast, draft):
    by = {"by": cast.secretary}
    to = add_section(draft, letter="B", heading="Money", **by)
    add_action(to, ref="B1", what="Count.", **by)
    action = draft.sections.in_order()[0].actions.get()

    assert amend_action(action, section=to, **by).position == 2
    elsewhere = make_version(make_plan(cast.health)).sections.get()
    with refused("An action moves within its plan: choose a section of the same draft."):
        amend_action(action, section=elsewhere, **by)


def test_sections_have_letters_of_their_own_and_go_when_they_are_empty(cast, draft):
    by = {"by": cast.secretary}
    with refused("The plan has a section A already: choose another letter."):
        add_section(draft, letter="A", heading="Twice", **by)
    with refused("Give the section a heading."):
        add_section(draft, heading=" ", **by)
    section = draft.sections.get()
    with refused("“A Working together” has actions: take them out or move them to another section first."):
        remove_section(section, **by)
    assert amend_section(section, heading="Together", key_characteristics="One\nTwo", **by).heading == "Together"
    remove_action(section.actions.get(), **by)
    remove_section(section, **by)

    assert not PlanSection.objects.filter(version=draft).exists()


def test_what_something_else_names_is_not_taken_out(cast, draft):
    action = draft.sections.get().actions.get()
    write(IssueAnswer(issue=make_issue(make_assessment(cast.board)), action=action), by=None)

    with refused("Something else names A1: take that away first."):
        remove_action(action, by=cast.secretary)


def test_milestones_are_added_changed_and_taken_out(cast, draft):
    by = {"by": cast.secretary}
    action = draft.sections.get().actions.get()
    first, second = (add_milestone(action, text=text, **by) for text in ("One", "Two"))
    assert (first.position, second.position) == (1, 2)
    assert amend_milestone(first, text="Once", due=DAY, **by).due == DAY
    with refused("Say what is reached by the milestone of A1."):
        amend_milestone(first, text="", **by)
    remove_milestone(second, **by)

    assert [step.text for step in action.milestones.all()] == ["Once"]


def test_facts_of_a_draft(cast, draft):
    by = {"by": cast.secretary}
    with refused("The plan ends before it begins: give a later last day."):
        amend_version(draft, covers_from=DAY, covers_until=DAY - A_DAY, **by)
    with refused("Say from which day on the plan covers the time."):
        amend_version(draft, covers_until=DAY, **by)
    assert amend_version(draft, covers_from=DAY, covers_until=DAY, **by).covers_until == DAY
    with pytest.raises(TypeError):
        amend_version(draft, starts=DAY, **by)


def test_a_draft_says_once_how_it_applies_an_approach(cast, draft):
    approach = make_approach(cast.partnership, "Closing gaps")
    by = {"by": cast.secretary}
    with refused("Say how the plan applies Closing gaps."):
        apply_approach(draft, approach, how=" ", **by)
    apply_approach(draft, approach, how="So.", **by)
    apply_approach(draft, approach, how="Better.", **by)
    assert [row.how for row in draft.approaches.all()] == ["Better."]
    drop_approach(draft, approach, **by)
    assert not draft.approaches.exists()


def test_a_lineage_comes_once_in_a_draft(cast, draft):
    lineage = uuid.uuid4()
    section = draft.sections.get()
    add_action(section, ref="A2", what="Do.", lineage=lineage, by=cast.secretary)
    with refused("The draft has the action that A3 goes on from already."):
        add_action(section, ref="A3", what="Do.", lineage=lineage, by=cast.secretary)
