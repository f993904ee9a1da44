"""Pages of indicators: the list with its filters, one indicator, and its figures as a file."""

import csv
import datetime
import io
import re

import pytest

from priorities.indicators.figures import withdraw_indicator
from priorities.models import PriorityName
from priorities.report_cards.card_reading import cards_on
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_area,
    make_indicator,
    make_plan,
    make_priority,
    make_strategy,
    make_value,
)
from tests.priorities.views.oba_crowd import make_accepted_card, make_measure, make_neets, year

pytestmark = pytest.mark.django_db

SECRET = "Quillfeather"
PAGE = "/indicators/out-of-work/"


def page(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200, address
    return words(response)


# The list -----------------------------------------------------------------------------------------------------


def test_the_list_groups_by_kind_and_by_what_is_told_about(cast, client):
    make_neets(cast)
    make_measure(cast)
    make_indicator(cast.health, "Loose one")

    said = page(client, "/indicators/").partition("Find ")[2]

    assert "3 indicators: 1 getting better, 1 getting worse, 1 nothing to compare with yet." in said
    order = (
        "How well off everybody is",
        "Better chances for young people",
        (
            "Young people out of work Getting worse: it rose from 7.4% in 2019/20 to 7.6% in 2020/21. "
            "The target for 2020/21 was 7.0%: missed by 0.6 points. Brackwater, kept by Leadership Board"
        ),
        "Others Loose one No figure yet.",
        "How well services work",
        "Health plan Health checks done Getting better: it rose from 1,200 people in 2019/20 to 1,450 people in 2020/21.",
    )
    places = [said.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=YOUNG+work", ["Young people out of work"]),
        ("words=year+olds", ["Young people out of work"]),
        ("movement=better", ["Health checks done"]),
        ("movement=worse&kind=performance", []),
        ("kind=performance", ["Health checks done"]),
        ("body=health", ["Health checks done"]),
        ("movement=sideways", ["Young people out of work", "Health checks done"]),
    ],
)
def test_each_filter_narrows(cast, client, query, found):
    make_neets(cast)
    make_measure(cast)

    response = client.get(f"/indicators/?{query}")

    assert [entry.indicator.name for entry in response.context["page"].object_list] == found
    if not found:
        assert "No indicator matches what you look for." in words(response)
    if "sideways" in query:
        assert "Choose how it goes from the list." in words(response)


def test_keepers_of_the_same_name_stand_under_their_partnerships(cast, client):
    elsewhere = make.make_partnership("elsewhere", "Elsewhere Partnership")
    for body in (cast.health, make.make_body("elsewhere-health", "Health", partnership=elsewhere)):
        make_indicator(body)

    html = client.get("/indicators/").content.decode()

    groups = re.findall(r'<optgroup label="([^"]+)">\s*<option value="([^"]+)">Health<', html)
    assert groups == [("Brackwater Partnership", "health"), ("Elsewhere Partnership", "elsewhere-health")]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(cast, client, django_assert_num_queries, number):
    for each in range(number):
        priority = make_priority(make_strategy(cast.partnership), lead=cast.jobs)
        year(make_indicator(cast.board, priority=priority), 2019, each)
        make_measure(cast, slug=f"checks-{each}")

    with django_assert_num_queries(5):
        client.get("/indicators/")


# One indicator ------------------------------------------------------------------------------------------------


