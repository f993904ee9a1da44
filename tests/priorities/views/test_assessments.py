"""Assessments as pages: the calendar of reviews, and what each found with what answers it (items 135, 169 to 177)."""

import datetime
import re

import pytest

from governance.foundation.deeds import write
from governance.models import Organisation
from priorities.registers.assessing import add_issue, add_theme, amend_issue, answer_issue
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_area,
    make_assessment,
    make_issue,
    make_plan,
    make_plan_action,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2009, 10, 15)
A_DAY = datetime.timedelta(days=1)
HIDDEN = "Quorvex"


@pytest.fixture
def review(cast):
    """A review with a theme, an outcome, and one finding of each sort; one issue is answered by a plan."""
    by = {"by": cast.officer}
    review = make_assessment(
        cast.partnership, "Area assessment 2009", slug="caa", assessor="The inspectorates", coordinated_by=cast.board,
        received_as_said="October 2009", made_public_on=datetime.date(2009, 12, 10), made_public_at="Oneplace",
        address="https://oneplace.example/brackwater", summary="A good start.",
    )  # fmt: skip
    people = add_theme(review, name="People", **by)
    falls = add_theme(review, name="Fewer falls", parent=people, **by)
    add_theme(review, name="Empty theme", **by)
    area = make_area(cast.partnership, "Northmarsh", slug="northmarsh")
    add_issue(review, text="Falls work is thin in the north.", theme=falls, areas=[area], **by)
    hospitals = add_issue(review, text="Hospitals use much fuel.", theme=people, organisations=[cast.trust], **by)
    add_issue(review, text="Roads.", under_way="The gritting of 2008.", **by)
    add_issue(review, text="Policing on the beat.", kind="works well", **by)
    add_issue(review, text="Meetings about meetings.", kind="stop", **by)
    said = add_issue(review, text="Name a lead for alcohol.", kind="recommendation", **by)
    add_issue(review, text="Publish the register.", kind="recommendation", **by)
    amend_issue(said, response="The board named one.", **by)
    version = make_version(make_plan(cast.health, "Green plan", slug="green-plan"))
    answer_issue(hospitals, make_plan_action(version, "Insulate."), note="With the council", **by)
    publish(version)
    return review


def test_a_review_says_first_how_much_is_open_and_then_what_answers_each_issue(client, review):
    page = client.get("/assessments/caa/")
    said = words(page)

    assert said.startswith(
        "Area assessment of Brackwater Partnership Area assessment 2009 3 areas for improvement: 1 answered by a "
        "planned action, 1 with a response that was under way already, 1 open. Who was assessed Brackwater Partnership "
        "By The inspectorates Received October 2009 Made public by the assessor 10 December 2009, Oneplace "
        "The response is co-ordinated by Leadership Board Read it in full https://oneplace.example/brackwater"
    )
    assert "Open: nothing answers these yet (1) Falls work is thin in the north. Areas for improvement" in said
    assert (
        "People Hospitals use much "
        "fuel. Answered by a plan Green plan, action A1: Insulate. (With the council) To be answered by Marsh Health "
        "Trust Fewer falls Falls work is thin in the north. Open Nothing answers it yet. About Northmarsh "
        "Under no theme Roads. Already under way The gritting of 2008. What works well"
    ) in said
    assert "What works well Policing on the beat. What to stop doing Meetings about meetings." in said
    assert "Name a lead for alcohol. The response The board named one." in said
    assert "Publish the register. No response is recorded yet." in said
    assert "Empty theme" not in said
    assert crumbs(page) == [("/assessments/", "Assessments")]
    shown = page.content.decode()
    for address in ("/organisations/marsh-health-trust/", "/areas/northmarsh/", "/bodies/board/"):
        assert f'href="{address}"' in shown
    assert re.search(r'href="/plans/green-plan/#action-\d+"', shown)


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (1, True)])
def test_what_it_found_is_there_from_the_day_it_was_received(client, review, days, shown):
    on = f"?on={DAY + days * A_DAY}"
    said = words(client.get(f"/assessments/caa/{on}"))

    assert ("Hospitals use much fuel." in said) is shown
    assert ("this review was still to come" in said) is not shown
    listed = words(client.get(f"/assessments/{on}"))
    assert ("Reviews to come, as seen on" in listed) is not shown
    assert ("3 areas for improvement" in listed) is shown


