"""Decisions, actions and report-backs on the officers' site: each deed through its page."""

import pytest

from governance.models import Seat
from meetings.actions.acting import accept_report, refuse_report, report_progress
from meetings.admin import adoption_forms
from meetings.models import Action, Decision, ProgressReport, ReportBack
from tests import make, make_meetings
from tests.governance.admin.conftest import administrator, officer, secretary, world  # noqa: F401  # the fixtures
from tests.governance.admin.filling import errors_of
from tests.governance.admin.test_body_deeds import do

DAY = "2026-03-05"


@pytest.fixture
def meeting(world):  # noqa: F811
    return make_meetings.make_meeting(world.cast.health, DAY, status="held", place="Guildhall", agenda="published")


def deed(record, slug):
    return f"/admin/meetings/{record._meta.model_name}/{record.pk}/deed/{slug}/"


ADOPTIONS = {"adopt-terms", "adopt-document", "adopt-strategy", "adopt-plan", "confidence", "accept-card"}
"""What a decision that approved something offers until it has brought about one of them."""


def buttons(client, record):
    page = client.get(f"/admin/meetings/{record._meta.model_name}/{record.pk}/change/")
    return {address.split("/")[-2] for group in page.context["deeds"].values() for address, _ in group}


# Decisions ----------------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_amended_published_and_then_stands(world, secretary, meeting):  # noqa: F811
    item = make_meetings.make_item(meeting, "The clinic")
    add = "/admin/meetings/decision/add/"
    response = do(secretary, add, meeting=meeting.pk, item=item.pk, text="To open it.", outcome="approved")
    decision = Decision.objects.get()
    assert response["Location"] == f"/admin/meetings/decision/{decision.pk}/change/"
    assert buttons(secretary, decision) == {"amend", "publish", "drop", *ADOPTIONS}

    do(secretary, deed(decision, "amend"), text="To open it in May.", takes_effect="1 May 2026", reason="Misheard.")
    do(secretary, deed(decision, "publish"))

    decision.refresh_from_db()
    facts = (decision.text, str(decision.takes_effect), decision.state, decision.item)
    assert facts == ("To open it in May.", "2026-05-01", "published", item)
    assert buttons(secretary, decision) == ADOPTIONS
    page = secretary.get(f"/admin/meetings/decision/{decision.pk}/change/").content.decode()
    assert 'name="_save"' not in page


@pytest.mark.parametrize("times", [1, 3])
def test_the_search_tells_decisions_of_several_bodies_apart(world, officer, meeting, times, django_assert_num_queries):  # noqa: F811
    jobs = make_meetings.make_meeting(world.cast.jobs, DAY, status="held")
    for _ in range(times):
        make_meetings.make_decision(meeting)
        make_meetings.make_decision(jobs)
    query = {"app_label": "meetings", "model_name": "action", "field_name": "decision", "term": ""}

    with django_assert_num_queries(7):
        found = officer.get("/admin/autocomplete/", query).json()["results"]

    assert {"Decision 2026/1, Health", "Decision 2026/1, Jobs and Skills"} <= {row["text"] for row in found}
    assert len(found) == 2 * times


def test_decisions_in_which_something_is_found_wait_for_somebody_to_answer_for_it(world, secretary, meeting):  # noqa: F811
    draft = make_meetings.make_decision(meeting, "Ring 07700 900123.", state="draft")
    form = secretary.get(deed(draft, "publish")).context["form"]
    (box,) = [name for name in form.fields if name.startswith("despite_")]

    assert "07700 900123" in errors_of(do(secretary, deed(draft, "publish"), reason="Known."))
    do(secretary, deed(draft, "publish"), reason="The clinic’s own.", **{box: "on"})

    draft.refresh_from_db()
    assert draft.is_published


def test_a_meeting_of_a_body_that_is_not_yours_is_refused_with_a_sentence(world, secretary):  # noqa: F811
    foreign = make_meetings.make_meeting(world.cast.jobs, DAY)
    add = "/admin/meetings/decision/add/"

    response = do(secretary, add, meeting=foreign.pk, text="Mine now.", outcome="approved")

    assert "You are not appointed to edit Jobs and Skills" in errors_of(response)
    assert not Decision.objects.exists()


