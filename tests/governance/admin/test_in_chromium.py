"""What officers do every day, done in a real browser under the real content security policy."""

import pytest
from django.conf import settings
from django.contrib import admin

from governance.models import Body, Function, Membership, TermsOfReference
from tests import make
from tests.browser import axe_faults, is_wider_than_screen, page_of
from tests.governance.admin.test_matrix import MAKERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, live_server, world, role):
    """Bring a session along instead of typing a password, which has tests of its own."""
    session = world.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/")


def choose(page, field, words):
    """Search in a field and take the first that is found."""
    page.click(f"#id_{field} + .select2")
    page.fill(".select2-container--open .select2-search__field", words)
    page.click(f".select2-results__option:has-text('{words}')")


def write(page, area, words):
    """Put the cursor into the editor of a text area and type."""
    page.click(f".prose-editor:has(#{area}) .ProseMirror[contenteditable]")
    page.keyboard.type(words)


def test_establishing_renaming_moving_and_ending(chrome, live_server, world):
    make.make_function(world.cast.culture, "Festival fund")
    with page_of(chrome) as page:
        sign_in(page, live_server, world, "officer")
        page.click("text=Establish")
        page.fill("#id_name", "Air Quality Group")
        page.select_option("#id_kind", label="sub-group")
        page.select_option("#id_reports_to", str(world.cast.health.pk))
        page.fill("#id_on", "25 January 2022")
        write(page, "id_purpose", "Clean air.")
        page.click("input[value='Establish']")
        assert page.text_content("h1") == "Air Quality Group"

        page.click("text=Rename…")
        page.fill("#id_name", "Clean Air Group")
        page.fill("#id_on", "01/02/2023")
        page.fill("#id_reason", "Asked for by the board.")
        page.click("input[value='Rename']")
        page.click("text=Move…")
        page.select_option("#id_to", str(world.cast.jobs.pk))
        page.fill("#id_on", "01/03/2023")
        page.click("input[value='Move']")
        assert "reports to Jobs and Skills from 1 March 2023" in page.text_content(".messagelist")

        page.goto(f"{live_server.url}/admin/governance/body/{world.cast.culture.pk}/change/")
        page.click("text=End…")
        page.click("text=Today")
        page.click("input[value='End the body']")
        assert "Say who does this from then on" in page.text_content("form .errorlist")
        page.select_option("select[name^=home_]", label="It stops: nobody does it")
        page.click("input[value='End the body']")
        assert "Culture Forum has ended." in page.text_content(".messagelist")
        assert page.complaints == []

    body = Body.objects.get(slug="air-quality-group")
    assert [period.name for period in body.periods.earliest_first()][-1] == "Clean Air Group"
    assert body.periods.earliest_first().first().purpose == "<p>Clean air.</p>"
    assert body.parent == world.cast.jobs
    assert Function.objects.get(title="Festival fund").ends is not None


def test_appointing_by_searching_for_a_name(chrome, live_server, world):
    make.make_person("Ada Thorne", kept_by=world.cast.partnership)
    with page_of(chrome) as page:
        sign_in(page, live_server, world, "officer")
        page.click("text=Partner organisations")
        choose(page, "person", "Ada Thorne")
        choose(page, "on_behalf_of", "Marsh Health Trust")
        page.fill("#id_on", "01/02/2024")
        page.click("input[value='Appoint']")
        assert "Ada Thorne holds “Partner organisations”" in page.text_content(".messagelist")
        assert page.complaints == []

    assert Membership.objects.get(person__name="Ada Thorne").on_behalf_of == world.cast.trust


