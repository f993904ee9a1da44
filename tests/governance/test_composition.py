"""Rules about the members of a body: each kind, what breaks it, and on which days it binds."""

import datetime

import pytest

from governance.composition import broken_on, clashes, quorum_of, rule_in_words, rules_on
from governance.composition.composing import amend_rule, lay_down
from governance.foundation.deeds import Refused
from governance.models import CompositionCategory, CompositionRule, Membership, Seat
from governance.restructuring import end
from governance.seats.presence import Names
from governance.seats.roll import roll_on
from governance.seats.seating import step_down
from tests import make
from tests.refusing import refusal

TODAY = make.today()


def sentences(body, day=TODAY):
    return [broken.sentence for broken in broken_on(body, day)]


@pytest.fixture
def areas(cast):
    """Two area partnerships and a seat for two of each on the board."""
    coast = make.make_body("coast", "Coast Area", parent=cast.board, kind="area-partnership")
    hills = make.make_body("hills", "Hills Area", parent=cast.board, kind="area-partnership")
    seat = make.make_seat(
        cast.board, "Areas", kind=Seat.Kind.NOMINATED, of_kind=make.kind("area-partnership"), low=2, high=2
    )
    return coast, hills, seat


def test_the_size_names_everybody_and_says_how_many_are_missing_or_too_many(cast):
    few = make.make_rule(cast.board, low=4, high=6)
    assert sentences(cast.board) == ["3 members, 1 fewer than 4: Ida Marlow, Tom Ferris and Owen Lark."]

    amend_rule(few, ends=TODAY, by=cast.administrator)
    make.make_rule(cast.board, high=2, on=TODAY)
    assert sentences(cast.board) == ["3 members, 1 more than 2: Ida Marlow, Tom Ferris and Owen Lark."]


@pytest.mark.parametrize(("low", "high"), [(3, 3), (None, 3), (3, None)])
def test_a_size_that_is_just_kept_is_kept(cast, low, high):
    make.make_rule(cast.board, low=low, high=high)

    assert sentences(cast.board) == []


def test_somebody_in_attendance_is_no_member(cast):
    make.make_membership(make.make_seat(cast.board, "Clerk", role=Seat.Role.SECRETARIAT))
    make.make_rule(cast.board, high=3)

    assert sentences(cast.board) == []


def test_a_category_counts_those_of_it(cast):
    make.make_rule(
        cast.board,
        "category",
        categories=[
            {"of": "sector", "sector": "council", "least": 3, "words": "councillor"},
            {"of": "sector", "sector": "police", "least": 1},
            {"of": "grade", "grade": 5, "least": 2},
            {"of": "role", "role": "chair"},
        ],
    )

    assert sentences(cast.board) == [
        "1 councillor missing; there is only Ida Marlow and Tom Ferris; 1 member for the sector police missing."
    ]


def test_categories_by_line_kind_of_seat_organisation_and_community(cast):
    make.make_rule(
        cast.board,
        "category",
        categories=[
            {"of": "seat", "seat": cast.member_seat, "least": 2},
            {"of": "seat kind", "seat_kind": "derived", "least": 2},
            {"of": "organisation", "organisation": cast.trust, "least": 2},
            {"of": "community"},
        ],
    )

    (sentence,) = sentences(cast.board)
    assert "1 member in the seat “Partner organisations” missing; there is only Tom Ferris" in sentence
    assert "1 member by a seat “chair of another body” missing; there is only Owen Lark" in sentence
    assert "1 member of Marsh Health Trust missing; there is only Owen Lark" in sentence
    assert "1 community representative missing." in sentence
    make.make_membership(cast.member_seat, for_community=True, on_behalf_of=cast.trust)
    (sentence,) = sentences(cast.board)
    assert "community" not in sentence
    assert "Marsh" not in sentence


