"""The timeline of a plan: what stands on it in which order, what stands beside it, and how it is drawn."""

import datetime
import re
from xml.etree import ElementTree

import pytest

from governance.foundation.deeds import write
from priorities.models import Milestone, MilestoneReached, Status
from priorities.plans import timeline as timelines
from priorities.plans.plan_reading import read_version
from priorities.plans.timeline import Timeline, paint, painted_sheets, timeline_of
from tests.make_priorities import (
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_update,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 6, 1)
A_DAY = datetime.timedelta(days=1)
NARROWEST = 320 - 2 * 15
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def version(cast):
    """A plan with two dated actions, one as said, one without, and milestones of both sorts."""
    plan = make_plan(cast.health, "Health plan", framework=make_framework(cast.board))
    period = make_period(plan.framework, "2010-04-01", "2010-07-01")
    version = make_version(plan)
    first = make_plan_action(version, "Late <one>", due=DAY + 29 * A_DAY, due_as_said="June 2010")
    second = make_plan_action(version, "Early one", due=DAY - A_DAY)
    make_plan_action(version, "Ever", due_as_said="Ongoing")
    make_plan_action(version, "Never")
    step = write(Milestone(action=first, text="Half way", due=DAY), by=None)
    write(Milestone(action=first, text="Some day", due_as_said="the autumn"), by=None)
    publish(version)
    write(MilestoneReached(milestone=step, lineage=step.lineage, day=DAY), by=None)
    make_update(second, period, Status.COMPLETE, accepted_at=datetime.datetime(2010, 5, 1, 9, tzinfo=datetime.UTC))
    return version


def drawn(version, day=DAY) -> Timeline:
    return timeline_of(read_version(version, day, None))


def texts(svg: str) -> list[str]:
    """The words of a drawing, line by line, in the order in which they stand in it."""
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_marks_stand_in_order_of_their_days_and_say_how_they_stand(version):
    timeline = drawn(version)

    assert [(mark.day_in_words, mark.what, mark.words, mark.standing, mark.is_done) for mark in timeline.marks] == [
        ("31 May 2010", "Action due", "A2: Early one", "Complete", True),
        ("1 June 2010", "Milestone", "A1: Half way", "Reached on 1 June 2010", True),
        ("June 2010", "Action due", "A1: Late <one>", "No update", False),
    ]


def test_what_has_no_day_is_listed_apart_in_words(version):
    assert [(each.words, each.said) for each in drawn(version).undated] == [
        ("A1: Some day", "the autumn"),
        ("A3: Ever", "Ongoing"),
        ("A4: Never", "no date"),
    ]


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "Not reached"), (0, "Reached on 1 June 2010"), (1, "Reached on 1 June 2010")]
)
def test_a_milestone_is_reached_from_its_day_on(version, days, words):
    marks = drawn(version, DAY + days * A_DAY).marks

    assert next(mark.standing for mark in marks if mark.is_milestone) == words


def test_the_drawing_is_named_described_and_reads_in_the_order_of_the_table(version):
    timeline = drawn(version)
    svg = str(paint(timeline))
    root = ElementTree.fromstring(svg)

    assert root.attrib["role"] == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "Timeline of Health plan"
    assert root[1].text.startswith("2 actions and 1 milestone, due on 3 days, from 31 May 2010 to June 2010.")
    for name, child in (("aria-labelledby", root[0]), ("aria-describedby", root[1])):
        assert root.attrib[name] == child.attrib["id"]
    said = " ".join(texts(svg))
    place = 0
    for words in (words for mark in timeline.marks for words in (mark.day_in_words, mark.words)):
        place = said.index(words, place) + len(words)
    assert "Seen from 1 June 2010" in said
    assert said.index("Early one") < said.index("Seen from") < said.index("Half way")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((0,), "1 action, due on 1 day: 1 June 2010."),
        ((0, 0), "2 actions, due on 1 day: 1 June 2010."),
        ((0, 0, 1, 5, 5), "5 actions, due on 3 days, from 1 June 2010 to 6 June 2010."),
    ],
)
def test_the_description_counts_each_day_once(cast, days, words):
    version = make_version(make_plan(cast.health))
    for number in days:
        make_plan_action(version, due=DAY + number * A_DAY)
    publish(version)

    assert drawn(version).description == f"{words} The table holds the same."


def test_the_drawing_fits_the_narrowest_screen_and_its_words_stay_inside_and_large(version):
    root = ElementTree.fromstring(str(paint(drawn(version))))

    assert int(root.attrib["width"]) <= NARROWEST
    for text in root.iter(f"{SVG}text"):
        assert int(text.attrib["font-size"]) >= 14
        assert float(text.attrib["y"]) < float(root.attrib["height"])


def test_long_words_break_and_hostile_ones_do_nothing(cast):
    version = make_version(make_plan(cast.health, '<script>"&'))
    make_plan_action(version, "Supercalifragilistic" * 20 + '</svg><script>alert("1")</script>\x0b', due=DAY)
    publish(version)
    svg = str(paint(drawn(version)))

    assert "<script" not in svg
    lines = texts(svg)
    assert all(len(line) < 60 for line in lines)
    assert any("…" in line for line in lines)


def test_a_plan_with_very_many_days_is_told_by_month(version, monkeypatch):
    monkeypatch.setattr(timelines, "MOST_MARKS", 2)
    timeline = drawn(version)

    assert timeline.by_month
    assert [(mark.day_in_words, mark.words, mark.standing) for mark in timeline.marks] == [
        ("May 2010", "1 action due", "1 complete"),
        ("June 2010", "1 action due, 1 milestone", "1 no update, 1 of 1 milestone reached"),
    ]
    assert "2 months in which something is due, from May 2010 to June 2010" in timeline.description
    assert "May 2010" in texts(str(paint(timeline)))


def test_without_a_day_there_is_no_drawing(cast):
    version = make_version(make_plan(cast.health))
    make_plan_action(version)
    publish(version)
    timeline = drawn(version)

    assert paint(timeline) == ""
    assert painted_sheets(timeline, height=500) == []
    assert len(timeline.undated) == 1


def test_on_paper_the_drawing_is_cut_between_marks_and_loses_none(cast):
    version = make_version(make_plan(cast.health, "Health plan"))
    for number in range(30):
        make_plan_action(version, f"Thing {number}.", due=DAY + number * A_DAY)
    publish(version)
    timeline = drawn(version)

    sheets = painted_sheets(timeline, height=500)

    assert len(sheets) > 2
    assert all(int(ElementTree.fromstring(sheet).attrib["height"]) <= 500 for sheet in sheets)
    found = re.findall(r"Thing (\d+)\.", " ".join(" ".join(texts(sheet)) for sheet in sheets))
    assert found == [str(number) for number in range(30)]
    ids = re.findall(r' id="([^"]+)"', "".join(sheets))
    assert len(ids) == len(set(ids))
    assert f"Timeline of Health plan, part 1 of {len(sheets)}" in sheets[0]
