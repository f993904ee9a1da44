"""The pages of meetings: the diary, those of a body, and one."""

import datetime
import re

import pytest
from django.urls import reverse

from governance.models import FormerSlug
from meetings.schedules.scheduling import cancel, describe, reschedule, schedule
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_meetings import make_decision, make_item, make_meeting, make_minutes, sit

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


def page(client, address, **asked):
    return words(client.get(address, asked))


def listed(client, **asked):
    """The meetings in the list, as their links say them."""
    html = client.get("/meetings/", {"show": "list", **asked}).content.decode()
    found = re.findall(r'<a class="govuk-link govuk-!-font-weight-bold" href="/meetings/[^"]*">([^<]*)</a>', html)
    return [" ".join(each.split()) for each in found]


def of_month(client, **asked):
    html = client.get("/meetings/", asked).content.decode()
    table = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(each.split()) for each in re.findall(r"<a [^>]*>([^<]*)</a>", table)]


def call(cast, **facts):
    facts = {"by": cast.secretary, "day": DAY, "starts_at": datetime.time(10), "place": "Town Hall", **facts}
    return schedule(cast.health, **facts)


# One meeting


def test_a_meeting_says_when_where_and_who(cast, client):
    facts = {"by": cast.officer, "with_bodies": [cast.jobs], "how_to_attend": "Tell Sal by Monday."}
    call(cast, ends_at=datetime.time(12), **facts)

    said = page(client, "/meetings/health/2026-03-05/", on="2026-03-01")

    assert "Health and Jobs and Skills Meeting, 5 March 2026" in said
    assert "When Thursday 5 March 2026, 10am to midday" in said
    assert "Where Town Hall" in said
    assert "Who meets Health, which leads Jobs and Skills" in said
    assert "Who may come Members and those whom they invite. Tell Sal by Monday." in said
    assert "moved" not in said.lower()


def test_the_way_back_up_leads_through_the_body_and_its_meetings(cast, client):
    call(cast)

    assert crumbs(client.get("/meetings/health/2026-03-05/"))[-2:] == [
        ("/bodies/health/", "Health"),
        ("/meetings/health/", "Meetings"),
    ]


def test_a_body_goes_by_the_name_of_the_day_of_the_meeting(cast, client):
    make_meeting(cast.board, "2019-03-05", with_bodies=[cast.health])

    assert "Partnership Board and Health Meeting, 5 March 2019" in page(client, "/meetings/board/2019-03-05/")


def test_a_moved_meeting_says_so_at_its_first_address(cast, client):
    reschedule(
        call(cast),
        day=datetime.date(2026, 4, 2),
        by=cast.secretary,
        starts_at=datetime.time(14),
        ends_at=None,
        place="Library",
        reason="The hall is flooded.",
    )

    said = page(client, "/meetings/health/2026-03-05/")

    assert "Meeting, 2 April 2026" in said
    assert "This meeting was moved. The hall is flooded. It was to be on 5 March 2026, 10am, at Town Hall." in said
    assert "When Thursday 2 April 2026, 2pm" in said
    assert client.get("/meetings/health/2026-04-02/").status_code == 404


def test_a_cancelled_meeting_keeps_its_page_and_says_why(cast, client):
    cancel(call(cast), by=cast.secretary, reason="Too few can come.")

    said = page(client, "/meetings/health/2026-03-05/")

    assert "This meeting was cancelled. Too few can come." in said
    assert "5 March 2026, 10am (cancelled)" in said


def test_a_second_meeting_on_a_day_has_an_address_of_its_own(cast, client):
    call(cast)
    call(cast, starts_at=datetime.time(14), place="Library")

    assert "Where Library" in page(client, "/meetings/health/2026-03-05-2/")
    assert "Where Town Hall" in page(client, "/meetings/health/2026-03-05/")


@pytest.mark.parametrize(
    "date",
    [
        "2026-03-06",
        "2026-03-05-1",
        "2026-03-05-2",
        "2026-03-05-02",
        "2026-3-5",
        "2026-02-30",
        "2026-13-01",
        "0000-00-00",
        "٢٠٢٦-٠٣-٠٥",
        "2026-03-05-99999999999999999999",
        "2026-03-05x",
        "yesterday",
        "2026-03-05%0A",
    ],
)
def test_nonsense_and_absence_are_not_found(cast, client, date):
    call(cast)

    assert client.get(f"/meetings/health/{date}/").status_code == 404
    assert client.get(f"/meetings/health/{date}.ics").status_code == 404


