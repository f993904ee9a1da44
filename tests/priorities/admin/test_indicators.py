"""Indicators on the officers' site: the form, figures and baselines by deeds, publication."""

from decimal import Decimal

import pytest

from priorities.models import Baseline, Indicator, Value
from tests.governance.admin.conftest import administrator, officer, secretary, world  # noqa: F401  # the fixtures
from tests.governance.admin.filling import errors_of
from tests.governance.admin.test_body_deeds import do
from tests.make_priorities import make_area, make_indicator, make_plan, make_priority, make_strategy

pytestmark = pytest.mark.django_db

ADD = "/admin/priorities/indicator/add/"
YEAR = {"starts": "1 April 2009", "ends": "31 March 2010", "period": "2009/10"}


@pytest.fixture
def priority(world):  # noqa: F811
    return make_priority(make_strategy(world.cast.partnership), "Fewer empty homes", lead=world.cast.health)


@pytest.fixture
def indicator(world, priority):  # noqa: F811
    return make_indicator(world.cast.health, "Empty homes", state="draft", priority=priority)


def deed(record, slug):
    return f"/admin/priorities/indicator/{record.pk}/deed/{slug}/"


def change(record):
    return f"/admin/priorities/indicator/{record.pk}/change/"


def buttons(client, record):
    page = client.get(change(record))
    return {address.split("/")[-2] for group in page.context["deeds"].values() for address, _ in group}


def facts(world, **more):  # noqa: F811
    area = make_area(world.cast.partnership)
    return {"name": "Made", "slug": "made", "body": world.cast.health.pk, "area": area.pk, "decimals": "1", **more}


def test_an_indicator_is_added_given_figures_and_published(world, secretary, priority, client):  # noqa: F811
    do(secretary, ADD, **facts(world, accountability="population", priority=priority.pk, better="down", unit="%"))
    indicator = Indicator.objects.get()
    assert buttons(secretary, indicator) == {"record", "rebase", "publish", "withdraw"}

    do(secretary, deed(indicator, "record"), number="12.5", note="Provisional", **YEAR)
    do(secretary, deed(indicator, "record"), number="11", series="target", **YEAR)
    do(secretary, deed(indicator, "rebase"), number="14", period="2007/08", on="1 April 2008")
    do(secretary, deed(indicator, "publish"), reason="Checked.")

    value = Value.objects.in_turn()[0]
    assert (value.number, str(value.starts), str(value.ends)) == (Decimal("12.5"), "2009-04-01", "2010-04-01")
    assert value.recorded_by.username == "secretary"
    assert Baseline.objects.get().number == 14
    said = client.get("/indicators/made/").content.decode()
    assert "12.5% in 2009/10 is the first figure" in said
    page = secretary.get(change(indicator)).content.decode()
    assert "Last recorded" in page
    assert "12.5" in page
    assert "2007/08" in page
    assert buttons(secretary, indicator) == {"record", "rebase", "withdraw"}


def test_the_form_never_mixes_the_two_kinds(world, secretary, priority):  # noqa: F811
    plan = make_plan(world.cast.health)
    mixed = facts(world, accountability="performance", priority=priority.pk)
    response = do(secretary, ADD, **mixed)
    assert "A performance measure judges a service" in errors_of(response)

    response = do(secretary, ADD, **{**mixed, "accountability": "population", "priority": "", "plan": plan.pk})
    assert "A population indicator tells about everybody in an area" in errors_of(response)
    assert not Indicator.objects.exists()


def test_the_kind_and_the_address_stay(world, secretary, indicator):  # noqa: F811
    do(secretary, change(indicator), name="Homes", accountability="performance", slug="other")

    indicator.refresh_from_db()
    assert (indicator.name, indicator.accountability) == ("Homes", "population")
    assert indicator.slug != "other"


def test_a_published_indicator_goes_on_telling_about_something(world, secretary, indicator):  # noqa: F811
    do(secretary, deed(indicator, "publish"))

    response = do(secretary, change(indicator), priority="")

    assert "Name the priority that the indicator tells about" in errors_of(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": "many"}, "“many” is no number: write it like 1250 or 12.5."),
        ({"number": "1", "starts": "31 February 2009"}, "Write the day like 25/01/2012 or 25 January 2012."),
        ({"number": "1", "ends": "1 March 2009"}, "The period ends before it begins: give a later last day."),
        ({"number": ""}, "There is no figure for"),
        ({"number": "1", "ends": "31 March 2090"}, "2009/10 is not over yet: record what is expected as a forecast."),
    ],
)
def test_a_broken_figure_is_refused_and_what_was_typed_stays(secretary, indicator, typed, sentence):  # noqa: F811
    response = do(secretary, deed(indicator, "record"), **{**YEAR, **typed})

    assert sentence in errors_of(response)
    assert 'value="2009/10"' in response.content.decode()
    assert not Value.objects.exists()


def test_figures_may_be_typed_with_commas_and_signs(secretary, indicator):  # noqa: F811
    do(secretary, deed(indicator, "record"), number="£120,000.5", **YEAR)
    do(secretary, deed(indicator, "rebase"), number="1,250", period="2007/08", on="1 April 2008")

    assert Value.objects.get().number == Decimal("120000.5")
    assert Baseline.objects.get().number == 1250


def test_a_figure_of_a_foreign_area_is_not_offered(world, secretary, indicator):  # noqa: F811
    make_area(world.theme.partnership, "Farfield")
    make_area(world.cast.partnership, "Nearfield")

    page = secretary.get(deed(indicator, "record")).content.decode()

    assert "Nearfield" in page
    assert "Farfield" not in page


def test_who_does_not_edit_the_body_finds_nothing(world, secretary):  # noqa: F811
    foreign = make_indicator(world.cast.jobs, state="draft")

    assert secretary.get(change(foreign)).status_code == 302
    assert secretary.get(deed(foreign, "record")).status_code == 302
    assert "Indicator" not in secretary.get("/admin/priorities/indicator/").content.decode().partition("result_list")[2]