def test_an_organisation_without_a_member_is_named(cast):
    fire = make.make_organisation("Marsh Fire Authority", kept_by=cast.partnership, sector="fire")
    make.make_rule(cast.board, "organisation", organisation=fire)
    make.make_rule(cast.board, "organisation", organisation=cast.council, low=3)

    assert sentences(cast.board) == [
        "Marsh Fire Authority has no member.",
        "Brackwater Council has 2 members of 3: Ida Marlow and Tom Ferris.",
    ]


def test_all_of_one_body_in_another_follows_who_sits_there_that_day(cast):
    make.make_rule(cast.health, "whole body", other_body=cast.board)
    assert sentences(cast.health) == ["Of Leadership Board, Ida Marlow and Tom Ferris are missing."]

    before = cast.left_on - datetime.timedelta(days=1)
    assert "Una Byrd" in sentences(cast.health, before)[0]
    assert "Una Byrd" not in sentences(cast.health, cast.left_on)[0]


def test_areas_without_their_representatives_are_named(cast, areas):
    coast, hills, seat = areas
    make.make_rule(
        cast.board,
        "per child",
        of_kind=make.kind("area-partnership"),
        low=2,
        categories=[{"of": "community"}],
    )
    for name in ("Ann Vale", "Ben Dale"):
        person = make.make_person(name, kept_by=cast.partnership)
        make.make_membership(seat, person, nominated_by=coast)
    make.make_membership(seat, make.make_person("Cat Hill", kept_by=cast.partnership), nominated_by=hills)

    assert sentences(cast.board) == [
        "Coast Area lacks 1 community representative; Hills Area has 1 of its 2, Cat Hill."
    ]


def test_without_a_kind_each_body_that_reports_here_sends_its_members(cast):
    make.make_rule(cast.board, "per child", low=1)

    assert sentences(cast.board) == ["Jobs and Skills has none of its 1; Safer and Stronger has none of its 1."]


def test_one_seat_for_each_organisation_names_the_one_with_two(cast):
    make.make_rule(cast.board, "one each")

    assert sentences(cast.board) == ["Brackwater Council has 2 seats: Ida Marlow and Tom Ferris."]


def test_the_chair_is_one_of_the_members(cast):
    make.make_rule(cast.board, "chair")
    assert sentences(cast.board) == ["Ida Marlow, in the chair, is in no other member’s seat."]

    make.make_membership(cast.member_seat, cast.chair_person)
    assert sentences(cast.board) == []
    make.make_rule(cast.board, "chair", other_body=cast.health)
    assert sentences(cast.board) == ["Ida Marlow, in the chair, is no member of Health."]
    make.make_rule(cast.jobs, "chair")
    assert sentences(cast.jobs) == ["Nobody is in the chair."]


def test_a_grade_binds_everybody_or_those_of_its_categories(cast):
    make.make_membership(cast.member_seat, make.make_person("Ann Vale", kept_by=cast.partnership))
    everybody = make.make_rule(cast.board, "grade", grade=5)
    assert sentences(cast.board) == [
        "Below chief executive, leader or equivalent: Tom Ferris. No grade is recorded for Ann Vale."
    ]

    amend_rule(everybody, ends=TODAY, by=cast.administrator)
    make.make_rule(cast.board, "grade", grade=5, on=TODAY, categories=[{"of": "sector", "sector": "health"}])
    assert sentences(cast.board) == []


def test_a_quorum_that_nobody_could_reach_is_broken(cast):
    rule = make.make_rule(cast.board, "quorum", low=4, categories=[{"of": "sector", "sector": "police"}])

    assert sentences(cast.board) == [
        "Even with every member there, a meeting would lack 1 more member and 1 member for the sector police."
    ]
    assert quorum_of(cast.board, TODAY) == rule
    assert quorum_of(cast.health, TODAY) is None