def test_a_former_address_of_the_body_leads_on(cast, client):
    call(cast)
    FormerSlug.objects.create(record="governance.body", slug="old-health", target=cast.health.pk)

    response = client.get("/meetings/old-health/2026-03-05/?on=2026-01-01")

    assert (response.status_code, response["Location"]) == (301, "/meetings/health/2026-03-05/?on=2026-01-01")


def test_a_proposal_and_an_absent_meeting_look_alike_to_the_public(cast, client):
    make_meeting(cast.health, "2026-03-05", status="proposed")

    hidden, absent = client.get("/meetings/health/2026-03-05/"), client.get("/meetings/health/2026-03-06/")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(b"03-05", b"") == absent.content.replace(b"03-06", b"")
    client.force_login(cast.secretary)
    assert "This meeting is only proposed." in page(client, "/meetings/health/2026-03-05/")


def test_the_agenda_is_on_the_page_once_it_is_published(cast, client):
    meeting = make_meeting(cast.health, DAY)
    make_item(meeting, "Budget for the year")
    assert "Budget for the year" not in page(client, "/meetings/health/2026-03-05/")
    make_item(make_meeting(cast.jobs, DAY, agenda="published"), "Apprentices")

    assert "Apprentices" in page(client, "/meetings/jobs-and-skills/2026-03-05/")


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        ("draft", None),
        ("checked", None),
        ("published", "Draft minutes of this meeting Published as a draft; a later meeting has yet to approve them."),
        ("approved", "Minutes of this meeting Approved."),
    ],
)
def test_a_banner_says_how_far_the_minutes_are(cast, client, stage, says):
    make_minutes(make_meeting(cast.health, DAY), stage)

    said = page(client, "/meetings/health/2026-03-05/")

    assert (says or "No minutes of this meeting have been published yet.") in said
    assert ("Draft minutes" in said) == (stage == "published")


def test_previous_and_next_pass_over_cancelled_meetings(cast, client):
    for day in ("2025-12-04", "2026-01-08", "2026-03-05", "2026-04-02", "2026-06-04"):
        make_meeting(cast.health, day, status="cancelled" if day in ("2026-01-08", "2026-04-02") else "scheduled")
    make_meeting(cast.jobs, "2026-03-01")

    html = client.get("/meetings/health/2026-03-05/").content.decode()

    assert re.findall(r'href="([^"]*)" rel="(prev|next)"', html) == [
        ("/meetings/health/2025-12-04/", "prev"),
        ("/meetings/health/2026-06-04/", "next"),
    ]


def test_meetings_of_one_day_stand_in_the_order_of_their_times(cast, client):
    for hour in (14, None, 9):
        make_meeting(cast.health, DAY, starts_at=datetime.time(hour) if hour else None)

    def neighbours(number):
        html = client.get(f"/meetings/health/2026-03-05{number}/").content.decode()
        return re.findall(r'href="/meetings/health/2026-03-05([^"]*)/" rel="(prev|next)"', html)

    assert neighbours("-2") == [("-3", "next")]
    assert neighbours("-3") == [("-2", "prev"), ("", "next")]
    assert neighbours("") == [("-3", "prev")]


@pytest.mark.parametrize(
    ("who", "sees"),
    [("visitor", False), ("member", False), ("health_member", True), ("secretary", True), ("observer", False)],
)
def test_the_address_to_join_is_for_those_who_meet(cast, client, who, sees):
    describe(call(cast), by=cast.secretary, mode="both", online_address="https://join.example/health")
    if who in ("health_member", "observer"):
        person = make.make_person("Nia", kept_by=cast.health)
        sit(cast.health, person, role="observer" if who == "observer" else "member")
        client.force_login(make.make_user("nia", person=person))
    elif who != "visitor":
        client.force_login(getattr(cast, who))

    said = page(client, "/meetings/health/2026-03-05/")

    assert ("join.example" in said) == sees
    assert "Town Hall, and online" in said


