"""Two officers, one record: one wins, the other is told, and nothing that was typed is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from governance.models import TermsOfReference
from governance.restructuring import describe, rename
from governance.terms.signing import abandon_draft, draft_terms
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.world import build

STALE = "Somebody else saved this while you had it open"


@pytest.fixture
def draft(world):
    """A draft of Health's terms with two sections."""
    return make.make_terms(world.cast.health, sections={"purpose": "<p>Old purpose.</p>", "quorum": "<p>Four.</p>"})


def address_of(record):
    return f"/admin/governance/{record._meta.model_name}/{record.pk}/change/"


def texts(draft):
    return {section.kind: section.text for section in draft.sections.all()}


def test_the_second_of_two_saves_is_refused_with_both_texts_on_the_screen(draft, officer, secretary):
    address = address_of(draft)
    first, second = officer.get(address), secretary.get(address)
    won = officer.post(address, filled(first, **{"sections-0-text": "<p>Officer’s purpose.</p>"}, why="Tidied."))
    lost = secretary.post(address, filled(second, **{"sections-0-text": "<p>Secretary’s purpose.</p>"}))

    assert won.status_code == 302
    assert STALE in errors_of(lost)
    assert texts(draft)["purpose"] == "<p>Officer’s purpose.</p>"
    (difference,) = lost.context["conflict"].differences
    assert (difference.saved, difference.yours) == ("Officer’s purpose.", "Secretary’s purpose.")
    assert not difference.taken_over
    page = lost.content.decode()
    assert "Officer’s purpose." in page
    assert filled(lost)["sections-0-text"] == ["<p>Secretary’s purpose.</p>"]
    (entry,) = lost.context["conflict"].entries
    assert (entry.who, entry.why) == ("officer", "Tidied.")


def test_the_loser_may_save_knowingly_after_the_comparison(draft, officer, secretary):
    address = address_of(draft)
    first, second = officer.get(address), secretary.get(address)
    officer.post(address, filled(first, **{"sections-0-text": "<p>Officer’s purpose.</p>"}))
    lost = secretary.post(address, filled(second, **{"sections-0-text": "<p>Secretary’s purpose.</p>"}))

    saved = secretary.post(address, filled(lost, **{"sections-0-text": "<p>Both purposes.</p>"}))

    assert saved.status_code == 302
    assert texts(draft)["purpose"] == "<p>Both purposes.</p>"


def test_what_the_loser_had_not_touched_follows_the_winner(draft, officer, secretary):
    """The stock admin would turn the winner's quorum back."""
    address = address_of(draft)
    first, second = officer.get(address), secretary.get(address)
    officer.post(address, filled(first, **{"sections-1-text": "<p>Seven.</p>"}, review_due="01/05/2031"))
    lost = secretary.post(address, filled(second, **{"sections-0-text": "<p>New purpose.</p>"}, why="Board of May"))

    assert {d.label: d.taken_over for d in lost.context["conflict"].differences} == {
        "To be reviewed by": True,
        "Section “Quorum”: Text": True,
    }
    shown = filled(lost)
    assert shown["sections-0-text"] == ["<p>New purpose.</p>"]
    assert shown["sections-1-text"] == ["<p>Seven.</p>"]
    assert (shown["review_due"], shown["why"]) == (["01/05/2031"], ["Board of May"])

    secretary.post(address, shown)
    assert texts(draft) == {"purpose": "<p>New purpose.</p>", "quorum": "<p>Seven.</p>"}


def test_a_section_that_somebody_added_meanwhile_joins_the_form(draft, officer, secretary):
    address = address_of(draft)
    first, second = officer.get(address), secretary.get(address)
    new = {"sections-2-order": "3", "sections-2-kind": "review", "sections-2-text": "<p>Yearly.</p>"}
    assert officer.post(address, filled(first, **new)).status_code == 302
    lost = secretary.post(address, filled(second, **{"sections-0-text": "<p>New purpose.</p>"}))

    (difference,) = lost.context["conflict"].differences
    assert (difference.label, difference.taken_over) == ("Section “Review”", True)
    assert "Yearly." in difference.saved
    assert filled(lost)["sections-2-text"] == ["<p>Yearly.</p>"]
    assert secretary.post(address, filled(lost)).status_code == 302
    assert texts(draft) == {"purpose": "<p>New purpose.</p>", "quorum": "<p>Four.</p>", "review": "<p>Yearly.</p>"}


def test_a_section_that_somebody_removed_stays_if_the_loser_typed_in_it(draft, officer, secretary):
    address = address_of(draft)
    first, second = officer.get(address), secretary.get(address)
    officer.post(address, filled(first, **{"sections-0-DELETE": "on", "sections-1-DELETE": "on"}))
    assert texts(draft) == {}
    lost = secretary.post(address, filled(second, **{"sections-0-text": "<p>Still needed.</p>"}))

    found = {d.label: (d.saved, d.taken_over) for d in lost.context["conflict"].differences}
    assert found == {"Section “Purpose”": ("Removed", False), "Section “Quorum”": ("Removed", True)}
    assert secretary.post(address, filled(lost)).status_code == 302
    assert texts(draft) == {"purpose": "<p>Still needed.</p>"}


def test_a_removal_is_not_carried_out_when_the_section_was_changed_meanwhile(draft, officer, secretary):
    address = address_of(draft)
    first, second = officer.get(address), secretary.get(address)
    officer.post(address, filled(first, **{"sections-1-text": "<p>Seven.</p>"}))
    lost = secretary.post(address, filled(second, **{"sections-1-DELETE": "on"}))

    assert ("Changed meanwhile", "To be removed") in {(d.saved, d.yours) for d in lost.context["conflict"].differences}
    assert "sections-1-DELETE" not in filled(lost)
    assert texts(draft)["quorum"] == "<p>Seven.</p>"