@pytest.mark.parametrize(
    ("share", "more_than", "members", "needed"),
    [((1, 2), False, 7, 4), ((1, 2), True, 8, 5), ((1, 2), True, 7, 4), ((1, 3), False, 9, 3), ((1, 1), False, 6, 6)],
)
def test_a_share_is_rounded_up(share, more_than, members, needed):
    top, bottom = share

    assert CompositionRule(share_top=top, share_bottom=bottom, more_than=more_than).needed(members) == needed
    assert CompositionRule(low=9, share_top=top, share_bottom=bottom).needed(members) == 9


def test_a_rule_binds_from_its_first_day_to_the_day_before_its_end(cast):
    starts, ends = datetime.date(2015, 3, 1), datetime.date(2016, 3, 1)
    make.make_rule(cast.board, low=9, on=starts, until=ends)
    one = datetime.timedelta(days=1)

    bound = [bool(rules_on(cast.board, day)) for day in (starts - one, starts, ends - one, ends)]
    assert bound == [False, True, True, False]
    assert [bool(sentences(cast.board, day)) for day in (starts - one, starts, ends - one, ends)] == bound


def test_a_derived_seat_changes_with_the_chair_and_with_no_edit(cast):
    make.make_rule(cast.board, "organisation", organisation=cast.trust)
    chair = Membership.objects.get(seat__body=cast.health, seat__role="chair")
    step_down(chair, on=TODAY, by=cast.administrator)

    assert sentences(cast.board, TODAY - datetime.timedelta(days=1)) == []
    assert sentences(cast.board, TODAY) == ["Marsh Health Trust has no member."]


def test_rules_end_with_their_body(cast):
    body = make.make_body(parent=cast.board)
    rule = make.make_rule(body)
    end(body, on=TODAY, by=cast.administrator)
    rule.refresh_from_db()

    assert rule.ends == TODAY


REFUSALS = [
    ({"kind": "size"}, "Say how many members, at least or at most."),
    ({"kind": "size", "low": 5, "high": 4}, "The least number is more than the greatest."),
    ({"kind": "category"}, "Say of which category members are asked for."),
    ({"kind": "organisation"}, "Say which organisation has a member."),
    ({"kind": "whole body"}, "Say whose members are all members."),
    ({"kind": "per child"}, "Say how many members come from each body, at least."),
    ({"kind": "grade"}, "Say the least grade."),
    ({"kind": "quorum"}, "Say how many members make a quorum, as a number or as a share."),
    ({"kind": "quorum", "share_top": 1}, "A share has two numbers: write a third as 1 in 3."),
    ({"kind": "quorum", "share_top": 3, "share_bottom": 2}, "A share is more than nothing"),
    ({"kind": "quorum", "share_top": 2, "share_bottom": 2, "more_than": True}, "“More than” needs a share"),
    ({"kind": "one each", "low": 2}, "“One seat for each organisation” says nothing of “at least”"),
    ({"kind": "size", "low": 2, "grade": 3}, "“Number of members” says nothing of “least grade”"),
    ({"kind": "size", "low": 2, "categories": [{"of": "community"}]}, "“Number of members” needs no category."),
    ({"kind": "category", "categories": [{"of": "sector"}]}, "Say which sector the category means."),
    (
        {"kind": "category", "categories": [{"of": "community", "sector": "fire"}]},
        "A category by “Speaks for the community” names nothing else",
    ),
    ({"kind": "category", "categories": [{"of": "community", "least": 0}]}, "A category asks for at least 1."),
]


