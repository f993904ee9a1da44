"""Minutes in the officers' site: the register, the stages, and corrections, each as a deed with its own page."""

import datetime

import pytest

from governance.models import Membership
from meetings.attendance.attending import record
from meetings.models import Attendance, Correction, Minutes, MinutesEntry
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.test_body_deeds import do
from tests.governance.admin.world import build
from tests.make_meetings import make_item, make_meeting, make_minutes, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    """Two partnerships and everybody."""
    return build()


@pytest.fixture
def secretary(world):
    """The browser of the secretary of Health."""
    return world.client("secretary")


@pytest.fixture
def officer(world):
    """The officer's browser."""
    return world.client("officer")


@pytest.fixture
def minutes(world):
    """Draft minutes of a meeting of Health with two items."""
    meeting = make_meeting(world.cast.health, "2026-03-05")
    make_item(meeting, "The plan")
    make_item(meeting, "The budget")
    return make_minutes(meeting)


def deed(minutes, slug):
    return f"/admin/meetings/minutes/{minutes.pk}/deed/{slug}/"


def change(minutes):
    return f"/admin/meetings/minutes/{minutes.pk}/change/"


def test_minutes_are_begun_for_a_meeting_of_ones_own_bodies(world, secretary):
    address = "/admin/meetings/minutes/add/"
    own, other = make_meeting(world.cast.health), make_meeting(world.cast.board)

    assert "Select a valid choice" in errors_of(do(secretary, address, meeting=other.pk))
    response = do(secretary, address, meeting=own.pk)

    assert response["Location"] == change(Minutes.objects.get())
    assert Minutes.objects.get().meeting == own


def test_entries_of_a_draft_are_written_with_the_editor_and_their_revision_rises(world, secretary, minutes):
    entry = minutes.entries.first()
    place = list(minutes.entries.all()).index(entry)

    response = do(secretary, change(minutes), **{f"entries-{place}-text": "<p>Put <b>better</b>.</p>"}, why="Style.")

    assert response.status_code == 302
    after = MinutesEntry.objects.get(pk=entry.pk)
    assert (after.text, after.revision) == ("<p>Put <b>better</b>.</p>", entry.revision + 1)
    assert after.history.first().history_change_reason == "Style."


def test_the_register_is_one_page_for_every_seat(world, secretary, minutes):
    cast = world.cast
    chair = cast.health_chair_person
    absent = make.make_person("Rose Tarn", kept_by=cast.health)
    sit(cast.health, absent, substitute_allowed=True, grade_floor=3)
    other = make.make_person("Rex Ford", kept_by=cast.health, grade=4)
    guest = make.make_person("Nan Holm", kept_by=cast.health)
    said = {
        f"how_{chair.pk}": "present",
        f"from_{chair.pk}": "2",
        f"how_{absent.pk}": "apologies",
        "person_new1": other.pk,
        "how_new1": "substitute",
        "for_new1": absent.pk,
        "person_new2": guest.pk,
        "how_new2": "in attendance",
        "note_new2": "Auditor",
    }

    response = do(secretary, deed(minutes, "register"), **said)

    assert response.status_code == 302
    rows = {row.person.name: row for row in Attendance.objects.all()}
    assert {name: row.how for name, row in rows.items()} == {
        "Owen Lark": "present",
        "Rose Tarn": "apologies",
        "Rex Ford": "substitute",
        "Nan Holm": "in attendance",
    }
    assert rows["Owen Lark"].arrived_at.title == "The budget"
    assert rows["Rex Ford"].substitute_allowed is True
    assert rows["Nan Holm"].note == "Auditor"


