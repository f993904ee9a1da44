"""The pages on which plans and figures come in: a file, then what it would write, then the deed."""

import datetime
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from priorities.admin import importing
from priorities.indicators.figures import record_value
from priorities.models import PlanAction, Value
from priorities.plans.plan_drafting import add_action, add_section
from priorities.plans.planning import draft_version, establish_plan, publish_version
from priorities.sheets.plan_import import lay_out
from priorities.sheets.plan_rows import PlanRow, rows_of
from tests import make_priorities as mp
from tests.governance.views.reading import words
from tests.priorities.tables import xlsx

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 4, 1)
PLAN = ["section heading", "ref", "action"]
FIGURES = ["indicator", "period", "number"]
VALUES = "/admin/priorities/indicator/import/"


@pytest.fixture
def draft(cast):
    plan = establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=cast.officer)
    draft = plan.versions.get()
    lay_out(
        draft,
        [PlanRow(section_heading="One", ref="A1", what="Go."), PlanRow(section_heading="One", ref="A2", what="Stay.")],
        by=cast.officer,
    )
    return draft


@pytest.fixture
def smokers(cast):
    return mp.make_indicator(cast.health, "Smokers", slug="smokers")


def upload(made, name="table.xlsx"):
    return SimpleUploadedFile(name, made.open().read())


def chosen(client, address, made):
    """The answer to choosing a file."""
    return client.post(address, {"file": upload(made)})


def agreed(client, address, page, **facts):
    """The answer to pressing the button under a preview."""
    return client.post(address, {"read": sealed(page), **facts}, follow=True)


def sealed(page):
    [found] = re.findall(r'name="read" value="([^"]+)"', page.content.decode())
    return found


def pages(draft):
    return f"/admin/priorities/planversion/{draft.pk}/import/", f"/admin/priorities/planversion/{draft.pk}/sheet/"


# Plans --------------------------------------------------------------------------------------------------------


def test_the_page_of_a_draft_leads_to_its_import_and_its_file(cast, client, draft):
    client.force_login(cast.officer)
    page = client.get(f"/admin/priorities/planversion/{draft.pk}/change/").content.decode()
    for address in pages(draft):
        assert f'href="{address}"' in page
    publish_version(draft, on=DAY, by=cast.officer)
    page = client.get(f"/admin/priorities/planversion/{draft.pk}/change/").content.decode()
    assert pages(draft)[0] not in page
    assert pages(draft)[1] in page


def test_a_plan_is_shown_before_it_is_laid_out(cast, client, draft):
    client.force_login(cast.officer)
    address, _ = pages(draft)
    assert "Actions that go on under the same ref, in the same words" in words(client.get(address))

    page = chosen(client, address, xlsx(PLAN, ["One", "A1", "Go on."], ["Two", "B1", "Come."]))
    said = words(page)
    for line in (
        "New: 1",
        "Changed: 1",
        "Taken out: 1",
        "As it stands: 0",
        "A1 Go on. Changed action Go. Go on.",
        "A2 Stay. Taken out",
    ):
        assert line in said
    assert [row.what for row in rows_of(draft)] == ["Go.", "Stay."]

    done = agreed(client, address, page, reason="The spring table.")
    assert "Health plan, version 1 was laid out: 2 actions." in words(done)
    assert [row.what for row in rows_of(draft)] == ["Go on.", "Come."]
    kept = PlanAction.objects.get(section__version=draft, ref="A1").history.first()
    assert (kept.history_user, kept.history_change_reason) == (cast.officer, "The spring table.")


