"""The membership list of a body on any day, and the numbers made from it."""

import datetime

from governance.models import Body, Membership
from governance.restructuring import rename
from governance.seats.places import lines_in_short, totals_of
from governance.seats.roll import roll_on
from governance.seats.seating import step_down
from tests import make
from tests.cast import DAY_BEFORE, RESTRUCTURED
from tests.governance.views.reading import said, visit, words


def test_the_summary_names_the_chair_and_counts_places(client, cast):
    text = said(client, "board")

    assert "Members Chair: Ida Marlow 5 places on 3 lines, 3 filled, 2 vacant" in text
    step_down(Membership.objects.get(seat=cast.chair_seat), on=make.today(), by=cast.administrator)
    assert "Chair: vacant 5 places on 3 lines, 2 filled, 3 vacant" in said(client, "board")


def test_seats_are_listed_in_order_with_their_holders(client, cast):
    response = visit(client, "board", "members")
    text = words(response)

    assert "5 places on 3 lines, 3 filled, 2 vacant." in text
    assert "Chair Chair By post held 1 place Ida Marlow Leader of the council, Brackwater Council" in text
    assert "Partner organisations By post held A substitute may attend 3 places Tom Ferris" in text
    assert "2 vacant" in text
    health = "Chair of Health The chair of Health 1 place Owen Lark Chief executive, Marsh Health Trust Chairs Health;"
    assert health in text
    assert '<a class="govuk-link" href="/people/owen-lark/">Owen Lark</a>' in response.content.decode()
    assert text.index("Ida Marlow") < text.index("Tom Ferris") < text.index("Owen Lark")


def test_a_holder_is_shown_until_the_last_day(client, cast):
    last = cast.left_on - datetime.timedelta(days=1)

    for day, there in ((last, True), (cast.left_on, False), (cast.left_on + datetime.timedelta(days=1), False)):
        assert ("Una Byrd" in said(client, "board", "members", day)) is there
        assert ("1 vacant" in said(client, "board", "members", day)) is there


def test_each_kind_of_seat_is_told_in_words(client, cast):
    theme, council, trust = make.kind("thematic-partnership"), cast.council, cast.trust
    seats = {
        "Themes": {"kind": "derived", "of_kind": theme, "substitute_allowed": True, "grade_floor": 4},
        "Evidence": {"kind": "nominated", "of_body": cast.evidence, "how_appointed": "by ballot"},
        "Areas": {"kind": "nominated", "of_kind": theme, "low": 2, "high": 2, "community_low": 1},
        "Business": {"kind": "sector", "sector": "business", "low": 1, "high": None},
        "Residents": {"kind": "community", "low": 1, "high": 2, "voting": False},
        "Turns": {"kind": "shared"},
        "If needed": {"kind": "conditional", "condition": "housing is discussed"},
        "Open point": {"kind": "to be agreed", "duties": "reports to the sector"},
        "Advisers": {"role": "in attendance", "on_behalf_of": trust},
        "Minutes": {"role": "secretariat"},
    }
    made = {title: make.make_seat(cast.jobs, title, **facts) for title, facts in seats.items()}
    made["Turns"].shared_between.set([council, trust])

    text = said(client, "jobs-and-skills", "members")

    for sentence in (
        "Themes The chair of each thematic partnership A substitute may attend, of the grade director or above 3 places",
        "Evidence Nominated by Evidence Group Appointed: by ballot 1 place",
        "Areas Nominated by each thematic partnership At least 1 of each thematic partnership must be a community",
        "6 places 6 vacant, 3 community representatives missing",
        "Business For a sector: business at least 1 place Vacant",
        "Residents For the community Without a vote 1 to 2 places",
        "Turns Held in turn by Brackwater Council and Marsh Health Trust",
        "If needed Only on a condition Applies when: housing is discussed 1 place Nobody now",
        "Open point How it is filled is still to be agreed Reports to and informs: reports to the sector",
    ):
        assert sentence in text
    members, _, attending = text.partition("Not members")
    assert "Advisers In attendance By post held On behalf of Marsh Health Trust" in attending
    assert "Minutes Secretariat" in attending
    assert "Advisers" not in members
    assert "at least 14 places on 8 lines, 1 filled, 13 vacant" in text.lower()