def test_drafting_terms_with_the_editor(chrome, live_server, world):
    with page_of(chrome) as page:
        sign_in(page, live_server, world, "secretary")
        page.goto(f"{live_server.url}/admin/governance/body/{world.cast.health.pk}/change/")
        page.click("text=New draft…")
        page.check("input[value=detailed]")
        page.click("input[value='Open the draft']")
        page.select_option("#id_sections-0-kind", "purpose")
        write(page, "id_sections-0-text", "To be ")
        page.keyboard.press("Control+b")
        page.keyboard.type("well")
        page.click("text=Add another Section")
        page.select_option("#id_sections-1-kind", "quorum")
        write(page, "id_sections-1-text", "Four members.")
        page.fill("#id_why", "First words.")
        page.click("input[name=_continue]")
        page.click("a.historylink")
        assert "First words." in page.text_content("#content")
        page.goto(f"{live_server.url}/admin/governance/termsofreference/")
        assert page.complaints == []

    terms = TermsOfReference.objects.get()
    assert dict(terms.sections.values_list("kind", "text")) == {
        "purpose": "<p>To be <strong>well</strong></p>",
        "quorum": "<p>Four members.</p>",
    }


def test_a_stale_edit_shows_both_texts_and_keeps_what_was_typed(chrome, live_server, world):
    draft = make.make_terms(world.cast.health, sections={"purpose": "<p>Old.</p>"})
    address = f"{live_server.url}/admin/governance/termsofreference/{draft.pk}/change/"
    with page_of(chrome) as mine, page_of(chrome) as theirs:
        for page, role in ((mine, "secretary"), (theirs, "officer")):
            sign_in(page, live_server, world, role)
            page.goto(address)
            write(page, "id_sections-0-text", f" By the {role}.")
        theirs.click("input[name=_save]")
        mine.click("input[name=_save]")
        told = mine.text_content(".conflict")
        assert "By the officer." in told
        assert "By the secretary." in told
        assert "By the secretary." in mine.text_content(
            ".prose-editor:has(#id_sections-0-text) .ProseMirror[contenteditable]"
        )
        mine.click("input[name=_save]")
        assert mine.query_selector(".conflict") is None
        assert mine.complaints == theirs.complaints == []

    assert "By the secretary." in draft.sections.get().text


def test_the_pages_are_accessible_and_fit_a_narrow_screen(chrome, live_server, world, project):
    make.make_function(world.cast.health, "Flu plan")
    terms = make.make_terms(world.cast.health)
    health = f"/admin/governance/body/{world.cast.health.pk}"
    seat = f"/admin/governance/seat/{world.cast.member_seat.pk}"
    pages = [
        "/admin/",
        "/admin/governance/body/",
        f"{health}/change/",
        f"{health}/history/",
        f"/admin/governance/termsofreference/{terms.pk}/change/",
        f"{seat}/deed/appoint/",
        f"/admin/governance/termsofreference/{terms.pk}/deed/sign-off/",
        "/admin/governance/body/add/",
        *(f"{health}/deed/{slug}/" for slug in ("end", "merge", "split", "absorb", "describe", "move", "link")),
    ]
    with page_of(chrome, width=320, policy=False) as page:
        sign_in(page, live_server, world, "officer")
        for address in pages:
            page.goto(f"{live_server.url}{address}", wait_until="load")
            page.wait_for_timeout(100)
            assert axe_faults(page, project) == [], address
            assert not is_wider_than_screen(page), address


def test_the_pages_of_every_kind_of_record_are_accessible(chrome, live_server, world, project):
    made = {label: make_one(world.cast.health) for label, make_one in MAKERS.items()}
    models = {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}
    faults = {}
    with page_of(chrome, policy=False) as page:
        sign_in(page, live_server, world, "administrator")
        for label, record in made.items():
            for name, *key in (("changelist",), ("add",), ("change", record.pk)):
                address = models[label].address(name, *key)
                page.goto(f"{live_server.url}{address}", wait_until="load")
                if found := axe_faults(page, project):
                    faults[address] = found
    assert faults == {}


def test_a_refusal_takes_the_focus_and_leads_to_the_field(chrome, live_server, world):
    with page_of(chrome) as page:
        sign_in(page, live_server, world, "officer")
        page.goto(f"{live_server.url}/admin/governance/body/{world.cast.health.pk}/deed/rename/")
        page.fill("#id_name", "")
        page.click("input[value='Rename']")
        page.wait_for_selector(".error-summary:focus")
        page.click(".error-summary a[href='#id_name']")
        assert page.evaluate("document.activeElement.id") == "id_name"
        assert page.complaints == []