@pytest.mark.parametrize("slug", ["register", "correct-attendance"])
def test_nobody_stands_on_two_lines_and_no_line_says_half_of_something(world, secretary, minutes, slug):
    cast = world.cast
    chair, guest = cast.health_chair_person, make.make_person("Nan Holm", kept_by=cast.health)
    why = {}
    if slug != "register":
        minutes.stage, why = "published", {"reason": "A slip."}
        make.written_apart(minutes)
    twice = {"person_new1": guest.pk, "how_new1": "substitute", "for_new1": chair.pk}
    twice |= {"person_new2": guest.pk, "how_new2": "in attendance"}
    two, half = (
        "Nan Holm stands on two lines: keep the one that is right.",
        "Say how they were there, or clear the rest",
    )
    also = {f"how_{chair.pk}": "present", "person_new3": chair.pk, "how_new3": "in attendance"}
    for said, field, sentence in (
        (twice, "person_new2", two),
        (also, "person_new3", "Owen Lark stands on two lines"),
        ({f"from_{chair.pk}": "2"}, f"how_{chair.pk}", half),
        ({"until_new1": "1"}, "how_new1", half),
        ({"note_new2": "Auditor"}, "how_new2", half),
    ):
        response = do(secretary, deed(minutes, slug), **said, **why)
        assert sentence in response.context["form"].errors[field][0]
    assert not Attendance.objects.exists()


def test_somebody_is_taken_out_though_the_rest_of_their_line_still_stands(world, secretary, minutes):
    cast = world.cast
    absent = make.make_person("Rose Tarn", kept_by=cast.health)
    sit(cast.health, absent, substitute_allowed=True)
    rex = make.make_person("Rex Ford", kept_by=cast.health)
    item = minutes.meeting.items.first()
    record(
        minutes.meeting,
        rex,
        how="substitute",
        stands_in_for=absent,
        grade=3,
        note="Late",
        left_at=item,
        by=cast.officer,
    )

    response = do(secretary, deed(minutes, "register"), **{f"how_{rex.pk}": ""})

    assert response.status_code == 302
    assert not Attendance.objects.exists()


def test_the_register_shows_what_is_recorded_and_forgets_what_is_emptied(world, secretary, minutes):
    chair = world.cast.health_chair_person
    guest = make.make_person("Nan Holm", kept_by=world.cast.health)
    address = deed(minutes, "register")
    do(secretary, address, **{f"how_{chair.pk}": "present", "person_new1": guest.pk, "how_new1": "in attendance"})
    before = Attendance.history.count()
    page = secretary.get(address)

    secretary.post(address, filled(page))
    assert Attendance.history.count() == before, "Saving what is there writes nothing."

    secretary.post(address, filled(secretary.get(address), **{f"how_{guest.pk}": ""}))
    assert list(Attendance.objects.values_list("person__name", flat=True)) == ["Owen Lark"]


def test_of_two_who_save_the_register_the_second_is_refused_and_undoes_nothing(world, secretary, officer, minutes):
    chair, robin = world.cast.health_chair_person, make.make_person("Robin Vale", kept_by=world.cast.health)
    sit(world.cast.health, robin)
    older = secretary.get(deed(minutes, "register"))
    do(officer, deed(minutes, "register"), **{f"how_{chair.pk}": "present"})

    refused = secretary.post(deed(minutes, "register"), filled(older, **{f"how_{robin.pk}": "present"}))

    assert "Somebody else saved this while you had it open" in errors_of(refused)
    assert {row.person.name: row.how for row in Attendance.objects.all()} == {"Owen Lark": "present"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"from": "9"}, "There is no item 9 on this agenda"),
        ({"from": "2", "until": "1"}, "cannot leave before they arrive"),
    ],
)
def test_a_register_that_cannot_be_is_refused_whole(world, secretary, minutes, said, sentence):
    key = world.cast.health_chair_person.pk
    data = {f"how_{key}": "present", **{f"{name}_{key}": label for name, label in said.items()}}

    response = do(secretary, deed(minutes, "register"), **data)

    assert sentence in errors_of(response)
    assert not Attendance.objects.exists()


def test_a_guest_needs_a_name_and_a_way(world, secretary, minutes):
    address = deed(minutes, "register")
    guest = make.make_person("Nan Holm", kept_by=world.cast.health)

    assert "Choose who was there" in errors_of(do(secretary, address, how_new1="in attendance"))
    assert "Say whether Nan Holm" in errors_of(do(secretary, address, person_new1=guest.pk))
    assert not Attendance.objects.exists()


