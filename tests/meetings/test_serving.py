"""What agenda items serve: a priority of the day or a reason, on the agenda as everybody reads it, and copied."""

import datetime
import io

import pytest
from pypdf import PdfReader

from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from meetings.agendas.agenda_reading import lines_for
from meetings.agendas.agenda_setting import add_item, add_late_item, change_item, copy_from, move_item
from meetings.agendas.publication_checks import checks
from meetings.thread.serving import priorities_on, unserved
from priorities.models import PriorityName
from tests import make
from tests.make_meetings import make_item, make_meeting
from tests.make_priorities import make_priority, make_strategy
from tests.refusing import refused
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def strategy(cast):
    """The partnership's published strategy."""
    return make_strategy(cast.partnership, "Brackwater 2030")


@pytest.fixture
def homes(strategy):
    """A published priority from the first day on."""
    return make_priority(strategy, "Fewer empty homes")


@pytest.fixture
def meeting(cast):
    """A meeting of Health with an empty draft."""
    return make_meeting(cast.health, DAY)


def over(priority, day):
    """End the priority's name, and with it the priority; `day` is the first day on which it is none."""
    name = priority.names.get()
    name.ends = day
    make.written_apart(name)


def served(meeting, user=None):
    return [(line.title, line.served and line.served.name) for line in lines_for(meeting, user)]


def test_an_item_serves_a_priority_and_the_agenda_says_which_to_everybody(cast, homes):
    meeting = make_meeting(cast.health, DAY, agenda=State.PUBLISHED)

    add_late_item(meeting, title="Empty flats", reason="The survey came on Monday.", by=cast.secretary, priority=homes)

    assert served(meeting, cast.visitor) == [("Empty flats", "Fewer empty homes")]


def test_an_item_serves_a_priority_or_says_why_it_serves_none(cast, meeting, homes):
    both = {"priority": homes, "serves_none_because": "It is housekeeping."}
    said = "Name the priority that the item serves, or say why it serves none: not both."
    with refused(said):
        add_item(meeting, title="Empty flats", by=cast.secretary, **both)
    item = add_item(meeting, title="Empty flats", by=cast.secretary, priority=homes)
    with refused(said):
        change_item(item, by=cast.secretary, serves_none_because="It is housekeeping.")

    changed = change_item(item, by=cast.secretary, priority=None, serves_none_because="It is housekeeping.")

    assert (changed.priority, changed.serves_none_because) == (None, "It is housekeeping.")


def test_a_priority_of_another_partnership_is_refused(cast, meeting):
    other = make_priority(make_strategy(make.make_partnership("elsewhere", "Elsewhere Partnership")), "Their homes")

    said = "“Their homes” is a priority of another partnership: choose one of this partnership."
    with refused(said):
        add_item(meeting, title="Empty flats", by=cast.administrator, priority=other)


@pytest.mark.parametrize(("begins", "taken"), [(DAY - A_DAY, True), (DAY, True), (DAY + A_DAY, False)])
def test_an_item_serves_a_priority_from_the_day_on_which_it_is_one(cast, meeting, strategy, begins, taken):
    homes = make_priority(strategy, "Fewer empty homes", on=begins)

    if taken:
        assert add_item(meeting, title="Flats", by=cast.secretary, priority=homes).priority == homes
    else:
        said = "“Fewer empty homes” is no priority on 5 March 2026: choose one of that day."
        with refused(said):
            add_item(meeting, title="Flats", by=cast.secretary, priority=homes)


@pytest.mark.parametrize(("renamed", "called"), [(DAY - A_DAY, "New"), (DAY, "New"), (DAY + A_DAY, "Old")])
def test_the_agenda_calls_the_priority_by_its_name_of_the_meetings_day(cast, strategy, renamed, called):
    homes = make_priority(strategy, "Old")
    over(homes, renamed)
    make.written_apart(PriorityName(priority=homes, name="New", starts=renamed))
    meeting = make_meeting(cast.health, DAY, agenda=State.PUBLISHED)
    make_item(meeting, "Flats", priority=homes)

    assert served(meeting) == [("Flats", called)]


