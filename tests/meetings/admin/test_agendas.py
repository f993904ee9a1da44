"""The agenda on the officers' site: who may work on it, drafting, the checklist, and what stays possible afterwards."""

import datetime
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from governance.foundation.publication import State
from meetings.admin.agenda_forms import moved
from meetings.agendas.agenda_setting import begin
from meetings.models import Agenda, AgendaItem
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.world import build
from tests.make_meetings import make_item, make_meeting, make_minutes, make_paper

SOON = datetime.timedelta(days=3)
LATER = datetime.timedelta(days=30)


@pytest.fixture
def world(db):
    """Two partnerships and everybody."""
    return build()


@pytest.fixture
def secretary(world):
    """The browser of the secretary of Health."""
    return world.client("secretary")


@pytest.fixture
def meeting(world):
    """A meeting of Health in a month, with three items of business."""
    meeting = make_meeting(world.cast.health, make.today() + LATER)
    for title in ("Flu plan", "Budget", "Estates"):
        make_item(meeting, title)
    return meeting


def address(record, page="change", *args) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk, *args])


def deed(record, slug) -> str:
    return address(record, "deed", slug)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def do(client, record, slug, **typed):
    """Open a deed's page, fill it in and send it."""
    page = client.get(deed(record, slug))
    assert page.status_code == 200, page
    return client.post(deed(record, slug), filled(page, **typed), follow=True)


def titles(meeting) -> list[str]:
    return list(meeting.items.in_order().values_list("title", flat=True))


# Rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("administrator", True),
        ("officer", True),
        ("secretary", True),
        ("outsider", False),
        ("chair", False),
        ("member", False),
        ("flagged", False),
        ("lapsed", False),
        ("to_come", False),
        ("inactive", False),
        ("visitor", False),
    ],
)
def test_only_its_editors_open_an_agenda_its_items_and_their_deeds(world, meeting, role, allowed):
    client, item = world.client(role), meeting.items.first()
    addresses = [address(meeting.agenda), address(item), address(meeting.agenda, "history"), address(item, "history")]
    for record in (meeting.agenda, item):
        model_admin = admin.site.get_model_admin(type(record))
        addresses += [deed(record, form.slug) for form in model_admin.deeds if form.applies(record, None)]

    assert len(addresses) > 8
    assert {client.get(each).status_code == 200 for each in addresses} == {allowed}


def test_neither_agendas_nor_items_are_added_or_deleted_by_hand(world, meeting):
    client = world.client("administrator")
    for record in (meeting.agenda, meeting.items.first()):
        name = f"admin:meetings_{record._meta.model_name}"
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.post(address(record, "delete"), {"post": "yes"}).status_code == 403
        assert type(record).objects.filter(pk=record.pk).exists()


def test_the_index_lists_agendas_and_not_their_items(secretary, meeting):
    index = secretary.get("/admin/").content.decode()

    assert "/admin/meetings/agenda/" in index
    assert "/admin/meetings/agendaitem/" not in index


def test_another_partnerships_meeting_is_offered_nowhere(world, secretary, meeting):
    elsewhere = make_meeting(world.theme, make.today() + LATER)
    make_meeting(world.cast.health, make.today() - LATER)
    item = meeting.items.first()

    copy, move = secretary.get(deed(meeting.agenda, "copy")), secretary.get(deed(item, "move"))
    assert elsewhere not in copy.context["form"].fields["earlier"].queryset
    assert elsewhere not in move.context["form"].fields["to"].queryset
    answer = secretary.post(deed(item, "move"), filled(move, to=str(elsewhere.pk)))

    assert "Select a valid choice" in str(answer.context["form"].errors)
    item.refresh_from_db()
    assert item.meeting == meeting


# Drafting --------------------------------------------------------------------------------------------------------


def test_an_item_is_added_and_leads_to_its_own_page(world, secretary, meeting):
    begin(meeting, by=world.cast.secretary)

    answer = do(
        secretary, meeting.agenda, "add-item", title="Flood", asked="decide", minutes_planned="15", reason="Asked for."
    )

    item = AgendaItem.objects.get(title="Flood")
    assert answer.redirect_chain[-1][0] == address(item)
    assert titles(meeting)[-3:] == ["Flood", "Any other business", "Date of the next meeting"]
    assert (item.asked, item.minutes_planned) == ("decide", 15)
    assert item.history.first().history_change_reason == "Asked for."