def test_the_address_to_join_is_for_all_where_the_public_may_attend(cast, client):
    call(cast, mode="online", place="", online_address="https://join.example/health", public_may_attend=True)

    said = page(client, "/meetings/health/2026-03-05/")

    assert "Join online https://join.example/health" in said
    assert "The public may attend." in said


def test_events_are_told_once_there_is_something_to_tell(cast, client):
    meeting = call(cast)
    assert "What became of it" not in page(client, "/meetings/health/2026-03-05/")
    cancel(meeting, by=cast.secretary, reason="Snow")

    said = page(client, "/meetings/health/2026-03-05/")

    assert "What became of it Scheduled: 5 March 2026, 10am, Town Hall" in said
    assert "Cancelled Snow recorded on" in said


def test_decisions_stand_on_the_meeting_until_its_minutes_show_them(cast, client):
    meeting = make_meeting(cast.health, status="held")
    make_decision(meeting, "To repair the sea wall.")
    make_decision(meeting, "A draft.", state="draft")
    make_decision(meeting, "Somebody is promoted.", item=make_item(meeting, restricted=True))
    address = "/meetings/health/2026-03-05/"

    said = page(client, address)
    assert "Decisions Decision 2026/1: approved To repair the sea wall." in said
    assert all(words not in said for words in ("A draft.", "promoted"))
    assert "To repair" not in page(client, address, on="2026-03-04")
    minutes = make_minutes(meeting, "checked")
    assert "To repair" in page(client, address)
    minutes.stage = "published"
    minutes.save()

    assert "To repair" not in page(client, address)


def test_a_meeting_takes_no_more_queries_with_more_of_everything(cast, client, django_assert_num_queries):
    one = make_meeting(cast.health, "2026-03-05", agenda="published", with_bodies=[cast.jobs])
    make_item(one)
    many = make_meeting(
        cast.health, "2026-04-02", agenda="published", with_bodies=[cast.jobs, cast.board, cast.culture]
    )
    for _ in range(3):
        make_item(many)
        make_decision(many)
        make_meeting(cast.health, f"2026-05-0{many.items.count() + 1}")
    make_decision(one)
    client.get("/meetings/health/2026-03-05/")

    for address in ("/meetings/health/2026-03-05/", "/meetings/health/2026-04-02/"):
        with django_assert_num_queries(17):
            client.get(address)


# A body


def test_a_body_shows_what_is_to_come_and_what_is_past(cast, client):
    for day in ("2026-01-08", "2026-03-05", "2026-06-04"):
        make_meeting(cast.health, day)
    make_meeting(cast.jobs, "2026-03-05", with_bodies=[cast.health])
    make_meeting(cast.board, "2026-03-05")

    said = page(client, "/meetings/health/", on="2026-03-05")

    coming, past = said.partition("Before 5 March 2026")[::2]
    assert re.findall(r"\d+ \w+ 2026, 10am", coming) == ["5 March 2026, 10am"] * 2 + ["4 June 2026, 10am"]
    assert "8 January 2026" in past
    assert "Jobs and Skills with Health" in coming
    assert "Leadership Board" not in said


def test_only_editors_see_proposals_and_what_they_clash_with(cast, client):
    make_meeting(cast.health, "2026-12-03", status="proposed")
    make_meeting(cast.board, "2026-12-03")
    assert "December" not in page(client, "/meetings/health/")

    client.force_login(cast.secretary)
    said = page(client, "/meetings/health/")

    assert "Only editors of Health see these" in said
    assert "Thursday 3 December 2026, 10am Proposed" in said
    assert "Clash: Leadership Board, 3 December 2026, 10am, also needs Owen Lark" in said


def test_a_body_without_meetings_says_so(cast, client):
    said = page(client, "/meetings/health/")

    assert "No meeting has been called." in said
    assert "No meeting is recorded." in said


def test_past_meetings_come_in_pages_that_keep_the_day(cast, client):
    first = datetime.date(2020, 1, 1)
    for number in range(31):
        make_meeting(cast.health, first + datetime.timedelta(days=number))

    html = client.get("/meetings/health/?on=2026-01-01").content.decode()

    assert 'href="?on=2026-01-01&amp;page=2" rel="next"' in html
    second = page(client, "/meetings/health/", on="2026-01-01", page="2")
    assert "1 January 2020" in second
    assert "2 January 2020" not in second