def test_other_words_for_what_was_reported_are_named_and_wait_for_a_tick(cast, client, draft):
    publish_version(draft, on=DAY, by=cast.officer)
    period = mp.make_period(mp.make_framework(cast.board), "2021-04-01", "2021-07-01")
    mp.make_update(PlanAction.objects.get(section__version=draft, ref="A1"), period, "complete")
    second = draft_version(draft.plan, by=cast.officer)
    client.force_login(cast.officer)
    address, _ = pages(second)

    page = chosen(client, address, xlsx(PLAN, ["One", "A1", "Run."], ["One", "A2", "Wait."]))
    assert "What was reported of “Go.” will stand for “Run.” (A1)." in words(page)
    assert "“Stay.” will stand" not in words(page)
    unticked = agreed(client, address, page, reason="The spring table.")
    assert "Tick that it is so, or choose another file." in words(unticked)
    assert "What was reported of “Go.” will stand for “Run.” (A1)." in words(unticked)
    assert "The spring table." in unticked.content.decode()
    assert [row.what for row in rows_of(second)] == ["Go.", "Stay."]

    done = agreed(client, address, unticked, confirmed="on", reason="The spring table.")
    assert "Health plan, version 2 was laid out: 2 actions." in words(done)
    assert [row.what for row in rows_of(second)] == ["Run.", "Wait."]


def test_what_changes_is_shown_as_text_and_never_as_html(cast, client, draft):
    client.force_login(cast.officer)
    made = xlsx([*PLAN, "measure"], ["One", "A1", "Go.", "<b>Fewer</b> & better"], ["", "A2", "Stay.", ""])
    page = chosen(client, pages(draft)[0], made).content.decode()
    assert "<ins>&lt;b&gt;Fewer&lt;/b&gt; &amp; better</ins>" in page
    assert "<b>Fewer" not in page


def test_a_formula_without_its_result_is_named_with_its_line_and_column(cast, client, draft):
    client.force_login(cast.officer)
    page = chosen(client, pages(draft)[0], xlsx([*PLAN, "measure"], ["One", "A1", "Go.", "=1+1"]))
    assert "2 measure The cell holds a formula without its result: " in words(page)
    assert 'name="read"' not in page.content.decode()


def test_bad_lines_are_listed_and_another_file_is_asked_for(cast, client, draft):
    client.force_login(cast.officer)
    address, _ = pages(draft)
    page = chosen(client, address, xlsx([*PLAN, "due"], ["One", "A1", "", "31/11/2021"], ["", "A2", "Stay.", ""]))

    said = words(page)
    assert "Nothing was written: 1 thing is wrong." in said
    assert "2 due “31/11/2021” is no day: write it like 30/11/2009." in said
    assert 'name="read"' not in page.content.decode()
    assert 'name="file"' in page.content.decode()
    assert page.content.decode().count("<title>Error: ") == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_a_file_that_is_no_table_is_one_sentence_beside_the_field(cast, client, draft, content):
    client.force_login(cast.officer)
    page = client.post(pages(draft)[0], {"file": SimpleUploadedFile("plan.xlsx", content)})
    assert re.search(r'class="errorlist"[^>]*><li>This ', page.content.decode())
    assert rows_of(draft)[0].what == "Go."


def test_choosing_nothing_asks_for_a_file(cast, client, draft):
    client.force_login(cast.officer)
    assert "Choose a file." in words(client.post(pages(draft)[0], {}))


def test_a_draft_that_was_changed_while_one_looked_is_left_alone(cast, client, draft):
    client.force_login(cast.officer)
    address, _ = pages(draft)
    page = chosen(client, address, xlsx(PLAN, ["One", "A1", "Go on."]))
    add_action(draft.sections.get(), by=cast.officer, ref="A3", what="Meanwhile.")

    assert "The draft was changed while you looked" in words(agreed(client, address, page))
    assert [row.what for row in rows_of(draft)] == ["Go.", "Stay.", "Meanwhile."]


def test_the_same_again_leaves_nothing_to_write(cast, client, draft):
    client.force_login(cast.officer)
    address, sheet = pages(draft)
    content = client.get(sheet).content
    page = client.post(address, {"file": SimpleUploadedFile("plan.xlsx", content)})
    assert "There is nothing to write." in words(page)
    assert 'name="read"' not in page.content.decode()