def test_minutes_go_from_draft_to_approved_by_their_deeds(world, secretary, officer, minutes):
    assert secretary.get(deed(minutes, "check")).status_code == 302, "A secretary checks nothing."
    assert do(officer, deed(minutes, "check"), chair=world.cast.health_chair_person.pk).status_code == 302
    minutes.refresh_from_db()
    assert (minutes.stage, minutes.checked_by) == ("checked", world.cast.health_chair_person)

    do(secretary, deed(minutes, "send-back"), reason="A name is wrong.")
    minutes.refresh_from_db()
    assert minutes.stage == "draft"
    do(officer, deed(minutes, "check"), chair=world.cast.health_chair_person.pk)
    do(secretary, deed(minutes, "publish"))
    minutes.refresh_from_db()
    assert (minutes.stage, minutes.meeting.status) == ("published", "held")

    early = make_meeting(world.cast.health, "2026-03-04", status="held")
    late = make_meeting(world.cast.health, "2026-04-02", status="held")
    assert "Select a valid choice" in errors_of(do(secretary, deed(minutes, "approve"), at=early.pk))
    do(secretary, deed(minutes, "approve"), at=late.pk)
    minutes.refresh_from_db()
    assert (minutes.stage, minutes.approved_at) == ("approved", late)


def test_two_meetings_of_a_day_are_told_apart_where_one_is_chosen(world, secretary):
    minutes = make_minutes(make_meeting(world.cast.health, "2026-03-05", status="held"), "published")
    for hour in (10, 14, None):
        make_meeting(world.cast.health, "2026-04-02", starts_at=hour and datetime.time(hour), status="held")

    page = secretary.get(deed(minutes, "approve"))

    choices = [label for key, label in page.context["adminform"].form.fields["at"].choices if key]
    assert choices == ["Health, 2 April 2026", "Health, 2 April 2026, 10am", "Health, 2 April 2026, 2pm"]


def test_the_checklist_of_the_minutes_is_ticked_and_answered_for(secretary, minutes):
    entry = minutes.entries.first()
    entry.text = "<p>Ring 07700 900123. DRAFT</p>"
    make.written_apart(entry)
    minutes.stage = "checked"
    make.written_apart(minutes)

    page = secretary.get(deed(minutes, "publish"))
    (box,) = [name for name in page.context["form"].fields if name.startswith("despite_")]
    assert "What is said under item 1 holds the telephone number 07700 900123" in page.content.decode()
    assert "What is said under item 1 is marked DRAFT." in page.content.decode()
    assert "07700 900123" in errors_of(do(secretary, deed(minutes, "publish"), reason="Known."))
    assert "Say why it is published" in errors_of(do(secretary, deed(minutes, "publish"), **{box: "on"}))
    do(secretary, deed(minutes, "publish"), reason="The clinic’s own.", **{box: "on"})

    minutes.refresh_from_db()
    assert minutes.stage == "published"


@pytest.mark.parametrize("stage", ["checked", "published", "approved"])
def test_what_is_past_the_draft_is_read_and_not_written(world, officer, minutes, stage):
    page = officer.get(change(minutes))
    minutes.stage = stage
    make.written_apart(minutes)

    assert 'name="_save"' not in officer.get(change(minutes)).content.decode()
    response = officer.post(change(minutes), filled(page, **{"entries-0-text": "<p>Seized.</p>"}))

    assert response.status_code == 409
    assert not MinutesEntry.objects.filter(text__contains="Seized").exists()
    assert officer.get(deed(minutes, "register")).status_code == 302


def test_an_entry_is_corrected_from_its_own_link(world, secretary, minutes):
    minutes.stage = "published"
    make.written_apart(minutes)
    entry = minutes.entries.get(item__title="The budget")
    address = f"{deed(minutes, 'correct')}?entry={entry.pk}"
    assert address in secretary.get(change(minutes)).content.decode()
    page = secretary.get(address)
    assert filled(page)["text"] == [entry.text]

    refused = secretary.post(address, filled(page, text="<p>Better.</p>"))
    assert "required" in errors_of(refused)
    done = secretary.post(address, filled(refused, text="<p>Better.</p>", reason="Misheard."))

    assert done.status_code == 302
    row = Correction.objects.get()
    assert (row.entry, row.before, row.after) == (entry, entry.text, "<p>Better.</p>")


