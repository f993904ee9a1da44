"""The panel that tells somebody signed in how many of their actions await an update."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from governance.foundation.deeds import write
from priorities.models import Update
from tests import make
from tests.make_priorities import make_plan, make_plan_action, make_update, make_version, publish
from tests.priorities.leading_cast import A_DAY, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    return scene(cast)


def panel(user) -> str:
    request = RequestFactory().get("/")
    request.user, request.day, request.today = user, make.today(), make.today()
    written = Template("{% load updates %}{% updates_wanted %}").render(Context({"request": request}))
    return " ".join(written.split())


def test_it_counts_what_awaits_an_update_and_leads_there(cast, told):
    due = f"{told.former.updates_due.day} {told.former.updates_due:%B %Y}"
    assert f"<strong>2</strong> of 2 actions await an update, due by {due}." in panel(cast.member)
    assert 'href="/updates/"' in panel(cast.member)
    make_update(told.clinic, told.former)
    assert "<strong>1</strong> of 2 actions awaits an update" in panel(cast.member)
    make_update(told.walks, told.former)
    assert "None of your 2 actions awaits an update." in panel(cast.member)


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_it_says_when_they_are_overdue(cast, told, days, overdue):
    told.former.updates_due = make.today() + days * A_DAY
    write(told.former, by=None)

    assert ("<strong>overdue</strong> since" in panel(cast.member)) == overdue


def test_the_public_and_whoever_leads_nothing_see_nothing_of_it(cast, told):
    assert [panel(user) for user in (cast.visitor, cast.chair, cast.former_member)] == ["", "", ""]
    assert not Update.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_plans(cast, number, django_assert_num_queries):
    told = scene(cast)
    for _ in range(number):
        version = make_version(make_plan(cast.health, framework=told.framework))
        make_update(make_plan_action(version, lead_officer=cast.member_person), told.oldest)
        publish(version)
    with django_assert_num_queries(4):
        panel(cast.member)
    with django_assert_num_queries(0):
        panel(cast.visitor)