def test_a_body_takes_no_more_queries_with_more_meetings(cast, client, django_assert_num_queries):
    def fill(number):
        for count in range(number):
            make_minutes(make_meeting(cast.health, f"2026-01-0{count + 1}", with_bodies=[cast.jobs]), "published")
            make_meeting(cast.health, f"2027-01-0{count + 1}", agenda="published", with_bodies=[cast.jobs])

    fill(1)
    with django_assert_num_queries(13):
        client.get("/meetings/health/")
    fill(3)
    with django_assert_num_queries(13):
        client.get("/meetings/health/")


# All


def test_the_month_of_the_day_is_shown_first(cast, client):
    make_meeting(cast.health, "2026-03-05")
    make_meeting(cast.jobs, "2026-03-31", status="cancelled")
    make_meeting(cast.board, "2026-02-28")
    make_meeting(cast.board, "2026-04-01")

    assert of_month(client, on="2026-03-15") == ["10am, Health", "Cancelled: 10am, Jobs and Skills"]
    assert "March 2026 2 meetings in this month." in page(client, "/meetings/", on="2026-03-15")
    assert of_month(client, month="2026-02") == ["10am, Leadership Board"]


def test_a_month_has_whole_weeks_from_monday_to_sunday(cast, client):
    html = client.get("/meetings/?month=2026-03").content.decode()

    assert re.findall(r'<abbr title="(\w+)">', html)[::6] == ["Monday", "Sunday"]
    assert html.count("<tr>") == 1 + 6
    assert html.count("<td") == 42
    assert re.findall(r'rel="(?:prev|next)"', html) == ['rel="prev"', 'rel="next"']
    assert 'href="?month=2026-02"' in html
    assert 'href="?month=2026-04"' in html


@pytest.mark.parametrize("month", ["2026-13", "March", "", "9999-12", "0001-01", "2026-03-05", "٢٠٢٦-٠٣"])
def test_a_month_that_is_none_is_that_of_the_day(cast, client, month):
    response = client.get("/meetings/", {"month": month, "on": "2026-03-05"})

    assert response.status_code == 200
    assert "March 2026" in words(response)


@pytest.mark.parametrize("month", ["1900-01", "2100-12"])
def test_the_first_and_the_last_month_are_shown(cast, client, month):
    assert "No meeting in this month." in page(client, "/meetings/", month=month)


def test_a_month_without_a_meeting_leads_to_the_nearest_that_fit(cast, client):
    fill_diary(cast)
    make_meeting(cast.jobs, "2026-02-27", status="proposed")

    response = client.get("/meetings/?month=2026-02")

    nearest = "The nearest before it: 8 January 2026. The nearest after it: 5 March 2026."
    assert f"No meeting in this month. {nearest}" in words(response)
    assert re.findall(r'href="\?month=([\d-]+)">\d', response.content.decode()) == ["2026-01", "2026-03"]
    asked = page(client, "/meetings/", month="2026-02", body="jobs-and-skills")
    assert "No meeting in this month matches what you look for. The nearest after it: 5 March 2026." in asked
    assert "The nearest" not in page(client, "/meetings/", month="2026-03")


def fill_diary(cast):
    make_meeting(cast.health, "2026-01-08", status="held", place="Shire Hall")
    make_meeting(cast.jobs, "2026-03-05", with_bodies=[cast.culture], kind="workshop", title="Apprentices")
    make_meeting(cast.board, "2026-06-04", status="cancelled")
    other = make.make_partnership("other", "Other Partnership")
    make_meeting(other, "2026-04-01", agenda="published")
    make_item(other.meetings.get(), "Libraries")


