"""The history of a body: what had happened by the day, and what is planned."""

import datetime

import pytest

from governance.models import Link
from governance.restructuring import (
    Newcomer,
    change_kind,
    describe,
    establish,
    hand_over,
    move,
    rename,
)
from tests import make
from tests.cast import DAY_BEFORE, REASON, RESTRUCTURED
from tests.governance.views.reading import said

DAY_AFTER = RESTRUCTURED + datetime.timedelta(days=1)
FAR = datetime.date(2095, 4, 1)


def test_the_history_tells_each_kind_of_event_with_its_reason(client, cast):
    by = {"by": cast.administrator}
    make.make_link(cast.culture, cast.health, Link.Type.ADVISES, on="2021-02-01", until="2022-02-01", note="Arts.")
    function = make.make_function(cast.culture, "Festival", on="2021-03-01")
    hand_over(function, to=cast.health, on=datetime.date(2021, 6, 1), **by, reason="It is about health.")
    change_kind(cast.culture, kind=make.kind("sub-group"), on=datetime.date(2021, 7, 1), **by, reason="Smaller.")
    describe(cast.culture, on=datetime.date(2021, 8, 1), **by, standing="shadow", meetings_as_said="monthly")
    make.make_body("choir", "Choir Group", parent=cast.culture, kind="sub-group", on="2021-09-01", ends="2021-10-01")
    make.make_terms(cast.culture, state="published", on="2021-11-01")

    text = said(client, "culture-forum", "history")

    for event in (
        "1 November 2021 Version 1 of its terms of reference was signed off at the meeting of 1 November 2021.",
        "1 October 2021 Choir Group no longer reports to it.",
        "1 September 2021 Choir Group began to report to it.",
        "1 August 2021 Culture Forum went to work in shadow form. Meetings expected: monthly.",
        "1 July 2021 Culture Forum became a sub-group; it was a forum. Smaller.",
        "1 June 2021 “Festival” went to Health. It is about health.",
        "1 March 2021 Took on “Festival”.",
        "1 February 2021 New dotted line: advises Health. Arts.",
        "1 February 2022 Dotted line ended: advises Health.",
        "1 April 2008 Culture Forum was established.",
    ):
        assert event in text
    assert text.index("2022") < text.index("2021") < text.index("2008")
    assert "Culture Forum now reports to Jobs and Skills; it reported to Partnership Board before." in text


def test_what_came_and_went_together_is_one_sentence(client, cast):
    text = said(client, "board", "history")

    assert "1 April 2020 Renamed from “Partnership Board” to “Leadership Board”." in text
    assert "Safer and Stronger began to report to it." in text
    assert "Culture Forum, Safer Streets and Stronger Communities no longer report to it." in text
    assert text.count(REASON) == 1


def test_a_merger_is_told_in_both_histories(client, cast):
    sentence = "Safer Streets merged into Safer and Stronger."

    assert sentence in said(client, "safer-streets", "history")
    assert sentence in said(client, "safer-and-stronger", "history")


@pytest.mark.parametrize(("day", "happened"), [(DAY_BEFORE, False), (RESTRUCTURED, True), (DAY_AFTER, True)])
def test_the_history_ends_with_the_day(client, cast, day, happened):
    text = said(client, "board", "history", day)

    assert ("Renamed from" in text) is happened
    assert ("More happened after 31 March 2020." in text) is not happened
    assert "Planned" not in text


def test_what_is_to_come_stands_apart_as_planned(client, cast):
    rename(cast.board, name="Grand Board", on=FAR, by=cast.administrator, reason="Grander.")
    move(cast.culture, to=cast.health, on=FAR, by=cast.administrator)

    today = said(client, "board", "history")
    planned, happened = today.split("What has happened")
    assert "1 April 2095 Renamed from “Leadership Board” to “Grand Board”. Grander." in planned
    assert "Grand Board" not in happened
    assert "Planned" not in said(client, "board", "history", DAY_BEFORE)
    assert "Grand Board" not in said(client, "board", "history", DAY_BEFORE)
    then = said(client, "board", "history", FAR)
    assert "Grand Board" in then.split("What has happened")[1]
    assert "Grand Board" not in said(client, "board")
    assert "Grand Board" in said(client, "board", on=FAR)


def test_a_date_is_given_as_the_source_said_it(client, cast):
    new = Newcomer("october", "October Group", make.kind("sub-group"), parent=cast.health)
    establish(new, on=datetime.date(2019, 10, 1), by=cast.administrator, dates_as_said="October 2019")

    assert "October Group was established. (October 2019)" in said(client, "october", "history")
    assert "Began October 2019" in said(client, "october")