def test_an_item_is_changed_on_its_page_and_leads_back_to_the_agenda(secretary, meeting):
    item = meeting.items.first()
    page = secretary.get(address(item))

    answer = secretary.post(
        address(item), filled(page, title="Flu plan of 2027", label="4a", text="<p>New.</p>", why="Said so.")
    )

    item.refresh_from_db()
    assert answer["Location"] == address(meeting.agenda)
    assert (item.title, item.label, item.text) == ("Flu plan of 2027", "4a", "<p>New.</p>")
    assert item.history.first().history_change_reason == "Said so."


def test_the_introduction_is_written_on_the_page_of_the_agenda(secretary, meeting):
    page = secretary.get(address(meeting.agenda))

    secretary.post(address(meeting.agenda), filled(page, introduction="<p>Welcome.</p>", why="New."))

    assert Agenda.objects.get(pk=meeting.agenda.pk).introduction == "<p>Welcome.</p>"


def test_an_earlier_agenda_is_copied_the_last_one_being_offered_first(world, secretary, meeting):
    make_item(make_meeting(world.cast.health, make.today() - LATER * 2), "Too old")
    last = make_meeting(world.cast.health, make.today() - LATER)
    make_item(last, "Performance")
    make_item(last, "Ada’s case", restricted=True)

    answer = do(secretary, meeting.agenda, "copy")

    assert said(answer) == ["2 items were copied."]
    assert titles(meeting)[3:] == ["Performance", "A personal matter (title to be written)"]


def test_standing_items_are_brought_up_to_date_where_any_is_missing(secretary, meeting):
    do(secretary, meeting.agenda, "refresh")

    assert titles(meeting)[0] == "Apologies for absence"
    assert "Bring standing items" not in secretary.get(address(meeting.agenda)).content.decode()


def test_an_item_is_restricted_opened_moved_and_taken_off(world, secretary, meeting):
    item, later = meeting.items.get(title="Budget"), make_meeting(world.cast.health, make.today() + LATER * 2)
    do(secretary, item, "restrict", public_title="A matter", restriction_reason="It names a firm.", reason="Law.")
    item.refresh_from_db()
    assert (item.restricted, item.public_title, item.restriction_reason) == (True, "A matter", "It names a firm.")
    do(secretary, item, "open", reason="It is known.")
    item.refresh_from_db()
    assert item.restricted is False
    answer = do(secretary, item, "move", to=str(later.pk))
    assert answer.redirect_chain[-1][0] == address(later.agenda)
    assert titles(later) == ["Budget"]
    do(secretary, item, "remove")

    assert titles(later) == []
    assert titles(meeting) == ["Flu plan", "Estates"]


# Order -----------------------------------------------------------------------------------------------------------


def order_form(client, agenda, **changes) -> dict[str, str]:
    """What the page of the agenda would post, with changes."""
    page = client.get(address(agenda))
    data = {f"place_{item.pk}": str(item.position) for _, item, _ in page.context["lines"]}
    return {**data, "version": page.context["seal"], **changes}


def test_a_button_moves_one_item_by_one_place_without_a_script(secretary, meeting):
    budget = meeting.items.get(title="Budget")

    answer = secretary.post(
        deed(meeting.agenda, "order"), order_form(secretary, meeting.agenda, move=f"up-{budget.pk}")
    )

    assert answer["Location"] == address(meeting.agenda)
    assert titles(meeting) == ["Budget", "Flu plan", "Estates"]


def test_numbers_put_the_items_in_order(secretary, meeting):
    flu = meeting.items.get(title="Flu plan")

    secretary.post(deed(meeting.agenda, "order"), order_form(secretary, meeting.agenda, **{f"place_{flu.pk}": "9"}))

    assert titles(meeting) == ["Budget", "Estates", "Flu plan"]