@pytest.fixture
def corrected(world, minutes):
    """Published minutes, the address of the page that corrects who was there, and the people: Owen came, Rose did not.

    Nan, who holds no seat, was in attendance.
    """
    cast = world.cast
    rose, nan = (make.make_person(name, kept_by=cast.health) for name in ("Rose Tarn", "Nan Holm"))
    sit(cast.health, rose)
    for person, how in ((cast.health_chair_person, "present"), (rose, "absent"), (nan, "in attendance")):
        record(minutes.meeting, person, how=how, by=cast.officer)
    minutes.stage = "published"
    make.written_apart(minutes)
    return minutes, deed(minutes, "correct-attendance"), {"owen": cast.health_chair_person, "rose": rose, "nan": nan}


def ways():
    return dict(Attendance.objects.values_list("person__name", "how"))


def test_who_was_there_is_corrected_on_a_page_that_shows_the_register(world, secretary, corrected):
    minutes, address, people = corrected
    at = make_meeting(world.cast.health, "2026-04-02", status="held")
    page = secretary.get(address)
    assert address in secretary.get(change(minutes)).content.decode()
    assert "Correct who was there" in page.content.decode()
    assert filled(page)[f"how_{people['rose'].pk}"] == ["absent"]
    said = {f"how_{people['rose'].pk}": "apologies", "on": "02/04/2026", "agreed_at": at.pk}

    refused = secretary.post(address, filled(page, **said))
    assert "required" in errors_of(refused)
    assert ways()["Rose Tarn"] == "absent"
    kept = filled(refused)
    assert (kept[f"how_{people['rose'].pk}"], kept["on"]) == (["apologies"], ["02/04/2026"])
    done = secretary.post(address, filled(refused, reason="Her letter came late."))

    assert done["Location"] == change(minutes)
    row = Correction.objects.get()
    assert (row.minutes, row.entry, row.agreed_at, f"{row.made_on}") == (minutes, None, at, "2026-04-02")
    assert ("<h3>Absent</h3>" in row.before, "<h3>Absent</h3>" in row.after) == (True, False)
    assert ways() == {"Owen Lark": "present", "Rose Tarn": "apologies", "Nan Holm": "in attendance"}


def test_a_line_that_is_emptied_is_taken_out_and_a_new_one_put_in(world, secretary, corrected):
    _, address, people = corrected
    guest = make.make_person("Rex Ford", kept_by=world.cast.health)
    said = {f"how_{people['nan'].pk}": "", "person_new1": guest.pk, "how_new1": "in attendance", "note_new1": "Auditor"}

    do(secretary, address, **said, reason="It was somebody else.")

    assert ways() == {"Owen Lark": "present", "Rose Tarn": "absent", "Rex Ford": "in attendance"}
    assert "<li>Rex Ford, Auditor</li>" in Correction.objects.get().after


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Nobody’s attendance is changed: change it, or leave it."),
        ({"from_owen": "9"}, "There is no item 9 on this agenda: write the label of one."),
        ({"how_rose": "apologies", "from_rose": "1"}, "was not there, so they neither arrived late nor left early."),
        ({"how_rose": "apologies", "on": "04/03/2026"}, "Give a day of the correction that lies after the meeting"),
    ],
)
def test_a_correction_of_who_was_there_that_cannot_be_is_refused_whole(secretary, corrected, said, sentence):
    _, address, people = corrected
    data = {}
    for name, value in said.items():
        what, _, who = name.partition("_")
        data[f"{what}_{people[who].pk}" if who else name] = value

    response = do(secretary, address, **data, reason="A slip.")

    assert sentence in errors_of(response)
    assert filled(response)["reason"] == ["A slip."]
    assert ways() == {"Owen Lark": "present", "Rose Tarn": "absent", "Nan Holm": "in attendance"}
    assert not Correction.objects.exists()


