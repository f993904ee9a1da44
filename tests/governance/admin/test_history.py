"""The history page: readable, complete, for reading only."""

import pytest
from django.urls import NoReverseMatch, reverse

from governance.documents.documenting import draft_version
from governance.foundation.deeds import strike, write
from governance.models import BodyKind, Membership
from governance.restructuring import rename
from governance.seats.seating import step_down
from tests import make
from tests.governance.admin.filling import filled


def entries(client, record, query=""):
    page = client.get(f"/admin/governance/{record._meta.model_name}/{record.pk}/history/{query}")
    assert page.status_code == 200
    return list(page.context["page"].object_list)


def changes(entry):
    return {change.label: (change.before, change.after) for change in entry.changes}


def test_a_change_is_told_field_by_field_with_who_when_and_why(world, officer):
    address = f"/admin/governance/person/{world.cast.member_person.pk}/change/"
    data = filled(officer.get(address), post="Chief officer", grade="5", organisation=world.cast.trust.pk)
    officer.post(address, {**data, "why": "Told by telephone."})

    newest, *earlier = entries(officer, world.cast.member_person)

    assert (newest.who, newest.why, newest.what) == ("officer", "Told by telephone.", "Changed")
    assert changes(newest) == {
        "Post": ("Director of place", "Chief officer"),
        "Organisation": ("Brackwater Council", "Marsh Health Trust"),
        "Grade": ("Director", "Chief executive, leader or equivalent"),
    }
    assert earlier[-1].what == "Added"
    assert changes(earlier[-1])["Name"] == ("–", "Tom Ferris")


def test_days_are_plain_and_the_end_is_a_last_day(world, officer):
    membership = Membership.objects.get(person=world.cast.member_person)
    step_down(membership, on=make.day("2024-02-01"), by=world.cast.officer)

    assert changes(entries(officer, membership)[0]) == {"Last day": ("–", "31 January 2024")}


def test_long_text_is_shown_once_with_the_changed_words_marked(world, officer):
    terms = make.make_terms(world.cast.health, sections={"purpose": "<p>To improve health in Brackwater.</p>"})
    section = terms.sections.get()
    section.text = "<p>To improve <strong>wellbeing</strong> in Brackwater.</p>"
    write(section, by=world.cast.officer)

    (change,) = entries(officer, terms)[0].changes
    assert change.label == "Text"
    assert change.marked == ("<p>To improve <del>health </del><ins><strong>wellbeing </strong></ins>in Brackwater.</p>")


def test_text_in_the_history_cannot_run_or_style_anything(world, officer):
    person = world.cast.member_person
    person.note = "<script>alert(1)</script>\n<style>*{}</style>"
    write(person, by=world.cast.officer)
    person.note = "<img src=x onerror=alert(1)> <b>now</b>"
    write(person, by=world.cast.officer, why="<script>alert(2)</script>")

    page = officer.get(f"/admin/governance/person/{person.pk}/history/").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<style>" not in page


def test_the_rows_of_a_record_are_part_of_its_history_even_when_they_are_gone(world, officer):
    terms = make.make_terms(world.cast.health, sections={"purpose": "<p>Old.</p>"})
    strike(terms.sections.get(), by=world.cast.officer, why="Not needed.")

    newest = entries(officer, terms)[0]

    assert (newest.what, newest.record, newest.why) == ("Removed", "section “Purpose”", "Not needed.")


def test_a_bodys_history_tells_of_its_periods_and_leaves_the_index_out(world, officer):
    rename(world.cast.health, name="Good Health", on=make.today(), by=world.cast.officer, reason="Review.")

    told = [change for entry in entries(officer, world.cast.health) for change in entry.changes if change.before != "–"]

    assert [(change.label, change.after) for change in told] == [("Name", "Good Health")]


def test_many_to_many_choices_are_told_by_name(world, officer):
    kind = BodyKind.objects.get(slug="sub-group")
    address = f"/admin/governance/bodykind/{kind.pk}/change/"
    board, forum = make.kind("board"), make.kind("forum")
    officer.post(address, filled(officer.get(address), may_sit_under=[board.pk, forum.pk], why="Settled."))

    newest = entries(officer, kind)[0]

    assert changes(newest) == {"May sit under": ("–", "board, forum")}
    assert newest.why == "Settled."


def test_the_newest_stands_first_and_pages_follow(world, officer):
    person = world.cast.member_person
    for number in range(25):
        person.post = f"Post {number}"
        write(person, by=world.cast.officer)

    first, second = entries(officer, person), entries(officer, person, "?p=2")

    assert changes(first[0])["Post"] == ("Post 23", "Post 24")
    assert len(first) == 20
    assert second[-1].what == "Added"
    assert entries(officer, person, "?p=nonsense")[0] == first[0]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_history_page_writes_nothing(world, administrator, method):
    person = world.cast.member_person
    address = f"/admin/governance/person/{person.pk}/history/"
    before = type(person).history.count()

    response = getattr(administrator, method)(address, {"name": "Reverted"})

    assert response.status_code == 405
    person.refresh_from_db()
    assert (person.name, type(person).history.count()) == ("Tom Ferris", before)


def test_the_packages_own_history_form_cannot_be_reached(world, administrator):
    """It would let a reader write, revive deleted rows, and reach rows outside the list."""
    person = world.cast.member_person
    version = type(person).history.first().history_id
    address = f"/admin/governance/person/{person.pk}/history/{version}/"

    for response in (administrator.get(address), administrator.post(address, {"name": "Reverted"})):
        assert response.status_code in {302, 404}
    with pytest.raises(NoReverseMatch):
        reverse("admin:governance_person_simple_history", args=[person.pk, version])
    person.refresh_from_db()
    assert person.name == "Tom Ferris"


def test_a_documents_history_includes_its_versions(world, officer):
    document = make.make_document(world.cast.health, "Protocol")
    draft_version(document, by=world.cast.officer)

    assert entries(officer, document)[0].record.startswith("version “Protocol, version 1”")
