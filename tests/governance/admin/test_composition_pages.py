"""Composition rules on the officers' site: laid down with their categories, refused in a sentence, ended."""

import datetime

import pytest
from django.urls import reverse

from governance.models import Body, CompositionRule
from tests import make
from tests.governance.admin.filling import filled

ADD = "admin:governance_compositionrule_add"
CHANGE = "admin:governance_compositionrule_change"


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


def sent(client, address, **facts):
    data = filled(client.get(address)) | facts
    return client.post(address, data, follow=True)


def test_an_officer_lays_down_a_quorum_with_a_category(officer, cast):
    categories = {"categories-0-least": "1", "categories-0-of": "sector", "categories-0-sector": "health"}
    facts = {"body": cast.board.pk, "kind": "quorum", "low": "2", "starts": "01/05/2020", **categories}
    response = sent(officer, reverse(ADD), **facts, why="As the terms say.")

    rule = CompositionRule.objects.get()
    assert response.status_code == 200
    assert (rule.low, rule.starts, rule.ends) == (2, datetime.date(2020, 5, 1), None)
    assert [(each.of, each.sector) for each in rule.categories.all()] == [("sector", "health")]
    assert rule.history.get().history_change_reason == "As the terms say."
    listed = officer.get(reverse("admin:governance_compositionrule_changelist")).content.decode()
    assert "A meeting needs at least 2 members, including 1 member for the sector health" in listed


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": "size"}, "Say how many members, at least or at most."),
        ({"kind": "category"}, "Say of which category members are asked for."),
        ({"kind": "size", "low": "2", "starts": "01/05/2001"}, "does not exist on all of these days"),
        (
            {"kind": "category", "categories-0-least": "1", "categories-0-of": "sector"},
            "Say which sector the category means.",
        ),
    ],
)
def test_a_rule_that_says_too_little_is_refused_and_kept_on_the_screen(officer, cast, facts, sentence):
    response = sent(officer, reverse(ADD), **{"body": cast.board.pk, "starts": "01/05/2020", **facts})

    assert sentence in response.content.decode()
    assert not CompositionRule.objects.exists()


def test_a_rule_ends_with_its_last_day(officer, cast):
    rule = make.make_rule(cast.board, "category", categories=[{"of": "community"}])
    sent(officer, reverse(CHANGE, args=[rule.pk]), ends="31/12/2024")
    rule.refresh_from_db()

    assert rule.ends == datetime.date(2025, 1, 1)
    assert rule.categories.count() == 1


def test_only_sections_of_signed_terms_and_lines_of_ones_own_bodies_are_offered(officer, cast):
    signed = make.make_terms(cast.board, state="published").sections.get()
    draft = make.make_terms(cast.health).sections.get()
    form = officer.get(reverse(ADD)).context["adminform"].form

    offered = set(form.fields["section"].queryset)
    assert signed in offered
    assert draft not in offered


def test_what_a_rule_asks_for_and_its_categories_are_changed_together(officer, cast):
    rule = make.make_rule(cast.board, "category", categories=[{"of": "community"}, {"of": "sector", "sector": "fire"}])
    first, second = rule.categories.order_by("pk")
    address = reverse(CHANGE, args=[rule.pk])
    row = {"categories-0-least": "2", "categories-1-DELETE": "on"}
    sent(officer, address, text="Two of the community", why="As amended.", **row)

    rule.refresh_from_db()
    assert (rule.text, [(each.pk, each.least) for each in rule.categories.all()]) == (
        "Two of the community",
        [(first.pk, 2)],
    )
    assert {rule.history.latest().history_change_reason, first.history.latest().history_change_reason} == {
        "As amended."
    }
    assert second.history.latest().history_type == "-"
    count = rule.history.count()
    last = sent(officer, address, **{"categories-0-DELETE": "on"}).content.decode()
    assert "Say of which category members are asked for." in last
    assert rule.categories.count() == 1
    assert rule.history.count() == count


def test_a_rule_ends_with_its_body_at_the_latest(officer, cast):
    gone = make.make_body("gone", "Gone", parent=cast.board, on="2020-01-01", ends="2024-01-01")
    sent(officer, reverse(ADD), body=gone.pk, kind="size", low="2", starts="01/05/2020")
    rule = CompositionRule.objects.get()
    assert rule.ends == datetime.date(2024, 1, 1)

    late = sent(officer, reverse(CHANGE, args=[rule.pk]), ends="01/01/2024").content.decode()

    assert "Gone does not exist on all of these days: choose days in its life." in late


def test_the_body_is_locked_while_its_rule_is_laid_down_or_changed(officer, cast, monkeypatch):
    rows = type(Body.objects.all())
    asked, body_of = [], rows.locked
    monkeypatch.setattr(rows, "locked", lambda self, key: asked.append(key) or body_of(self, key))

    sent(officer, reverse(ADD), body=cast.board.pk, kind="size", low="2", starts="01/05/2020")
    assert asked == [cast.board.pk]
    sent(officer, reverse(CHANGE, args=[CompositionRule.objects.get().pk]), low="3")

    assert asked == [cast.board.pk] * 2
    assert CompositionRule.objects.get().low == 3