def test_a_draft_is_dropped(world, secretary, meeting):  # noqa: F811
    draft = make_meetings.make_decision(meeting, state="draft")
    do(secretary, deed(draft, "drop"), reason="Twice.")

    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert buttons(secretary, draft) == set()


def test_a_draft_on_which_something_rests_is_amended_in_its_words_alone(world, officer, meeting):  # noqa: F811
    draft = make_meetings.make_decision(meeting, state="draft")
    version = make.make_document_version(make.make_document(world.cast.health, "Compact"), state="draft")
    do(officer, deed(draft, "adopt-document"), document=version.pk)

    assert buttons(officer, draft) == {"amend", "publish"}
    fields = officer.get(deed(draft, "amend")).context["adminform"].form.fields
    assert not {"outcome", "takes_effect"} & fields.keys()
    do(officer, deed(draft, "amend"), text="To adopt it.", outcome="rejected")

    draft.refresh_from_db()
    assert (draft.text, draft.outcome) == ("To adopt it.", "approved")


def test_a_decision_adopts_terms_and_another_a_document(world, officer, meeting, monkeypatch):  # noqa: F811
    monkeypatch.setattr(adoption_forms, "print_terms", make.plain_pdf)
    terms = make.make_terms(world.cast.health)
    version = make.make_document_version(make.make_document(world.cast.health, "Compact"), state="draft")
    one, two = make_meetings.make_decision(meeting), make_meetings.make_decision(meeting)
    chair = world.cast.health_chair_person

    do(officer, deed(one, "adopt-terms"), terms=terms.pk, chair=chair.pk)
    do(officer, deed(two, "adopt-document"), document=version.pk)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.adopts_terms.version, one.adopts_terms.signed_by) == ("1", chair)
    assert two.adopts_document == version
    assert buttons(officer, one) == buttons(officer, two) == set()


# Actions ------------------------------------------------------------------------------------------------------


def test_an_action_goes_from_draft_to_done(world, secretary, meeting):  # noqa: F811
    cast = world.cast
    add = "/admin/meetings/action/add/"
    facts = {"body": cast.health.pk, "meeting": meeting.pk, "what": "Open it", "owner": cast.member_person.pk}
    do(secretary, add, **facts, due="30 April 2026")
    action = Action.objects.get()
    assert (action.owner, str(action.due), action.reference) == (cast.member_person, "2026-04-30", "2026/1")
    assert buttons(secretary, action) == {"amend", "publish", "drop"}
    do(secretary, deed(action, "publish"))
    assert buttons(secretary, action) == {"amend", "report", "close"}
    sent = report_progress(
        action, text="It is open.", day=meeting.day, by=None, by_link=True, reported_by="Tom Ferris", asks_to_close=True
    )
    assert buttons(secretary, action) == {"amend", "report", "accept", "refuse", "close"}

    do(secretary, deed(action, "accept"), report=sent.pk)
    do(secretary, deed(action, "close"), on="1 May 2026")

    action.refresh_from_db()
    assert (action.result, action.closing_text, str(action.closed_on)) == ("done", "It is open.", "2026-05-01")
    assert ProgressReport.objects.get().accepted
    do(secretary, deed(action, "reopen"), reason="It shut.")
    action.refresh_from_db()
    assert action.closed_on is None


def test_a_report_of_another_action_cannot_be_accepted_here(world, secretary, meeting):  # noqa: F811
    one, other = make_meetings.make_action(meeting), make_meetings.make_action(meeting)
    said = {"day": meeting.day, "by": None, "by_link": True, "reported_by": "Somebody"}
    report_progress(one, text="Mine.", **said)
    foreign = report_progress(other, text="Theirs.", **said)

    response = do(secretary, deed(one, "accept"), report=foreign.pk)

    assert "Select a valid choice" in errors_of(response)
    assert not ProgressReport.objects.filter(accepted=True).exists()


