"""The registers of risks as pages: every body's, one body's with its matrix, and each line over time."""

import datetime
import re

import pytest

from governance.foundation.deeds import write
from priorities.models import RiskScore
from priorities.registers.risking import add_mitigation, close_risk, finish_mitigation, raise_risk, score_risk
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import make_plan, make_plan_action, make_risk, make_version, publish

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)
HIDDEN = "Quorvex"


def cells(page) -> list[str]:
    """The cells of the matrix, row by row from the top, as words."""
    table = re.search(r'portal-risk-matrix".*?</table>', page.content.decode(), re.DOTALL)
    found = re.findall(r"<td[^>]*>(.*?)</td>", table[0], re.DOTALL) if table else []
    plain = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]
    return [cell.replace(" ,", ",") for cell in plain]


# The registers ------------------------------------------------------------------------------------------------


def test_the_registers_are_told_in_words_body_by_body(cast, client):
    make_risk(cast.health, "The pool may close", score=(5, 4), review_due=DAY + A_DAY)
    make_risk(cast.health, "A new clinic", kind="opportunity", score=(2, 2))
    make_risk(cast.board, "Ice", score=(1, 1))

    page = client.get("/risks/")
    said = words(page)

    assert "3 lines in 2 registers, all open." in said
    assert ("Health Brackwater Partnership Open risks: 1 very high. 1 opportunity. 1 review overdue.") in said
    assert "Leadership Board Brackwater Partnership Open risks: 1 low." in said
    assert "Very high on any register The pool may close Very high, 20 Review overdue Health, risk 1:" in said
    assert 'href="/risks/?body=health"' in page.content.decode()
    assert not cells(page)


def test_the_register_of_one_body_has_a_matrix_whose_cells_speak(cast, client):
    make_risk(cast.health, "Flood", score=(5, 4))
    make_risk(cast.health, "Ice", score=(5, 4))
    make_risk(cast.health, "A new clinic", kind="opportunity", score=(1, 1))
    make_risk(cast.board)

    page = client.get("/risks/?body=health")

    found = cells(page)
    assert len(found) == 25
    assert found[3] == "Very high: Risk 1, Flood, Risk 2, Ice"
    assert found[20] == "Low"
    assert [found[number] for number in (0, 4, 10, 24)] == ["Medium", "Very high", "Low", "Medium"]
    said = words(page)
    assert "3 lines, all open." in said
    assert "Almost certain (5)" in said
    assert "low 1 to 4, medium 5 to 9, high 10 to 14, very high 15 to 25" in said
    assert "The register, the gravest first Flood Very high, 20 Risk 1: almost certain, large impact." in said
    assert cells(client.get("/risks/?body=health&kind=opportunity"))[20] == "Low: Opportunity 3, A new clinic"


def test_where_there_is_but_one_register_it_is_shown_at_once(cast, client):
    make_risk(cast.health, "Flood")
    assert len(cells(client.get("/risks/"))) == 25


def test_the_registers_are_narrowed_and_nonsense_narrows_nothing_and_is_said(cast, client):
    make_risk(cast.board, "Ice")
    closed = make_risk(cast.health, "Flood")
    close_risk(closed, on=DAY + A_DAY, because="The wall stands.", by=cast.officer)
    on = f"on={DAY + 2 * A_DAY}"

    assert "1 line on 3 April 2010, all open." in words(client.get(f"/risks/?{on}"))
    said = words(client.get(f"/risks/?state=closed&{on}"))
    assert "Health Brackwater Partnership 1 closed." in said
    assert "Leadership Board Brackwater Partnership Open" not in said
    assert "2 lines in 2 registers" in words(client.get(f"/risks/?state=all&{on}"))
    said = words(client.get(f"/risks/?body=health&state=closed&{on}"))
    assert "Flood High, 12 Closed Risk 1: possible, large impact. Closed on 2 April 2010." in said
    assert "Nothing on the registers matches" in words(client.get(f"/risks/?kind=opportunity&{on}"))
    said = words(client.get(f"/risks/?body=atlantis&kind=x&state=y&{on}"))
    for sentence in ("Choose a body from the list.", "Choose a kind from the list.", "Choose a state from the list."):
        assert sentence in said
    assert "1 line on 3 April 2010" in said


@pytest.mark.parametrize(("days", "shown"), [(-1, "No register had an open risk"), (0, "1 line on"), (1, "1 line on")])
def test_a_register_stands_as_it_stood_on_the_day(cast, client, days, shown):
    make_risk(cast.health, raised_on=DAY)
    assert shown in words(client.get(f"/risks/?on={DAY + days * A_DAY}"))


def test_bodies_bear_their_names_of_the_day(cast, client):
    make_risk(cast.board)
    make_risk(cast.health)
    assert "Partnership Board" in words(client.get("/risks/?on=2012-01-01"))
    assert "Partnership Board" not in words(client.get("/risks/"))


# A line -------------------------------------------------------------------------------------------------------


@pytest.fixture
def risk(cast):
    """A risk with a plan, two scores, and something done about it."""
    version = make_version(make_plan(cast.health, "Falls plan"))
    action = make_plan_action(version, "Grit the paths.")
    risk = raise_risk(
        cast.health, by=cast.secretary, on=DAY, title="Ice", likelihood=5, impact=3, cause="Frost.", effect="Falls.",
        owner=cast.member_person, action=action, review_due=DAY + 30 * A_DAY,
    )  # fmt: skip
    publish(version)
    score_risk(risk, on=DAY + 10 * A_DAY, by=cast.secretary, likelihood=2, impact=3, note="Gritted.")
    row = add_mitigation(risk, by=cast.secretary, text="Buy grit.", owner=cast.member_person, due=DAY)
    finish_mitigation(row, on=DAY + 5 * A_DAY, by=cast.secretary)
    return publish(risk)