@pytest.mark.parametrize("user", ["visitor", "secretary"])
def test_a_draft_priority_or_one_of_a_draft_strategy_is_not_named(cast, strategy, user):
    meeting = make_meeting(cast.health, DAY, agenda=State.PUBLISHED)
    make_item(meeting, "One", priority=make_priority(strategy, "Zyxmarrow", state=State.DRAFT))
    draft = make_strategy(cast.partnership, state=State.DRAFT)
    make_item(meeting, "Two", priority=make_priority(draft, "Zyxmarrow too"))

    assert served(meeting, getattr(cast, user)) == [("One", None), ("Two", None)]


def test_the_page_and_its_link_say_which_priority_is_served(cast, client, homes):
    meeting = make_meeting(cast.health, DAY, agenda=State.PUBLISHED)
    make_item(meeting, "Flats", priority=homes)

    page = client.get("/meetings/health/2026-03-05/").content.decode()
    assert f'Serves the priority: <a class="govuk-link" href="/priorities/{homes.slug}/">Fewer empty homes</a>' in page

    assert f'href="/thread/?priority={homes.slug}">its golden thread</a>' in page


def test_the_checklist_warns_of_business_that_serves_nothing_and_lets_it_pass(cast, meeting, homes):
    make_item(meeting, "Apologies", kind="apologies")
    make_item(meeting, "Flats", priority=homes)
    make_item(meeting, "Room", serves_none_because="It is housekeeping.")
    silent = make_item(meeting, "Parking")

    assert unserved(meeting, meeting.items.in_order()) == [silent]
    found = [(each.blocks, each.sentence) for each in checks(meeting, on=DAY - 20 * A_DAY)]
    assert found == [(False, "Item 4 names no priority that it serves: name one, or say why it serves none.")]


def test_nothing_is_asked_while_the_partnership_has_no_priority(cast, meeting, strategy):
    make_item(meeting, "Parking")
    make_priority(strategy, "A draft", state=State.DRAFT)
    make_priority(strategy, "To come", on=DAY + A_DAY)

    assert unserved(meeting, meeting.items.all()) == []


def test_priorities_to_choose_are_those_of_the_partnership_and_the_day(cast, meeting, strategy, homes):
    make_priority(strategy, "To come", on=DAY + A_DAY)
    make_priority(make_strategy(make.make_partnership("elsewhere", "Elsewhere Partnership")))
    draft = make_priority(strategy, "A draft", state=State.DRAFT)

    assert list(priorities_on(meeting, cast.officer)) == [homes, draft]
    assert list(priorities_on(meeting, cast.visitor)) == [homes]


def test_a_copied_item_serves_the_same_priority_while_it_is_one(cast, meeting, strategy, homes):
    make_item(meeting, "Flats", priority=homes)
    make_item(meeting, "Roads", priority=make_priority(strategy, "Better roads"))
    over(homes, DAY + A_DAY)
    later = make_meeting(cast.health, DAY + 30 * A_DAY)

    copies = copy_from(later, meeting, by=cast.secretary)

    assert [(each.title, each.priority and each.priority.name) for each in copies] == [
        ("Flats", None),
        ("Roads", "Better roads"),
    ]


def test_an_item_does_not_move_to_a_day_on_which_its_priority_is_none(cast, meeting, homes):
    item = make_item(meeting, "Flats", priority=homes)
    over(homes, DAY + A_DAY)
    later = make_meeting(cast.health, DAY + 30 * A_DAY)

    with pytest.raises(Refused, match="is no priority on 4 April 2026"):
        move_item(item, to=later, by=cast.secretary)


def test_the_printed_agenda_says_which_priority_is_served(cast, client, homes):
    meeting = make_meeting(cast.health, DAY, agenda=State.PUBLISHED)
    make_item(meeting, "Flats", priority=homes, label="1")

    content = client.get("/meetings/health/2026-03-05/agenda.pdf").content

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Serves the priority: Fewer empty homes" in " ".join(text.split())
    assert pdf_ua_faults(content) == []