def test_a_refused_change_loses_nothing_that_was_typed(world, secretary, meeting):  # noqa: F811
    action = make_meetings.make_action(meeting)
    response = do(secretary, deed(action, "amend"), due="1 January 2020", reason="Earlier.")

    assert "The action would be due before it was raised: choose a later day." in errors_of(response)
    assert "1 January 2020" in response.content.decode()


def test_progress_is_reported_and_refused(world, secretary, meeting):  # noqa: F811
    action = make_meetings.make_action(meeting, owner=world.cast.member_person)
    do(secretary, deed(action, "report"), text="Half done.")
    sent = report_progress(action, text="Rude.", day=meeting.day, by=None, by_link=True, reported_by="Tom Ferris")
    do(secretary, deed(action, "refuse"), report=sent.pk, reason="Rude.")

    kept = ProgressReport.objects.get()
    assert (kept.text, kept.reported_by, kept.accepted) == ("Half done.", "Tom Ferris", True)


def test_the_list_finds_what_waits_and_what_is_overdue(world, secretary, meeting):  # noqa: F811
    late = make_meetings.make_action(meeting, "Late", due=meeting.day)
    make_meetings.make_action(meeting, "Draft", state="draft")
    asked = make_meetings.make_action(meeting, "Asked")
    report_progress(asked, text="Done.", day=meeting.day, by=None, by_link=True, reported_by="Somebody")

    def shown(standing):
        page = secretary.get(f"/admin/meetings/action/?standing={standing}")
        return {row.what for row in page.context["cl"].result_list}

    assert shown("waiting") == {"Asked"}
    assert shown("draft") == {"Draft"}
    assert shown("open") == {"Late", "Asked"}
    assert shown("overdue") == {late.what}
    assert shown("closed") == set()


# Report-backs -------------------------------------------------------------------------------------------------


def test_a_report_back_goes_from_expected_to_given(world, officer, secretary):  # noqa: F811
    cast = world.cast
    panel = make.make_body("panel", "Rail Users Panel", partnership=cast.partnership, kind="external-body")
    seat = make.make_seat(panel, kind=Seat.Kind.NOMINATED, of_body=cast.health)
    make.make_membership(seat, cast.health_chair_person)
    outside = make_meetings.make_meeting(panel, DAY, status="held")
    home = make_meetings.make_meeting(cast.health, "2026-04-09", status="held")

    do(officer, "/admin/meetings/reportback/add/", meeting=outside.pk)
    row = ReportBack.objects.get()
    assert "9 April 2026, overdue" in secretary.get("/admin/meetings/reportback/").content.decode()
    do(secretary, deed(row, "share"), on="1 March 2026")
    do(secretary, deed(row, "soundings"), position="<p>Against.</p>")
    do(secretary, deed(row, "confidence"), confidential="on")
    do(secretary, deed(row, "report"), text="<p>Trains will stop.</p>", on="9 April 2026", at=home.pk)

    row.refresh_from_db()
    assert (str(row.agenda_shared_on), row.position, row.report) == (
        "2026-03-01",
        "<p>Against.</p>",
        "<p>Trains will stop.</p>",
    )
    assert (row.reported_at, row.reported_by, row.confidential) == (home, cast.health_chair_person, True)
    assert buttons(secretary, row) == {"confidence"}


def test_the_first_page_tells_officers_of_the_reports_that_they_are_to_read(world, secretary, meeting):  # noqa: F811
    action = make_meetings.make_action(meeting)
    said = {"day": meeting.day, "by": None, "by_link": True, "reported_by": "Somebody"}
    sent = [report_progress(action, text=text, **said) for text in ("Half done.", "Rude.")]
    accept_report(sent[0], by=world.cast.officer)

    link = '<a href="/admin/meetings/action/?standing=waiting">Reports to read: 1</a>'
    told = {role: world.client(role).get("/admin/").content.decode() for role in ("officer", "secretary", "outsider")}

    assert [link in told[role] for role in told] == [True, True, False]
    assert "Reports to read" not in told["outsider"]
    refuse_report(sent[1], by=world.cast.officer, reason="Rude.")
    assert "Reports to read" not in secretary.get("/admin/").content.decode()