def test_the_page_answers_first_then_shows_the_curve_areas_and_source(cast, client):
    indicator = make_neets(cast, invented=True)
    make_accepted_card(cast, indicator)

    response = client.get(PAGE)
    said = words(response)

    order = (
        "How well off everybody is Young people out of work",
        "Getting worse: it rose from 7.4% in 2019/20 to 7.6% in 2020/21.",
        (
            "It is 1.3 points better than the baseline of 8.9% (2017/18). "
            "The target for 2020/21 was 7.0%: missed by 0.6 points."
        ),
        "Lower is better. Figures are for Brackwater.",
        "The curve",
        "Example data These figures are invented.",
        "Young people out of work, Brackwater (%) Period Actual Target Forecast Note",
        "2020/21 7.6 7.0 – Provisional 2021/22 – 6.5 7.1",
        "What is counted 16 to 18 year olds. It tells about the priority Better chances for young people.",
        "Source: Careers service. Kept by Leadership Board.",
        "On report cards Young people out of work, April 2020 to March 2021",
        "Area by area Gaps are measured to Brackwater.",
        "Brackwater 7.6% in 2020/21 The others are compared with this",
        "East Brackwater 10.1% in 2020/21 2.5 points behind The gap widens by 0.9 points (since 2019/20).",
        "Low Marsh 7.2% in 2020/21 0.4 points ahead There is no gap to close (since 2019/20).",
        "Upper Fell and the Responsibilities 7.9% in 2019/20 0.5 points behind Nothing to compare with yet.",
        (
            "Do the local targets add up? 2021/22, by district or borough: local targets run from 6.0% to 8.5%, "
            "and the overarching target is 6.5%. It lies among them, as an average must."
        ),
    )
    places = [said.find(each) for each in order]
    assert -1 not in places, [each for each, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert crumbs(response) == [("/indicators/", "Indicators")]


def test_gaps_are_measured_to_the_area_that_the_indicator_names(cast, client):
    indicator = make_neets(cast)
    indicator.compared_with = make_area(cast.partnership, "England", kind="country")
    make.written_apart(indicator)
    for first, number in ((2019, "6.0"), (2020, "6.2")):
        year(indicator, first, number, area=indicator.compared_with)

    said = page(client)

    assert "Gaps are measured to England." in said
    assert "Brackwater 7.6% in 2020/21 1.4 points behind The gap stays the same (since 2019/20)." in said


def test_districts_are_shown_with_their_share_of_a_count_and_never_behind_the_whole(cast, client):
    county = make_area(cast.partnership, "Brackwater", kind="county")
    homes = make_indicator(cast.board, slug="homes", unit="homes", decimals=0, area=county)
    for name, before, after, target in (("East", 62, 71, 80), ("West", 443, 477, 500)):
        district = make_area(cast.partnership, name, parent=county)
        year(homes, 2019, before, area=district)
        year(homes, 2020, after, area=district)
        year(homes, 2021, target, area=district, series="target")
    for first, number in ((2019, 505), (2020, 548)):
        year(homes, first, number)

    said = page(client, "/indicators/homes/")

    assert "An area has its share of the figure for Brackwater, and is not compared with it" in said
    assert (
        "East 71 homes in 2020/21 13% of the whole Getting better: it rose from 62 homes in 2019/20 to 71 homes in 2020/21. "
        "The target for 2021/22 is 80 homes: 9 to go."
    ) in said
    assert "Brackwater 548 homes in 2020/21 The whole" in said
    assert "behind" not in said.lower()
    assert "gap" not in said.lower()


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2020-03-31", "it fell from 8.9% in 2017/18 to 8.0% in 2018/19."),
        ("2020-04-01", "it fell from 8.0% in 2018/19 to 7.4% in 2019/20."),
        ("2020-04-02", "it fell from 8.0% in 2018/19 to 7.4% in 2019/20."),
    ],
)
def test_the_page_speaks_of_the_day(cast, client, on, sentence):
    make_neets(cast)

    assert f"Getting better: {sentence}" in page(client, f"{PAGE}?on={on}")


def test_names_are_those_of_the_day(cast, client):
    make_neets(cast)

    assert "Kept by Partnership Board" in page(client, f"{PAGE}?on=2019-06-01")
    assert "Kept by Leadership Board" in page(client, f"{PAGE}?on=2021-06-01")


def test_a_draft_is_for_its_editors_alone(cast, client):
    make_indicator(cast.health, f"{SECRET} draft", slug="hidden", state="draft")
    for address in ("/indicators/hidden/", "/indicators/hidden.csv"):
        assert client.get(address).status_code == 404
    assert SECRET not in client.get("/indicators/").content.decode()

    client.force_login(cast.secretary)

    assert "Draft Only people who edit this indicator can see it." in page(client, "/indicators/hidden/")
    assert SECRET in client.get("/indicators/").content.decode()


def test_a_withdrawn_indicator_is_gone(cast, client):
    indicator = make_neets(cast)
    withdraw_indicator(indicator, by=cast.officer)

    assert client.get(PAGE).status_code == 404