def test_substitutes_and_on_whose_behalf_are_told(client, cast):
    ann = make.make_person("Ann Vale", kept_by=cast.partnership, organisation=cast.trust, post="Deputy", grade=4)
    make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=ann)
    joint = make.make_person("Joe Pike", kept_by=cast.partnership, organisation=cast.council)
    make.make_membership(
        cast.member_seat,
        joint,
        on_behalf_of=cast.trust,
        jointly_with=cast.council,
        nominated_by=cast.evidence,
        for_community=True,
        how="by election",
        meeting="Evidence Group, 3 March 2021",
        on=make.today(),
    )

    text = said(client, "board", "members")

    assert "Substitute: Ann Vale, Deputy, Marsh Health Trust" in text
    told = "also for Brackwater Council; speaks for the community; nominated by Evidence Group; appointed: by election"
    assert f"Joe Pike Marsh Health Trust Since {make.today():%-d %B %Y}; {told}" in text


def test_names_in_the_membership_list_are_those_of_the_day(client, cast):
    cast.council.name = "Brackwater City Council"
    cast.council.save()
    make.make_organisation_name(cast.council, "Brackwater Borough Council", starts=make.FIRST, ends=RESTRUCTURED)
    rename(cast.health, name="Health and Care", on=RESTRUCTURED, by=cast.administrator)

    before, after = (said(client, "board", "members", day) for day in (DAY_BEFORE, RESTRUCTURED))

    assert "Leader of the council, Brackwater Borough Council" in before
    assert "The chair of Health 1 place" in before
    assert "Leader of the council, Brackwater City Council" in after
    assert "The chair of Health and Care 1 place" in after


def test_bodies_without_seats_say_why(client, cast):
    make.make_body("network", "Everybody", parent=cast.board, kind="network")

    assert "Anybody may join Everybody; there is no list of members." in said(client, "network", "members")
    assert "Anybody may join; there is no list of members." in said(client, "network")
    assert "No seats of Culture Forum are recorded for" in said(client, "culture-forum", "members")


def test_the_summary_counts_as_the_roll_does(cast):
    theme = make.kind("thematic-partnership")
    make.make_seat(cast.board, "Themes", kind="derived", of_kind=theme)
    make.make_seat(cast.board, "Theme members", kind="nominated", of_kind=theme, low=2, high=3)
    make.make_seat(cast.board, "Perhaps", kind="conditional", condition="asked")
    make.make_seat(cast.board, "Minutes", role="secretariat")
    make.make_seat(cast.jobs, "Chair", kind="derived", role="chair", of_body=cast.health)
    for body in Body.objects.all():
        for day in (DAY_BEFORE, RESTRUCTURED, make.today()):
            short, full = lines_in_short(body, day), roll_on(body, day)

            assert totals_of(short) == totals_of(full)
            assert [[h.person.slug for h in line.holders] for line in short] == [
                [h.person.slug for h in line.holders] for line in full
            ]
    assert totals_of(short).filled >= 0


def test_the_rules_stand_below_the_list_with_who_breaks_them(client, cast):
    assert "Rules about the members" not in said(client, "board", "members")
    terms = make.make_terms(cast.board, state="published", sections={"quorum": "<p>Three.</p>"})
    make.make_rule(cast.board, "quorum", low=3, text="Three members", section=terms.sections.get())
    make.make_rule(cast.board, high=2, hard=False, text="Keep to manageable size")
    make.make_rule(cast.board, "organisation", organisation=cast.trust)

    response = visit(client, "board", "members")
    text = words(response)
    assert "Kept A meeting needs at least 3 members The rule says: “Three members” – Quorum, terms of reference" in text
    assert (
        "Not kept At most 2 members (ought to hold) 3 members, 1 more than 2: Ida Marlow, Tom Ferris and "
        "Owen Lark. The rule says: “Keep to manageable size”"
    ) in text
    assert "Kept Marsh Health Trust has at least 1 member" in text
    assert f'href="/bodies/board/terms-of-reference/{terms.version}/"' in response.content.decode()


def test_rules_that_cannot_all_hold_are_shown_together(client, cast):
    make.make_rule(cast.board, high=1)
    make.make_rule(cast.board, "organisation", organisation=cast.trust)
    make.make_rule(cast.board, "organisation", organisation=cast.council)

    text = said(client, "board", "members")
    assert "Rules that cannot all hold At most 1 member Marsh Health Trust has at least 1 member Brackwater" in text
    assert "at least 2 different people, and there may be no more than 1, unless somebody sits for more" in text
    assert "Rules that cannot all hold" not in said(client, "board", "members", DAY_BEFORE.replace(year=2007))