def test_what_was_sealed_cannot_be_forged_or_used_elsewhere_or_by_somebody_else(cast, client, draft, monkeypatch):
    client.force_login(cast.officer)
    address, _ = pages(draft)
    page = chosen(client, address, xlsx(PLAN, ["One", "A1", "Go on."]))
    publish_version(draft, on=DAY, by=cast.officer)
    other = draft_version(draft.plan, by=cast.officer)

    assert importing.TOO_OLD in words(agreed(client, pages(other)[0], page))
    assert importing.TOO_OLD in words(client.post(pages(other)[0], {"read": "forged"}))
    assert importing.TOO_OLD in words(client.post(pages(other)[0], {"read": ""}))
    again = chosen(client, pages(other)[0], xlsx(PLAN, ["One", "A1", "Go on."]))
    client.force_login(cast.administrator)
    assert importing.TOO_OLD in words(agreed(client, pages(other)[0], again))
    client.force_login(cast.officer)
    monkeypatch.setattr(importing, "LASTS_SECONDS", -1)
    assert importing.TOO_OLD in words(agreed(client, pages(other)[0], again))
    assert [row.what for row in rows_of(other)] == ["Go.", "Stay."]


def test_a_version_that_is_no_draft_leads_back_with_a_sentence(cast, client, draft):
    publish_version(draft, on=DAY, by=cast.officer)
    client.force_login(cast.officer)
    said = words(client.get(pages(draft)[0], follow=True))
    assert "Health plan, version 1 is no draft: draft the next version first." in said


def test_only_editors_of_the_owner_reach_the_pages_of_a_plan(cast, client, draft):
    elsewhere = establish_plan(cast.jobs, slug="other", title="Jobs plan", on=DAY, by=cast.officer).versions.get()
    for user in (cast.secretary, cast.officer, cast.administrator):
        client.force_login(user)
        assert client.get(pages(draft)[0]).status_code == 200
        assert client.get(pages(elsewhere)[0]).status_code == (302 if user == cast.secretary else 200)
        assert client.get(pages(elsewhere)[1]).status_code == (302 if user == cast.secretary else 200)
    client.force_login(cast.member)
    for address in pages(draft):
        assert client.get(address).status_code in (302, 403)
    client.logout()
    for address in pages(draft):
        assert client.get(address).status_code in (302, 403)


def test_the_file_of_a_draft_is_for_its_editors_and_is_kept_nowhere(cast, client, draft):
    add_section(draft, by=cast.officer, heading="Empty")
    client.force_login(cast.officer)
    answer = client.get(pages(draft)[1])

    assert answer["Content-Disposition"] == 'attachment; filename="plan-version-1.xlsx"'
    assert "no-store" in answer["Cache-Control"]
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["Plan", "About"]


# Figures ------------------------------------------------------------------------------------------------------


def test_the_list_of_indicators_leads_to_the_import(cast, client, smokers):
    client.force_login(cast.officer)
    assert f'href="{VALUES}"' in client.get("/admin/priorities/indicator/").content.decode()


def test_figures_are_shown_as_new_changed_and_the_same_before_they_are_recorded(cast, client, smokers):
    for year, number in ((2009, "4.5"), (2010, "5")):
        record_value(
            smokers,
            starts=datetime.date(year, 4, 1),
            ends=datetime.date(year + 1, 4, 1),
            period=f"{year}/{year - 1999}",
            number=Decimal(number),
            by=cast.officer,
        )
    client.force_login(cast.secretary)

    page = chosen(
        client,
        VALUES,
        xlsx(FIGURES, ["smokers", "2009/10", 4], ["smokers", "2010/11", 5], ["smokers", "2011/12", 6.25]),
    )
    said = words(page)
    for line in (
        "New: 1",
        "Changed: 1",
        "The same, left out: 1",
        "2009/10 1 Apr 2009 to 31 Mar 2010 actual 4.5 4",
        "2011/12 1 Apr 2011 to 31 Mar 2012 actual – 6.25",
    ):
        assert line in said
    assert Value.objects.count() == 2

    assert "2 figures were recorded." in words(agreed(client, VALUES, page))
    assert [(value.period, value.number) for value in smokers.values.order_by("pk")][2:] == [
        ("2009/10", Decimal(4)),
        ("2011/12", Decimal("6.25")),
    ]
    assert smokers.values.latest("pk").recorded_by == cast.secretary


