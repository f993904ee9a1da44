"""Warwick: before and after the restructuring of 5 March 2009, and the role change of 2010."""

import datetime

from django.contrib.auth.models import AnonymousUser

from governance.models import BodyPeriod, Function, Link, Seat
from meetings.models import Correction
from tests.partnership.test_example.looking import period, places, roll, signed, the

TOWN_HALL = "Town Hall, Leamington Spa"


def test_warwick_has_four_priority_and_three_associate_themes_from_5_march_2009():
    before, after = datetime.date(2009, 3, 4), datetime.date(2009, 3, 5)
    of_kind = BodyPeriod.objects.filter(partnership=the("warwick"))
    assert of_kind.in_force(before).filter(kind__slug="thematic-partnership").count() == 5
    assert {each.name for each in of_kind.in_force(after).filter(kind__slug="thematic-partnership")} == {
        "Safer Communities",
        "Health and Wellbeing",
        "Housing and Social Environment",
        "Economy, Jobs and Recession Planning",
    }
    assert {each.name for each in of_kind.in_force(after).filter(kind__slug="associate-theme-group")} == {
        "Children and Young People",
        "Area Community Learning",
        "Culture and Leisure",
    }
    assert not the("warwick-stakeholder-advisory-forum").period_on(before).exists()


def test_the_list_of_the_forum_makes_sixteen_places_where_the_paper_asks_for_ten_to_twelve():
    lines = roll("warwick-stakeholder-advisory-forum", "2009-03-05")
    assert places(lines) == 16
    assert [line.low for line in lines if line.seat.of_kind] == [4, 3]
    terms = signed("warwick-stakeholder-advisory-forum", "2009-06-18")
    assert "10 to 12 partners" in terms.sections.get(kind="membership").text


def test_theme_leads_attend_the_executive_group():
    line = next(line for line in roll("warwick-executive-group", "2009-04-16") if line.seat.role == "in attendance")
    assert (line.seat.kind, line.low, len(line.holders)) == (Seat.Kind.DERIVED, 4, 4)


def test_the_executive_group_is_small_and_one_line_holds_only_on_a_condition():
    lines = roll("warwick-executive-group", "2009-03-05")
    assert [(line.seat.title, line.low) for line in lines] == [
        ("Chair", 0),
        ("Local authorities", 2),
        ("Primary Care Trust", 1),
        ("Police", 1),
        ("Voluntary and community sector", 1),
        ("Learning and Skills Council", 1),
        ("Others", 1),
        ("Theme leads", 4),
    ]
    assert [line.seat.title for line in lines if line.seat.condition] == ["Others"]


def test_every_lettered_part_of_the_appendix_has_its_terms():
    parts = {
        "A": ["warwick-county-representatives"],
        "C": ["warwick-executive-group"],
        "D": [
            "warwick-safer-communities",
            "warwick-health-and-wellbeing",
            "warwick-housing-and-social-environment",
            "warwick-economy-jobs-and-recession-planning",
            "warwick-children-and-young-people",
            "warwick-area-community-learning",
            "warwick-culture-and-leisure",
        ],
        "E": ["warwick-alcohol-abuse", "warwick-migrant-workforce", "warwick-homelessness"],
    }
    for slugs in parts.values():
        for slug in slugs:
            terms = signed(slug, "2009-03-05")
            assert (terms.version, terms.level, terms.signed_at.slug) == ("1", "headline", "warwick-executive-group")
            assert (terms.signed_on, terms.signed_place) == (datetime.date(2009, 3, 5), TOWN_HALL)
    forum = signed("warwick-stakeholder-advisory-forum", "2009-06-18")
    assert (forum.level, forum.signed_at.slug) == ("headline", "warwick-stakeholder-advisory-forum")


def test_warwick_is_represented_on_the_county_board():
    board = the("warwickshire-public-service-board")
    link = Link.objects.get(type=Link.Type.REPRESENTED_AT)
    assert (link.source.slug, link.target) == ("warwick-executive-group", board)
    line = next(line for line in roll(board.slug, "2009-03-05") if line.seat.of_body)
    assert line.seat.of_body.slug == "warwick-executive-group"
    assert len(line.holders) == 2


def test_the_role_change_of_2010_moves_monitoring_to_the_theme_co_ordination_group():
    title = "Detailed monitoring of the delivery plan"
    days = [datetime.date(2010, 9, 1), datetime.date(2010, 9, 2)]
    bodies = [Function.objects.in_force(day).get(title=title).body.slug for day in days]
    assert bodies == ["warwick-executive-group", "warwick-theme-co-ordination-group"]
    lists = [[line.seat.title for line in roll("warwick-theme-co-ordination-group", day)] for day in days]
    others = "Representatives of other themes and interest groups"
    assert lists == [["Theme leads", others], [others, "Lead officers for the priorities"]]
    assert "proposal of 2010" in period("warwick-theme-co-ordination-group", days[1]).purpose


def test_who_was_there_on_16_july_2009_was_corrected_for_all_to_see():
    row = Correction.objects.visible_to(AnonymousUser()).get(entry=None)
    assert row.minutes.meeting == the("warwick-executive-group").meetings.get(day="2009-07-16")
    assert row.agreed_at == row.minutes.approved_at
    assert "<h3>Absent</h3>" in row.before
    assert "<h3>Absent</h3>" not in row.after
    assert row.minutes.meeting.attendances.get(person__slug="remy-rehearsal").how == "apologies"