def test_a_line_tells_its_level_first_and_its_story_over_time(cast, client, risk):
    page = client.get("/risks/health/1/")
    said = words(page)

    assert said.startswith("Risk 1 of Health Ice Medium: unlikely, with an impact that would be moderate.")
    assert "The score is 6 of 25, down from 15." in said
    assert "State Open Level Medium, 6 Owned by Health Looked after by Tom Ferris" in said
    assert "Review due 1 May 2010 Overdue Part of the plan Falls plan, action A1: Grit the paths." in said
    assert "What may cause it Frost. What it would do Falls." in said
    assert "Buy grit. Done Done on 6 April 2010. Looked after by Tom Ferris." in said
    assert "11 April 2010 Medium Unlikely (2) Moderate (3) 6 Gritted. 1 April 2010 Very high" in said
    assert crumbs(page)[-1] == ("/risks/?body=health", "Risks")
    assert 'href="/people/tom-ferris/"' in page.content.decode()


@pytest.mark.parametrize(
    ("on", "level", "done"),
    [("2010-04-05", "Very high", "To do Due on"), ("2010-04-06", "Very high", "Done"), ("2010-04-10", "Very high", "")]
    + [("2010-04-11", "Medium", ""), ("2010-04-12", "Medium", "")],
)
def test_a_line_shows_the_score_of_the_day(client, risk, on, level, done):
    said = words(client.get(f"/risks/health/1/?on={on}"))
    assert f"Ice {level} on" in said
    assert f"Buy grit. {done}" in said
    assert ("Gritted." in said) is (on >= "2010-04-11")


def test_before_it_was_raised_and_after_it_was_closed_it_says_so(cast, client, risk):
    close_risk(risk, on=DAY + 20 * A_DAY, because="Spring has come.", by=cast.secretary)

    assert "put on the register on 1 April 2010; on 31 March 2010 it was not there yet." in words(
        client.get("/risks/health/1/?on=2010-03-31")
    )
    assert "State Open" in words(client.get("/risks/health/1/?on=2010-04-20"))
    said = words(client.get("/risks/health/1/?on=2010-04-21"))
    assert "State Closed on 21 April 2010: Spring has come." in said
    assert "Overdue" not in said


def test_there_is_no_page_for_a_number_that_is_not_there(cast, client, risk):
    for address in ("/risks/health/2/", "/risks/jobs-and-skills/1/", "/risks/nobody/1/", f"/risks/health/{10**30}/"):
        assert client.get(address).status_code == 404


# What is not public -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
@pytest.mark.parametrize("viewer", ["visitor", "member", "secretary", "chair"])
def test_what_is_not_published_shows_nowhere_but_to_its_editors_on_its_page(cast, client, state, viewer):
    make_risk(cast.health, "Flood")
    make_risk(cast.board, "Frost")
    hidden = make_risk(cast.health, HIDDEN, state="draft", score=(5, 5))
    add_mitigation(hidden, by=cast.secretary, text=HIDDEN)
    hidden.state = state
    write(hidden, by=None)
    if viewer != "visitor":
        client.force_login(getattr(cast, viewer))

    for address in ("/risks/", "/risks/?body=health", "/risks/?state=all", "/risks/health/1/", "/bodies/health/"):
        said = words(client.get(address))
        assert HIDDEN not in said
        assert "very high:" not in said
    page = client.get("/risks/health/2/")
    if viewer == "secretary":
        assert f"This {'is a draft' if state == 'draft' else 'was withdrawn'}. Only people who edit" in words(page)
    else:
        assert page.status_code == 404


def test_a_plan_that_is_not_public_is_not_named(cast, client):
    plan = make_plan(cast.health, HIDDEN)
    action = make_plan_action(make_version(plan), HIDDEN)
    publish(make_risk(cast.health, "Ice", plan=plan, action=action, state="draft"))

    assert HIDDEN not in client.get("/risks/health/1/").content.decode()
    assert HIDDEN not in client.get("/risks/").content.decode()


def test_a_link_follows_the_action_into_the_version_in_force(cast, client, risk):
    assert "action A1" in words(client.get("/risks/health/1/?on=2010-04-02"))
    assert "Falls plan" not in words(client.get("/risks/health/1/?on=2008-03-31"))


def test_somebody_whom_the_public_may_not_know_is_not_named(cast, client):
    clerk = make.make_person("Pat Quill", kept_by=cast.health, slug="pat-quill")
    add_mitigation(make_risk(cast.health, owner=clerk), by=cast.secretary, text="Grit.", owner=clerk)

    page, listed = client.get("/risks/health/1/"), client.get("/risks/?body=health")

    assert words(page).lower().count("looked after by an officer who is not named") == 2
    assert "Looked after by an officer who is not named." in words(listed)
    assert "Quill" not in page.content.decode() + listed.content.decode()
    client.force_login(cast.secretary)
    assert words(client.get("/risks/health/1/")).count("Looked after by Pat Quill") == 2


# Numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, risk, times):
    for _ in range(times):
        other = make_risk(cast.board, owner=cast.chair_person, plan=risk.plan)
        make_risk(cast.health, owner=cast.chair_person)
        for row in (risk, other):
            write(RiskScore(risk=row, day=DAY, likelihood=3, impact=3), by=None)
            add_mitigation(row, by=cast.officer, text="Grit.", owner=cast.member_person)

    with django_assert_num_queries(2):
        client.get("/risks/")
    with django_assert_num_queries(2):
        client.get("/risks/?body=health")
    with django_assert_num_queries(8):
        client.get("/risks/health/1/")