def test_the_file_of_an_indicator_comes_in_as_it_is_and_what_it_passes_over_is_said(cast, client, smokers):
    smokers.unit = "%"
    smokers.save()
    record_value(
        smokers,
        starts=datetime.date(2009, 4, 1),
        ends=datetime.date(2010, 4, 1),
        period="2009–10",
        number=Decimal("4.5"),
        note="- provisional",
        by=cast.officer,
    )
    client.force_login(cast.officer)
    own = client.get("/indicators/smokers.csv").content

    said = words(client.post(VALUES, {"file": SimpleUploadedFile("smokers.csv", own)}))
    assert "Passed over: unit, invented, recorded. The portal’s own files have such columns" in said
    assert "Every figure of this file stands already." in said

    changed = own.replace("2009–10".encode(), b"2009/10")
    assert changed != own
    said = words(client.post(VALUES, {"file": SimpleUploadedFile("smokers.csv", changed)}))
    assert "Changed: 1" in said
    assert "4.5 (- provisional), written “2009–10” 4.5 (- provisional)" in said


def test_figures_that_came_meanwhile_are_not_written_over(cast, client, smokers):
    client.force_login(cast.officer)
    page = chosen(client, VALUES, xlsx(FIGURES, ["smokers", "2009/10", 4]))
    record_value(
        smokers,
        starts=datetime.date(2009, 4, 1),
        ends=datetime.date(2010, 4, 1),
        period="2009/10",
        number=Decimal(9),
        by=cast.officer,
    )

    assert "so that something else would be written: look again." in words(agreed(client, VALUES, page))
    assert Value.objects.count() == 1


def test_bad_figures_are_listed_up_to_a_bound_with_how_many_there_are(cast, client, smokers):
    client.force_login(cast.officer)
    page = chosen(client, VALUES, xlsx(FIGURES, *[["nothing", "2009/10", 4]] * 250))
    said = words(page)
    assert "Nothing was written: 250 things are wrong." in said
    assert "What is wrong: the first 200" in said
    assert page.content.decode().count("is not the name of an indicator") == 200


def test_a_secretary_imports_figures_of_their_own_bodies_alone(cast, client, smokers):
    mp.make_indicator(cast.jobs, "Trainees", slug="trainees")
    client.force_login(cast.secretary)
    said = words(chosen(client, VALUES, xlsx(FIGURES, ["smokers", "2009/10", 4], ["trainees", "2009/10", 4])))
    assert "3 indicator You are not appointed to edit Jobs and Skills; ask its partnership officer." in said
    client.force_login(cast.member)
    assert client.get(VALUES).status_code in (302, 403)


def test_thousands_of_figures_pass_through_the_page(cast, client, smokers):
    client.force_login(cast.officer)
    names = [datetime.date(2000, number, 1).strftime("%B") for number in range(1, 13)]
    lines = [
        ["smokers", f"{name} {year}", year + 0.125, series]
        for year in range(1900, 2026)
        for name in names
        for series in ("target", "actual", "forecast")
    ][:3000]
    page = chosen(client, VALUES, xlsx([*FIGURES, "series"], *lines))
    assert "New: 3000" in words(page)
    assert "the first 200 of 3000" in words(page)
    assert len(sealed(page)) < importing.LARGEST_SEAL
    assert "3,000 figures were recorded." in words(agreed(client, VALUES, page))
    assert Value.objects.count() == 3000