def test_a_place_that_is_no_number_is_refused_and_nothing_moves(secretary, meeting):
    flu = meeting.items.get(title="Flu plan")

    answer = secretary.post(
        deed(meeting.agenda, "order"), order_form(secretary, meeting.agenda, **{f"place_{flu.pk}": "last"})
    )

    assert "Enter a whole number." in str(answer.context["form"].errors)
    assert titles(meeting) == ["Flu plan", "Budget", "Estates"]


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up-1", [1, 2, 3]),
        ("up-3", [1, 3, 2]),
        ("down-1", [2, 1, 3]),
        ("down-3", [1, 2, 3]),
        ("up-9", [1, 2, 3]),
        ("sideways-1", [1, 2, 3]),
        ("", [1, 2, 3]),
    ],
)
def test_moving_by_one_place(move, order):
    assert moved([1, 2, 3], move) == order


def test_an_order_that_was_made_on_an_old_page_is_refused_and_both_are_shown(world, secretary, meeting):
    estates = meeting.items.get(title="Estates")
    mine = order_form(secretary, meeting.agenda, move=f"up-{estates.pk}")
    theirs = order_form(world.client("officer"), meeting.agenda, move=f"down-{meeting.items.first().pk}")
    world.client("officer").post(deed(meeting.agenda, "order"), theirs)

    answer = secretary.post(deed(meeting.agenda, "order"), mine)

    assert "Somebody else saved this" in str(answer.context["form"].errors)
    assert titles(meeting) == ["Budget", "Flu plan", "Estates"]


def test_an_item_that_somebody_else_changed_is_not_overwritten(world, secretary, meeting):
    item = meeting.items.first()
    mine = filled(secretary.get(address(item)), title="Mine")
    officer = world.client("officer")
    officer.post(address(item), filled(officer.get(address(item)), title="Theirs"))

    answer = secretary.post(address(item), mine)

    assert "Somebody else saved this" in errors_of(answer)
    assert "Theirs" in answer.content.decode()
    item.refresh_from_db()
    assert item.title == "Theirs"


def test_an_item_of_an_agenda_that_was_published_meanwhile_is_not_changed(world, secretary, meeting):
    item = meeting.items.first()
    mine = filled(secretary.get(address(item)), title="Mine")
    do(world.client("officer"), meeting.agenda, "publish")

    answer = secretary.post(address(item), mine)

    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    item.refresh_from_db()
    assert item.title == "Flu plan"


# Publishing ------------------------------------------------------------------------------------------------------


def test_the_checklist_comes_first_and_the_agenda_is_published(world, secretary, meeting):
    page = secretary.get(deed(meeting.agenda, "publish"))
    assert "Nothing was found that stands in the way." in page.content.decode()
    assert "Publishing also adds “Apologies for absence”" in page.content.decode()

    answer = do(secretary, meeting.agenda, "publish", reason="In time.")

    assert said(answer) == ["The agenda is published."]
    agenda = Agenda.objects.get(pk=meeting.agenda.pk)
    assert agenda.is_published
    assert agenda.history.first().history_change_reason == "In time."
    assert 'name="_save"' not in answer.content.decode()


def test_what_was_found_is_ticked_one_by_one_and_answered_for(world, secretary):
    meeting = make_meeting(world.cast.health, make.today() + SOON)
    item = make_item(meeting, "Contacts", text="<p>07700 900123</p>")
    make_paper(item, "Plan", text="<p>DRAFT</p>")
    page = secretary.get(deed(meeting.agenda, "publish"))
    boxes = [name for name in page.context["form"].fields if name.startswith("despite_")]
    assert len(boxes) == 2
    assert "2 clear days" in page.content.decode()
    assert "Item 1, paper “Plan” is marked DRAFT." in page.content.decode()

    unticked = do(secretary, meeting.agenda, "publish", reason="Urgent.")
    assert "There would be 2 clear days" in str(unticked.context["form"].errors)
    one = do(secretary, meeting.agenda, "publish", reason="Urgent.", **{boxes[0]: "on"})
    assert "07700 900123" in str(one.context["form"].errors)
    silent = do(secretary, meeting.agenda, "publish", **dict.fromkeys(boxes, "on"))
    assert "Say why it is published although the checks found something." in str(silent.context["form"].errors)
    assert Agenda.objects.get(pk=meeting.agenda.pk).is_draft
    do(secretary, meeting.agenda, "publish", reason="The flood.", **dict.fromkeys(boxes, "on"))

    assert Agenda.objects.get(pk=meeting.agenda.pk).is_published