def test_of_two_corrections_at_once_the_second_is_compared_and_undoes_nothing(secretary, officer, corrected):
    _, address, people = corrected
    rose, nan, owen = (people[name].pk for name in ("rose", "nan", "owen"))
    first, second = officer.get(address), secretary.get(address)
    won = officer.post(address, filled(first, **{f"how_{rose}": "apologies", f"how_{nan}": ""}, reason="Letters."))

    lost = secretary.post(address, filled(second, **{f"from_{owen}": "2"}, reason="He came late."))

    assert won.status_code == 302
    assert "Somebody else saved this while you had it open" in errors_of(lost)
    assert Correction.objects.count() == 1
    shown = filled(lost)
    assert (shown[f"how_{rose}"], shown[f"from_{owen}"], shown["reason"]) == (["apologies"], ["2"], ["He came late."])
    assert "apologies" in " ".join(entry.why + str(entry.changes).lower() for entry in lost.context["conflict"].entries)
    assert secretary.post(address, shown).status_code == 302
    assert ways() == {"Owen Lark": "present", "Rose Tarn": "apologies"}
    assert Attendance.objects.get(person=owen).arrived_at.title == "The budget"


def test_somebody_whom_another_put_in_meanwhile_stays(world, secretary, officer, corrected):
    _, address, people = corrected
    guest = make.make_person("Rex Ford", kept_by=world.cast.health)
    first, second = officer.get(address), secretary.get(address)
    officer.post(address, filled(first, person_new1=guest.pk, how_new1="in attendance", reason="Forgotten."))

    lost = secretary.post(address, filled(second, **{f"how_{people['rose'].pk}": "apologies"}, reason="A letter."))
    secretary.post(address, filled(lost))

    assert ways()["Rex Ford"] == "in attendance"
    assert ways()["Rose Tarn"] == "apologies"


def test_a_line_that_nobody_touched_is_not_judged_by_what_is_known_now(secretary, corrected):
    _, address, people = corrected
    Membership.objects.filter(person=people["rose"]).get().delete()
    assert filled(secretary.get(address))[f"how_{people['rose'].pk}"] == ["absent"]

    done = do(secretary, address, **{f"how_{people['owen'].pk}": "apologies"}, reason="A letter.")

    assert done.status_code == 302
    assert ways() == {"Owen Lark": "apologies", "Rose Tarn": "absent", "Nan Holm": "in attendance"}


@pytest.mark.parametrize("stage", ["draft", "checked"])
def test_who_was_there_is_not_corrected_before_it_is_published(secretary, corrected, stage):
    minutes, address, _ = corrected
    minutes.stage = stage
    make.written_apart(minutes)

    assert secretary.get(address)["Location"] == change(minutes)
    assert address not in secretary.get(change(minutes)).content.decode()


def test_the_history_of_minutes_tells_who_was_there(secretary, officer, corrected):
    minutes, address, people = corrected
    do(secretary, address, **{f"how_{people['rose'].pk}": "apologies"}, reason="Her letter came late.")

    said = officer.get(f"/admin/meetings/minutes/{minutes.pk}/history/").content.decode()

    assert "Rose Tarn: apologies" in said
    assert "Her letter came late." in said


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_that_corrects_asks_the_same_number_of_questions_whatever_the_register(
    world, secretary, minutes, people, django_assert_num_queries
):
    for _ in range(people):
        person = make.make_person(kept_by=world.cast.health)
        sit(world.cast.health, person)
        record(minutes.meeting, person, how="present", by=world.cast.officer)
    minutes.stage = "published"
    make.written_apart(minutes)

    with django_assert_num_queries(27):
        secretary.get(deed(minutes, "correct-attendance"))


def test_another_bodys_secretary_finds_nothing(world, minutes):
    other = make.make_user("other-secretary")
    make.make_appointment(other, "secretary", world.cast.jobs)
    browser = world.client("secretary")
    browser.force_login(other)

    for slug in ("register", "publish", "correct", "correct-attendance", "correct-declarations"):
        assert browser.post(deed(minutes, slug), {}).status_code == 302
    assert browser.get(change(minutes)).status_code == 302
    assert Minutes.objects.get().stage == "draft"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions_whatever_its_length(
    world, secretary, rows, django_assert_num_queries
):
    for number in range(1, rows + 1):
        make_minutes(make_meeting(world.cast.health, f"2026-01-0{number}"))

    with django_assert_num_queries(8):
        secretary.get("/admin/meetings/minutes/")