def test_a_save_without_a_version_or_with_one_of_another_record_is_refused(draft, world, secretary):
    other = make.make_terms(world.cast.health_data)
    address = address_of(draft)
    foreign = filled(secretary.get(address_of(other)))["version"][0]
    for version in ("", "nonsense", foreign):
        data = filled(secretary.get(address), **{"sections-0-text": "<p>Forced.</p>"}, version=version)
        assert STALE in errors_of(secretary.post(address, data)), version
    assert texts(draft)["purpose"] == "<p>Old purpose.</p>"


@pytest.mark.parametrize("deed", ["abandon", "new draft"])
def test_a_draft_that_was_closed_meanwhile_leaves_the_typed_text_on_the_screen(draft, world, secretary, deed):
    address = address_of(draft)
    page = secretary.get(address)
    if deed == "abandon":
        abandon_draft(draft, by=world.cast.officer)
    else:
        draft_terms(world.cast.health, by=world.cast.officer)
    late = secretary.post(address, filled(page, **{"sections-0-text": "<p>Hours of work.</p>"}))

    assert late.status_code == 409
    assert "can no longer be changed" in late.content.decode()
    assert "Hours of work." in late.content.decode()
    assert texts(draft)["purpose"] == "<p>Old purpose.</p>"


def test_an_untouched_form_that_is_saved_again_leaves_no_audit_row(draft, secretary):
    address = address_of(draft)
    before = TermsOfReference.history.count()

    assert secretary.post(address, filled(secretary.get(address))).status_code == 302

    assert TermsOfReference.history.count() == before


# Deeds ---------------------------------------------------------------------------------------------------------


def test_a_deed_on_a_body_that_changed_meanwhile_is_refused_and_says_what_changed(world, officer):
    health = world.cast.health
    address = f"/admin/governance/body/{health.pk}/deed/describe/"
    page = officer.get(address)
    describe(health, on=make.today(), by=world.cast.administrator, mission="To be well.", reason="Asked for.")
    lost = officer.post(address, filled(page, supported_by="The council", on=make.today().strftime("%d/%m/%Y")))

    assert STALE in errors_of(lost)
    (difference,) = lost.context["conflict"].differences
    assert (difference.label, difference.saved, difference.taken_over) == ("Mission statement", "To be well.", True)
    assert filled(lost)["mission"] == ["To be well."]
    assert filled(lost)["supported_by"] == ["The council"]
    assert "Asked for." in lost.content.decode()

    assert officer.post(address, filled(lost)).status_code == 302
    period = health.period_on(make.today()).get()
    assert (period.mission, period.supported_by) == ("To be well.", "The council")


def test_a_rename_that_lost_the_race_shows_the_name_that_won(world, officer):
    health = world.cast.health
    address = f"/admin/governance/body/{health.pk}/deed/rename/"
    page = officer.get(address)
    rename(health, name="Health and Wellbeing", on=make.today(), by=world.cast.administrator)
    lost = officer.post(address, filled(page, name="Good Health", on=make.today().strftime("%d/%m/%Y")))

    assert STALE in errors_of(lost)
    assert filled(lost)["name"] == ["Good Health"]
    assert "Health and Wellbeing" in lost.content.decode()
    health.refresh_from_db()
    assert health.name == "Health and Wellbeing"


def test_a_deed_that_makes_no_sense_any_more_leaves_what_was_typed_on_the_screen(draft, world, officer):
    make.make_chair(world.cast.health_data)
    address = f"/admin/governance/termsofreference/{draft.pk}/deed/sign-off/"
    page = officer.get(address)
    abandon_draft(draft, by=world.cast.officer, reason="Begun too early.")
    late = officer.post(address, filled(page, place="Town Hall, upper room"))

    assert late.status_code == 409
    told = late.content.decode()
    for words in (
        "is not possible for",
        "it stands below, for you to copy",
        "Town Hall, upper room",
        "Begun too early.",
    ):
        assert words in told
    assert officer.get(address).status_code == 302, "nothing typed, nothing to keep"


def test_a_draft_that_changed_meanwhile_is_not_signed_unread(draft, world, officer, monkeypatch):
    make.make_chair(world.cast.health_data)
    address = f"/admin/governance/termsofreference/{draft.pk}/deed/sign-off/"
    page = officer.get(address)
    section = draft.sections.get(kind="quorum")
    section.text = "<p>One is enough.</p>"
    section.save()
    data = filled(page, meeting_on=make.today().strftime("%d/%m/%Y"), place="Town Hall")
    lost = officer.post(address, data)

    assert STALE in errors_of(lost)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time by itself.")
@pytest.mark.django_db(transaction=True)
def test_of_many_saves_at_the_same_moment_exactly_one_wins_and_every_other_is_told():
    """The row lock decides who comes first."""
    world = build()
    draft = make.make_terms(world.cast.health, sections={"purpose": "<p>Old purpose.</p>"})
    address, clients = address_of(draft), [world.client("officer") for _ in range(6)]
    pages = [client.get(address) for client in clients]
    before = draft.sections.get().history.count()

    def save(number):
        try:
            data = filled(pages[number], **{"sections-0-text": f"<p>Purpose {number}.</p>"})
            return clients[number].post(address, data)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(save, range(len(clients))))

    assert [answer.status_code for answer in answers].count(302) == 1
    lost = [answer for answer in answers if answer.status_code == 200]
    assert len(lost) == len(clients) - 1
    assert all(STALE in errors_of(answer) for answer in lost)
    assert draft.sections.get().history.count() == before + 1