@pytest.mark.parametrize(("facts", "sentence"), REFUSALS)
def test_a_rule_that_does_not_say_what_it_needs_is_refused_whole(cast, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        lay_down(cast.board, on=TODAY, by=cast.administrator, **facts)

    assert not CompositionRule.objects.exists()


def test_what_does_not_fit_the_body_is_refused(cast):
    by = {"by": cast.administrator, "on": TODAY}
    other = make.make_seat(cast.health)
    draft = make.make_section(make.make_terms(cast.board), "quorum")
    for facts, sentence in (
        ({"kind": "size", "low": 2, "on": make.FIRST - datetime.timedelta(days=1)}, "does not exist on all of these"),
        ({"kind": "whole body", "other_body": cast.board}, "choose another body"),
        ({"kind": "quorum", "low": 2, "section": draft}, "Choose a section of signed terms of this body."),
        ({"kind": "category", "categories": [{"of": "seat", "seat": other}]}, "own membership list"),
    ):
        with pytest.raises(Refused, match=sentence):
            lay_down(cast.board, **{**by, **facts})
    with pytest.raises(Refused, match="You are not appointed to edit Leadership Board"):
        lay_down(cast.board, kind="size", low=2, on=TODAY, by=cast.secretary)


def test_a_body_has_one_quorum_at_a_time(cast):
    first = make.make_rule(cast.board, "quorum", low=3)
    with pytest.raises(Refused, match="Another quorum is laid down for those days: end that one first."):
        make.make_rule(cast.board, "quorum", low=4, on=TODAY)

    amend_rule(first, ends=TODAY, by=cast.administrator)
    second = make.make_rule(cast.board, "quorum", low=4, on=TODAY)
    assert quorum_of(cast.board, TODAY - datetime.timedelta(days=1)) == first
    assert quorum_of(cast.board, TODAY) == second


def test_a_rule_is_amended_whole_or_not_at_all(cast):
    rule = make.make_rule(cast.board, "category", on=TODAY, categories=[{"of": "community"}])
    (category,) = rule.categories.all()
    category.least = 0
    by = {"by": cast.administrator}
    eve = make.FIRST - datetime.timedelta(days=1)
    for deed, sentence in (
        (
            lambda: amend_rule(rule, ends=TODAY, **by),
            "The end comes before the start: give a last day on or after the first day.",
        ),
        (lambda: amend_rule(rule, starts=eve, **by), "does not exist on all of these days: choose days in its life."),
        (lambda: amend_rule(rule, text="x", dropped=[category], **by), "Say of which category members are asked for."),
        (lambda: amend_rule(rule, text="x", categories=[category], **by), "A category asks for at least 1."),
        (lambda: amend_rule(rule, text="x", by=cast.secretary), "You are not appointed to edit Leadership Board"),
    ):
        assert sentence in refusal(deed)
    with pytest.raises(TypeError, match="kind"):
        amend_rule(rule, kind="size", **by)


def test_a_rule_is_ended_its_categories_exchanged_and_the_reason_kept(cast):
    rule = make.make_rule(cast.board, "category", categories=[{"of": "community"}])
    new = CompositionCategory(of="sector", sector="health")

    amended = amend_rule(
        rule, ends=TODAY, categories=[new], dropped=rule.categories.all(), by=cast.administrator, reason="Agreed."
    )

    assert (amended.ends, [each.of for each in amended.categories.all()]) == (TODAY, ["sector"])
    assert rule.history.latest().history_change_reason == "Agreed."
    assert list(rules_on(cast.board, TODAY)) == []
    assert list(rules_on(cast.board, TODAY - datetime.timedelta(days=1))) == [rule]
    assert amend_rule(rule, ends=None, by=cast.administrator).ends is None
    count = rule.history.count()
    amend_rule(rule, by=cast.administrator)
    assert rule.history.count() == count, "Nothing was changed."


def test_every_kind_of_rule_is_told_in_words(cast):
    area = make.kind("area-partnership")
    community = [{"of": "community", "least": 2}]
    rules = {
        "10 to 12 members": {"low": 10, "high": 12},
        "At most 1 member": {"high": 1},
        "At least 2 community representatives": {"kind": "category", "categories": community},
        "Marsh Health Trust has at least 1 member": {"kind": "organisation", "organisation": cast.trust},
        "All members of Health are members": {"kind": "whole body", "other_body": cast.health},
        "At least 2 members from each area partnership, including 2 community representatives": {
            "kind": "per child",
            "low": 2,
            "of_kind": area,
            "categories": community,
        },
        "No organisation has more than one seat": {"kind": "one each"},
        "The chair is a member of Health": {"kind": "chair", "other_body": cast.health},
        "Members are of the grade director or above": {"kind": "grade", "grade": 4},
        "A meeting needs at least 7 members and more than half of the members, including 1 councillor and 1 NHS member": {
            "kind": "quorum",
            "low": 7,
            "share_top": 1,
            "share_bottom": 2,
            "more_than": True,
            "categories": [
                {"of": "sector", "sector": "council", "words": "councillor"},
                {"of": "sector", "sector": "health", "words": "NHS member"},
            ],
        },
    }
    for words, facts in rules.items():
        assert rule_in_words(make.make_rule(cast.board, **facts), Names({}, {})) == words


def test_the_number_of_queries_does_not_depend_on_how_many_rules_there_are(cast, areas, django_assert_num_queries):
    def lay_some():
        for facts in (
            {"low": 3},
            {"kind": "whole body", "other_body": cast.health},
            {"kind": "per child", "low": 1},
            {"kind": "category", "categories": [{"of": "organisation", "organisation": cast.trust}]},
        ):
            make.make_rule(cast.board, **facts)

    lines = roll_on(cast.board, TODAY)
    with django_assert_num_queries(1):
        broken_on(cast.jobs, TODAY)
    for _ in range(3):
        lay_some()
        with django_assert_num_queries(8):
            broken_on(cast.board, TODAY, lines=lines)


def test_rules_that_cannot_all_hold_are_found_on_the_roll_of_the_day(cast, areas):
    make.make_rule(cast.board, low=1, high=3, text="No more than three")
    make.make_rule(cast.board, "per child", of_kind=make.kind("area-partnership"), low=1)
    make.make_rule(cast.board, "organisation", organisation=cast.trust)
    assert clashes(cast.board, TODAY) == []

    make.make_rule(cast.board, "organisation", organisation=cast.council, on=TODAY)
    (clash,) = clashes(cast.board, TODAY)
    assert clash.sentence == (
        "Together they ask for at least 4 different people, and there may be no more than 3, unless somebody sits for "
        "more than one of them."
    )
    assert len(clash.rules) == 4
    assert clashes(cast.board, TODAY - datetime.timedelta(days=1)) == []


def test_the_warwick_forum_asks_for_more_people_than_it_may_have(cast):
    """Item 60: ten to twelve members, and a list of theirs that comes to sixteen."""
    forum = make.make_body("advisory", "Stakeholder Forum", partnership=cast.partnership, kind="advisory-forum")
    for number in range(3):
        make.make_body(f"theme-{number}", parent=cast.board, kind="associate-theme-group")
    make.make_body("fourth", parent=cast.board, kind="thematic-partnership")
    size = make.make_rule(forum, low=10, high=12, text="10 to 12 key partners")
    for sector, least in (("council", 2), ("police", 1), ("health", 1), ("education", 1), ("voluntary", 1)):
        make.make_rule(forum, "category", categories=[{"of": "sector", "sector": sector, "least": least}])
    for sector in ("fire", "employment", "business"):
        make.make_rule(forum, "category", categories=[{"of": "sector", "sector": sector}])
    themes = make.make_rule(forum, "per child", of_kind=make.kind("thematic-partnership"), low=1)
    associates = make.make_rule(forum, "per child", of_kind=make.kind("associate-theme-group"), low=1)

    (clash,) = clashes(forum, TODAY)

    assert {size, themes, associates} < set(clash.rules)
    assert len(clash.rules) == 1 + 2 + 1 + 4  # 4 themes, 3 associate themes, 2 councils and 4 of the others are 13
    assert "at least 13 different people, and there may be no more than 12" in clash.sentence
    amend_rule(size, ends=TODAY, by=cast.administrator)
    make.make_rule(forum, low=10, high=16, on=TODAY)
    assert clashes(forum, TODAY) == []