def test_neither_page_names_a_draft_priority_or_a_draft_plan(cast, client):
    secret = make_priority(make_strategy(cast.partnership), f"{SECRET} priority", state="draft")
    of_draft = make_priority(make_strategy(cast.partnership, state="draft"), f"{SECRET} of a draft strategy")
    unnamed = make_priority(make_strategy(cast.partnership), f"{SECRET} to come", on="2030-01-01")
    for number, priority in enumerate((secret, of_draft, unnamed)):
        make_indicator(cast.board, slug=f"open-{number}", priority=priority)
    make_indicator(cast.board, slug="open-3", accountability="performance", plan=make_plan(cast.board, SECRET))

    for address in ("/indicators/", *(f"/indicators/open-{number}/" for number in range(4))):
        assert SECRET not in client.get(address).content.decode(), address
    assert "Others" in page(client, "/indicators/")


def test_a_priority_bears_the_name_of_the_day(cast, client):
    indicator = make_neets(cast)
    name = indicator.priority.names.get()
    name.ends = datetime.date(2020, 1, 1)
    make.written_apart(name)
    make.written_apart(PriorityName(priority=indicator.priority, name="New name", starts=datetime.date(2020, 1, 1)))

    assert "the priority Better chances for young people" in page(client, f"{PAGE}?on=2019-12-31")
    assert "the priority New name" in page(client, f"{PAGE}?on=2020-01-01")


def test_a_draft_card_is_not_named_on_the_page(cast, client):
    indicator = make_neets(cast)
    card = make_accepted_card(cast, indicator)

    assert "On report cards" not in page(client, f"{PAGE}?on=2021-06-09")
    assert "On report cards" in page(client, f"{PAGE}?on=2021-06-10")
    assert list(cards_on(datetime.date(2021, 6, 10), cast.visitor)) == [card]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(cast, client, django_assert_num_queries, number):
    indicator = make_neets(cast)
    for each in range(number):
        area = make_area(cast.partnership, parent=indicator.area)
        year(indicator, 2010 + each, each)
        year(indicator, 2010 + each, each, area=area)
        make_accepted_card(cast, indicator, slug=f"card-{each}")

    with django_assert_num_queries(6):
        client.get(PAGE)


# The file -----------------------------------------------------------------------------------------------------


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def test_the_file_holds_every_figure_that_counts_as_it_was_recorded(cast, client):
    indicator = make_neets(cast, invented=True)
    year(indicator, 2020, "7.6543")
    year(indicator, 2016, None)
    year(indicator, 2014, "-1.5", note="=2+2")

    response = client.get("/indicators/out-of-work.csv")
    found = rows(response)

    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert len(found) == 20 - 2 + 1 - 1 + 0
    actual = {row["period"]: row for row in found if row["area"] == "Brackwater" and row["series"] == "Actual"}
    assert list(actual) == ["2014/15", "2015/16", "2017/18", "2018/19", "2019/20", "2020/21"]
    assert actual["2020/21"]["figure"] == "7.6543"
    assert (actual["2014/15"]["figure"], actual["2014/15"]["note"]) == ("-1.5", "'=2+2")
    assert (actual["2020/21"]["from"], actual["2020/21"]["to"]) == ("2020-04-01", "2021-03-31")
    assert {row["invented"] for row in found} == {"yes"}


def test_a_figure_bears_the_day_of_london_on_which_it_was_recorded(cast, client):
    indicator = make_neets(cast)
    late = datetime.datetime(2021, 6, 30, 23, 30, tzinfo=datetime.UTC)
    make_value(indicator, "2012-04-01", "2013-04-01", 777, recorded_at=late)

    found = rows(client.get("/indicators/out-of-work.csv"))

    assert [row["recorded"] for row in found if row["figure"] == "777"] == ["2021-07-01"]


def test_the_file_speaks_of_the_day(cast, client):
    make_neets(cast)

    found = rows(client.get("/indicators/out-of-work.csv?on=2020-03-31"))

    assert {row["period"] for row in found if row["series"] == "Actual"} == {"2015/16", "2016/17", "2017/18", "2018/19"}


def test_values_of_another_indicator_are_never_mixed_in(cast, client):
    make_neets(cast)
    make_value(make_indicator(cast.board, area=make_area(cast.partnership)), "2015-04-01", "2016-04-01", 77)

    assert all(row["figure"] != "77" for row in rows(client.get("/indicators/out-of-work.csv")))