def test_names_are_those_of_the_day(client, review):
    assert "co-ordinated by Partnership Board" in words(client.get("/assessments/caa/?on=2012-01-01"))


def test_the_calendar_lists_reviews_to_come_received_ones_and_themes_that_recur(cast, client, review):
    peer = make_assessment(
        cast.partnership, "Peer review", slug="peer", kind="peer", received_on=datetime.date(2010, 3, 1),
        received_as_said="March 2010",
    )  # fmt: skip
    add_theme(peer, name="people", by=cast.officer)
    make_assessment(cast.board, "Refresh", slug="refresh", kind="annual", received_on=datetime.date(2010, 9, 1))

    said = words(client.get("/assessments/?on=2010-03-01"))

    assert (
        "Reviews to come, as seen on 1 March 2010 Refresh Annual review of Partnership Board: 1 September 2010" in said
    )
    assert (
        "Received by 1 March 2010 Peer review Peer review of Brackwater Partnership, received March 2010 "
        "Area assessment 2009 1 open Area assessment of Brackwater Partnership, by The inspectorates, received "
        "October 2009 3 areas for improvement: 1 answered by a planned action, 1 with a response that was under way "
        "already, 1 open."
    ) in said
    assert (
        "Themes that recur Named by more than one of these assessments. People: Area assessment 2009, Peer review"
        in said
    )
    assert "Themes that other assessments name too People:" in words(client.get("/assessments/peer/"))
    assert "Themes that recur" not in words(client.get("/assessments/?on=2010-02-28"))


def test_without_any_the_page_says_so(cast, client):
    assert "None is published." in words(client.get("/assessments/"))
    assert client.get("/assessments/none/").status_code == 404


# What is not public -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", ["visitor", "member", "secretary", "officer"])
def test_a_draft_shows_nowhere_but_to_its_editors_on_its_page(cast, client, review, viewer):
    draft = make_assessment(cast.partnership, HIDDEN, slug="hidden", state="draft")
    add_theme(draft, name="People", by=cast.officer)
    make_issue(draft, HIDDEN)
    if viewer != "visitor":
        client.force_login(getattr(cast, viewer))

    for address in ("/assessments/", "/assessments/caa/"):
        said = words(client.get(address))
        assert HIDDEN not in said
        assert "People:" not in said
    page = client.get("/assessments/hidden/")
    if viewer == "officer":
        assert "This is a draft. Only people who edit the records of Brackwater Partnership can see it." in words(page)
    else:
        assert page.status_code == 404


def test_an_action_of_a_plan_that_is_not_public_answers_nothing_yet(cast, client, review):
    version = make_version(make_plan(cast.health, HIDDEN))
    issue = review.issues.get(position=1)
    answer_issue(issue, make_plan_action(version, HIDDEN), note=HIDDEN, by=cast.officer)

    for user in (None, cast.officer):
        if user is not None:
            client.force_login(user)
        for address in ("/assessments/", "/assessments/caa/"):
            page = client.get(address)
            assert HIDDEN not in page.content.decode()
            assert "1 open" in words(page)


# Numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, review, times):
    version = make_version(make_plan(cast.health))
    actions = [make_plan_action(version) for _ in range(times)]
    publish(version)
    for action in actions:
        theme = add_theme(review, name=f"Theme {action.ref}", by=cast.officer)
        issue = make_issue(review, theme=theme)
        issue.organisations.set(Organisation.objects.all())
        issue.areas.set([make_area(cast.partnership)])
        answer_issue(issue, action, by=cast.officer)
        other = make_assessment(cast.partnership)
        write(make_issue(other), by=None)

    with django_assert_num_queries(5):
        client.get("/assessments/")
    with django_assert_num_queries(8):
        client.get("/assessments/caa/")