def test_what_cannot_be_answered_for_has_no_box(world, secretary, meeting):
    make_item(meeting, "Mill House", restricted=True, public_title="On Mill House")

    page = secretary.get(deed(meeting.agenda, "publish"))

    assert "give it a neutral one" in page.content.decode()
    assert not any(
        name.startswith("despite_restricted-") and "title" not in name for name in page.context["form"].fields
    )


@pytest.mark.parametrize("status", ["proposed", "cancelled"])
def test_the_agenda_of_a_meeting_that_is_not_on_offers_no_publishing(world, secretary, status):
    meeting = make_meeting(world.cast.health, make.today() + LATER, status=status)
    make_item(meeting)

    assert deed(meeting.agenda, "publish") not in secretary.get(address(meeting.agenda)).content.decode()
    assert secretary.get(deed(meeting.agenda, "publish")).status_code == 302


def test_afterwards_a_late_item_is_added_and_an_item_withdrawn(world, secretary):
    meeting = make_meeting(world.cast.health, make.today() + SOON, agenda=State.PUBLISHED)
    item = make_item(meeting, "Budget", label="1")
    for slug in ("add-item", "copy", "order", "publish"):
        assert secretary.get(deed(meeting.agenda, slug)).status_code == 302
    for slug in ("move", "remove"):
        assert secretary.get(deed(item, slug)).status_code == 302

    late = do(secretary, meeting.agenda, "late-item", title="Flood", late_reason="It rained.", asked="decide")
    withdrawn = do(secretary, item, "withdraw", withdrawn_reason="Not ready.", reason="Asked for.")

    assert said(late) == ["“Flood” is published as item 1a."]
    assert said(withdrawn) == ["“Budget” is withdrawn."]
    item.refresh_from_db()
    assert item.withdrawn_reason == "Not ready."


def test_a_late_item_is_restricted_from_the_moment_it_is_published(world, secretary):
    meeting = make_meeting(world.cast.health, make.today() + SOON, agenda=State.PUBLISHED)
    given = {"title": "Ada’s case", "late_reason": "It came today.", "text": "<p>Ada asks.</p>"}
    hidden = {"public_title": "A personal matter", "restriction_reason": "It names a person."}

    unticked = do(secretary, meeting.agenda, "late-item", **given, **hidden)
    assert "Tick that the item is restricted" in errors_of(unticked)
    unsaid = do(secretary, meeting.agenda, "late-item", **given, restricted="on")
    assert "Say why this item is restricted; the public reads it." in errors_of(unsaid)
    telling = do(
        secretary, meeting.agenda, "late-item", **given, restricted="on", **{**hidden, "public_title": "On Ada’s case"}
    )
    assert "says its title" in telling.content.decode()
    assert not meeting.items.exists()
    do(secretary, meeting.agenda, "late-item", **given, **hidden, restricted="on")

    item = meeting.items.get()
    assert (item.restricted, item.public_title, item.restriction_reason) == (True, *hidden.values())
    assert (item.title, item.text, item.late_reason) == ("Ada’s case", "<p>Ada asks.</p>", "It came today.")


def test_a_late_item_in_which_something_is_found_waits_for_somebody_to_answer_for_it(world, secretary):
    meeting = make_meeting(world.cast.health, make.today() + SOON, agenda=State.PUBLISHED)
    given = {"title": "Clinic", "late_reason": "It rained.", "text": "<p>Ring 07700 900123.</p>"}

    page = do(secretary, meeting.agenda, "late-item", **given)
    (box,) = [name for name in page.context["form"].fields if name.startswith("despite_")]
    assert "07700 900123" in page.context["form"].fields[box].label
    answer = filled(page, reason="The clinic’s own number.", **{box: "on"})
    secretary.post(deed(meeting.agenda, "late-item"), answer)

    assert meeting.items.get().history.first().history_change_reason == "The clinic’s own number."


