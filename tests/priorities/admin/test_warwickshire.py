"""The plan of Warwickshire by both roads of the officers' site, row by row and by one file: the same plan."""

import pytest
from django.urls import reverse

from priorities.models import DeliveryPlan
from priorities.sheets.plan_rows import rows_of
from priorities.sheets.plan_sheets import sheet_of
from tests.governance.admin.filling import filled
from tests.governance.admin.world import build
from tests.priorities import warwickshire
from tests.priorities.tables import cells, xlsx


@pytest.fixture
def officer(db):
    """The browser of the officer of the partnership."""
    return build().client("officer")


def sent(client, address, **typed):
    """Open a page, fill its form in, and send it."""
    page = client.get(address)
    assert page.status_code == 200, address
    response = client.post(address, filled(page, **typed), follow=True)
    assert "errornote" not in response.content.decode(), response.content.decode()
    return response


def new_draft(client, title):
    """The empty draft of a new plan of the board."""
    add = reverse("admin:priorities_deliveryplan_add")
    owner = [
        value for value, label in client.get(add).context["form"].fields["owner"].choices if "Leadership Board" in label
    ]
    sent(client, add, title=title, kind="improvement", owner=owner[0], on="01/10/2020")
    return DeliveryPlan.objects.get(title=title).versions.get()


def test_the_plan_typed_row_by_row_and_the_plan_read_from_a_file_are_the_same(officer):
    typed, read = new_draft(officer, "Typed plan"), new_draft(officer, "Read plan")
    deed = "admin:priorities_planversion_deed"
    for letter, (heading, characteristics) in warwickshire.SECTIONS.items():
        sent(
            officer,
            reverse(deed, args=[typed.pk, "add-section"]),
            letter=letter,
            heading=heading,
            key_characteristics=characteristics,
        )
        section = typed.sections.get(letter=letter)
        for ref, area, actions, words in warwickshire.ROWS:
            if ref.startswith(letter):
                sent(
                    officer,
                    reverse(deed, args=[typed.pk, "add-row"]),
                    section=section.pk,
                    ref=ref,
                    area_for_improvement=area,
                    actions="\n".join(actions),
                    when=words,
                )

    address = reverse("admin:priorities_planversion_import", args=[read.pk])
    preview = officer.post(address, {"file": xlsx(*warwickshire.table())})
    assert preview.status_code == 200
    officer.post(address, filled(preview, reason="The table of October."), follow=True)

    assert len(rows_of(typed)) == 18
    assert rows_of(read) == rows_of(typed)
    assert cells(sheet_of(read)) == cells(sheet_of(typed))
