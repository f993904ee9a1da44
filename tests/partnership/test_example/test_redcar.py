"""Redcar and Cleveland: the structure of 22 July 2011, and the proposed one."""

import datetime

import pytest

from governance.models import BodyPeriod, Document, Function, Link, Succession
from governance.structures.structure import structure_on
from tests.partnership.test_example.looking import below, parent, period, places, roll, signed, the


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2011-07-22", "Partnership Board"),
        ("2012-01-24", "Partnership Board"),
        ("2012-01-25", "Jobs, Skills and Enterprise"),
    ],
)
def test_the_culture_forum_reports_to_the_board_until_the_day_of_the_change(client, day, name):
    assert parent("redcar-culture-forum", day) == name
    assert name in client.get(f"/bodies/redcar-culture-forum/?on={day}").content.decode()


def test_the_board_bears_its_old_name_in_2011_and_is_the_leadership_forum_today(client):
    names = [period("redcar-leadership-forum", day).name for day in ("2011-07-22", "2012-01-24", "2012-01-25")]
    assert names == ["Partnership Board", "Partnership Board", "Leadership Forum"]
    assert "formerly" in client.get("/bodies/redcar-leadership-forum/").content.decode().lower()


def test_the_board_met_eight_times_a_year_and_the_forum_four_times():
    meetings = [period("redcar-leadership-forum", day).meetings_low for day in ("2012-01-24", "2012-01-25")]
    assert meetings == [8, 4]
    assert "29 members" in period("redcar-leadership-forum", "2011-07-22").purpose


def test_the_leadership_forum_has_fourteen_lines_and_twenty_five_places_without_free_text():
    lines = roll("redcar-leadership-forum", "2012-01-25")
    assert [(line.seat.kind, line.low, line.high) for line in lines] == [
        ("post", 1, 1),
        ("derived", 5, 5),
        ("post", 1, 1),
        ("nominated", 2, 2),
        ("nominated", 6, 6),
        ("sector", 2, 2),
        *[("post", 1, 1)] * 3,
        ("sector", 1, None),
        *[("post", 1, 1)] * 3,
        ("sector", 1, 1),
    ]
    assert places(lines) == 25
    assert not any(line.seat.condition or line.seat.note or line.seat.how_appointed for line in lines)
    assert [line.seat.of_kind.slug for line in lines if line.seat.of_kind] == [
        "thematic-partnership",
        "area-partnership",
    ]
    assert [line.seat.title for line in lines if line.seat.substitute_allowed] == [
        "Thematic Partnership Chairs",
        "Leader of the Council",
    ]
    assert lines[4].seat.community_low == 1


def test_the_chairs_of_the_thematic_partnerships_sit_on_the_forum_and_a_chair_that_is_vacant_is_missed():
    before, since = (roll("redcar-leadership-forum", day)[1] for day in ("2013-09-01", "2013-09-02"))
    assert (len(before.holders), before.vacancies) == (5, 0)
    assert (len(since.holders), since.vacancies) == (4, 1)


def test_regeneration_and_the_task_force_became_jobs_skills_and_enterprise():
    merged = Succession.objects.filter(how="merged", successor=the("redcar-jobs-skills-and-enterprise"))
    assert {step.predecessor.slug for step in merged} == {"redcar-regeneration", "redcar-jobs-and-skills-task-force"}
    assert {step.day for step in merged} == {datetime.date(2012, 1, 25)}
    assert not the("redcar-regeneration").period_on(datetime.date(2012, 1, 25)).exists()
    homes = Function.objects.filter(starts=datetime.date(2012, 1, 25)).values_list("title", "body__slug")
    assert set(homes) == {
        ("Jobs and skills", "redcar-jobs-skills-and-enterprise"),
        ("Enterprise", "redcar-jobs-skills-and-enterprise"),
        ("Working with the Local Enterprise Partnership and business", "redcar-jobs-skills-and-enterprise"),
        ("Transport", "redcar-transport"),
        ("Housing", "redcar-housing"),
        ("Environment", "redcar-environment"),
    }


def test_sub_groups_became_action_groups_that_other_themes_may_task():
    assert below("redcar-jobs-skills-and-enterprise", "2012-01-25") == {
        "redcar-culture-forum",
        "redcar-transport",
        "redcar-housing",
        "redcar-environment",
    }
    assert below("redcar-health-and-wellbeing", "2012-01-25") == {"redcar-personalisation-and-self-directed-support"}
    assert len(below("redcar-leadership-forum", "2012-01-25")) == 5
    groups = BodyPeriod.objects.in_force(datetime.date(2012, 1, 25)).filter(kind__slug="strategic-action-group")
    tasks = Link.objects.filter(type=Link.Type.MAY_TASK)
    assert groups.count() == 6
    assert tasks.count() == 6 * 4
    assert all(task.reported_through_id == task.source_id for task in tasks)


def test_reference_groups_stand_beside_the_tree_and_areas_are_tentative():
    structure = structure_on(the("redcar-and-cleveland"), datetime.date(2012, 1, 25))
    assert {place.slug: place.standing for place in structure.family} == {
        "redcar-voluntary-sector-forum": "active",
        "redcar-provider-forum": "active",
        "redcar-engagement-forum": "tentative",
    }
    assert {place.standing for place in structure.tree if place.kind == "area partnership"} == {"tentative"}
    assert sum(place.kind == "area partnership" for place in structure.tree) == 3


def test_the_forums_terms_keep_the_twelve_objectives_from_headline_to_detailed():
    for day, version, level in (("2012-01-25", "1", "headline"), ("2012-04-25", "2", "detailed")):
        terms = signed("redcar-leadership-forum", day)
        assert (terms.version, terms.level) == (version, level)
        assert terms.sections.get(kind="objectives").text.count("<li>") == 12
    assert signed("redcar-leadership-forum", "2012-01-24") is None


def test_the_constitution_was_adopted_by_the_annual_general_meeting():
    version = Document.objects.get(slug="redcar-constitution").versions.get()
    assert version.starts == datetime.date(2012, 1, 25)
    assert version.adopted_at.startswith("Annual General Meeting")