def test_what_the_public_reads_of_a_restricted_item_is_changed_on_a_page_that_shows_it(world, secretary):
    meeting = make_meeting(world.cast.health, make.today() + SOON, agenda=State.PUBLISHED)
    item = make_item(meeting, "Mill House", label="1", restricted=True, public_title="On Mill House")
    assert secretary.get(deed(make_item(meeting, label="2"), "reword")).status_code == 302
    assert 'value="On Mill House"' in secretary.get(deed(item, "reword")).content.decode()

    answer = do(secretary, item, "reword", public_title="A property", reason="It named the house.")

    assert said(answer) == ["The public now reads “A property”."]
    item.refresh_from_db()
    assert (item.public_title, item.restriction_reason) == ("A property", "Names a person.")


def offered(client, meeting, item) -> set[str]:
    """The deeds that the pages of an agenda and of an item offer, and the way to hand in papers."""
    pages = "".join(client.get(address(record)).content.decode() for record in (meeting.agenda, item))
    found = set(re.findall(r'href="[^"]*/deed/([a-z-]+)/', pages))
    return found | ({"hand-in"} if f"{reverse('admin:meetings_paper_add')}?item=" in pages else set())


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("scheduled draft", "add-item copy refresh order publish restrict move remove hand-in"),
        ("scheduled draft checked", "publish restrict"),
        ("scheduled published", "late-item restrict withdraw hand-in"),
        ("scheduled published draft", "late-item restrict hand-in"),
        ("held published published", "restrict"),
        ("cancelled draft", "restrict move"),
        ("cancelled published", "restrict"),
    ],
)
def test_an_agenda_that_stays_as_it_is_offers_nothing_that_is_refused(world, secretary, case, expected):
    status, state, *stage = case.split()
    meeting = make_meeting(world.cast.health, "2026-03-05", status=status, agenda=state)
    item = make_item(meeting, "Budget", label="1")
    make_item(meeting, "Flu plan", label="2")
    for each in stage:
        make_minutes(meeting, each)

    assert offered(secretary, meeting, item) == set(expected.split())
    html = secretary.get(address(item)).content.decode()
    assert ('name="title"' in html) is ("add-item" in expected)


def test_opening_a_published_item_needs_its_findings_answered_for(world, secretary):
    meeting = make_meeting(world.cast.health, make.today() + SOON, agenda=State.PUBLISHED)
    item = make_item(meeting, "Lease", label="1", restricted=True, text="<p>07700 900123</p>")

    refused = do(secretary, item, "open", reason="Known.")
    assert "07700 900123" in str(refused.context["form"].errors)
    do(secretary, item, "open", reason="It is the clinic’s own number.", checked="on")

    item.refresh_from_db()
    assert item.restricted is False


def test_an_item_and_its_agenda_show_its_papers_and_the_way_to_hand_in_another(meeting, secretary):
    item = meeting.items.in_order()[0]
    paper, late = make_paper(item, "Flu paper", restricted=True), make_paper(item, "Costs", late_reason="Snow.")
    late.pinned = None
    late.save()

    for page in (secretary.get(address(item)), secretary.get(address(meeting.agenda))):
        html = page.content.decode()
        said = " ".join(re.sub(r"<[^>]+>", " ", html).split())
        assert "Flu paper on the agenda; restricted" in said
        assert "Costs not on the agenda yet; late" in said
        assert f'href="{address(paper)}"' in html
        assert f'href="{reverse("admin:meetings_paper_add")}?item={item.pk}"' in html
    page = secretary.get(f"{reverse('admin:meetings_paper_add')}?item={item.pk}").content.decode()
    assert f'<option value="{item.pk}" selected>' in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_an_agenda_takes_the_same_queries_however_many_items(
    world, secretary, number, django_assert_num_queries
):
    meeting = make_meeting(world.cast.health, make.today() + LATER)
    for _ in range(number + 1):
        make_paper(make_item(meeting, presenter=world.cast.chair_person))

    with django_assert_num_queries(22):
        secretary.get(address(meeting.agenda))