HEALTH, JOBS, BOARD, OTHER = (
    "Thursday 8 January 2026, 10am: Health",
    "Thursday 5 March 2026, 10am: Apprentices",
    "Thursday 4 June 2026, 10am: Leadership Board",
    "Wednesday 1 April 2026, 10am: Other Partnership",
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"on": "2026-03-05"}, [JOBS, OTHER, BOARD]),
        ({"on": "2026-03-06"}, [OTHER, BOARD]),
        ({"since": "2026-01-01"}, [HEALTH, JOBS, OTHER, BOARD]),
        ({"until": "2026-04-01"}, [OTHER, JOBS, HEALTH]),
        ({"since": "2026-03-05", "until": "2026-04-01"}, [JOBS, OTHER]),
        ({"since": "2026-03-06", "until": "2026-03-31"}, []),
        ({"since": "2026-01-01", "partnership": "other"}, [OTHER]),
        ({"since": "2026-01-01", "body": "culture-forum"}, [JOBS]),
        ({"since": "2026-01-01", "kind": "workshop"}, [JOBS]),
        ({"status": "cancelled"}, [BOARD]),
        ({"status": "held"}, [HEALTH]),
        ({"words": "apprent"}, [JOBS]),
        ({"words": "shire"}, [HEALTH]),
        ({"words": "partnership board"}, [BOARD]),
        ({"words": "libraries"}, [OTHER]),
        ({"words": "nothing at all"}, []),
    ],
)
def test_the_list_is_narrowed(cast, client, asked, found):
    fill_diary(cast)

    assert listed(client, **asked) == found


def test_the_calendar_is_narrowed_too(cast, client):
    fill_diary(cast)

    assert of_month(client, month="2026-03", body="health") == []
    assert of_month(client, month="2026-03", body="culture-forum") == ["10am, Apprentices"]
    assert "1 meeting in this month matches what you look for." in page(
        client, "/meetings/", month="2026-03", kind="workshop"
    )


def test_an_answer_that_nobody_offers_narrows_nothing_and_is_said_so(cast, client):
    fill_diary(cast)

    said = page(client, "/meetings/", show="list", body="no-such", since="someday", on="2026-01-01")

    assert "Choose a body from the list." in said
    assert "Write the day like 5 March 2009." in said
    assert "4 meetings from 1 January 2026 on" in said


def test_days_the_wrong_way_round_are_said_so(cast, client):
    assert "The last day comes before the first" in page(client, "/meetings/", since="2026-03-05", until="2026-03-04")


def test_words_find_no_hidden_item_and_no_proposal(cast, client):
    meeting = make_meeting(cast.health, "2026-03-05", agenda="published")
    make_item(meeting, "Dismissal", restricted=True)
    make_item(make_meeting(cast.health, "2026-03-06"), "Secretive plan")
    make_meeting(cast.health, "2026-03-07", status="proposed", title="Dismissal meeting")

    assert [listed(client, words=word) for word in ("dismissal", "secretive")] == [[], []]
    assert listed(client, status="proposed", since="2026-01-01") != []
    client.force_login(cast.secretary)
    assert len(listed(client, words="dismissal")) == 2


def test_a_second_page_goes_on_where_the_first_ends(cast, client):
    first = datetime.date(2026, 1, 1)
    for number in range(31):
        make_meeting(cast.health, first + datetime.timedelta(days=number))

    assert len(listed(client, since="2026-01-01")) == 30
    assert listed(client, since="2026-01-01", page="2") == ["Saturday 31 January 2026, 10am: Health"]
    html = client.get("/meetings/?show=list&since=2026-01-01&body=health").content.decode()
    assert 'href="?show=list&amp;since=2026-01-01&amp;body=health&amp;page=2" rel="next"' in html


@pytest.mark.parametrize(("show", "queries"), [("month", 6), ("list", 7)])
def test_the_diary_takes_no_more_queries_with_more_meetings(cast, client, django_assert_num_queries, show, queries):
    for number in (1, 3):
        for count in range(number):
            make_minutes(make_meeting(cast.health, f"2026-03-0{count + 1}", with_bodies=[cast.jobs]), "published")
        with django_assert_num_queries(queries):
            client.get("/meetings/", {"month": "2026-03"} if show == "month" else {"since": "2026-01-01"})


def test_the_menu_leads_to_the_meetings(cast, client):
    html = client.get("/").content.decode()

    menu = html.partition('<nav aria-label="Main"')[2].partition("</nav>")[0]
    assert f'href="{reverse("meetings:list")}"' in menu
