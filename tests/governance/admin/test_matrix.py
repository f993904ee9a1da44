"""Who may do what on the officers' site: every role, every registered model, every page."""

import itertools
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages

from tests.governance.admin.filling import filled
from tests.governance.admin.world import MAKERS, ROLES

EVERYWHERE, PARTNERSHIP, OWN, OTHER = {"health", "jobs", "elsewhere"}, {"health", "jobs"}, {"health"}, {"elsewhere"}
MISSING = 987_654_321


@dataclass(frozen=True)
class Row:
    """For each role that gets in at all: whose records it sees, whose it changes, whether it adds."""

    sees: dict
    changes: dict
    adds: set


SCOPED = {"administrator": EVERYWHERE, "officer": PARTNERSHIP, "secretary": OWN, "outsider": OTHER}
APPOINTED = set(SCOPED)
OFFICERS = {"administrator", "officer", "outsider"}
BY_DEED = {role: set() for role in SCOPED}

USUAL = Row(SCOPED, SCOPED, APPOINTED)
EXPECTED = {
    "governance.body": Row(SCOPED, BY_DEED, APPOINTED),
    "governance.seat": USUAL,
    "governance.membership": USUAL,
    "governance.link": USUAL,
    "governance.compositionrule": USUAL,
    "governance.person": USUAL,
    "governance.organisation": USUAL,
    "governance.termsofreference": USUAL,
    "governance.document": USUAL,
    "meetings.paper": USUAL,
    "meetings.meeting": Row(SCOPED, BY_DEED, APPOINTED),
    "meetings.personalcalendar": Row(SCOPED, BY_DEED, APPOINTED),
    "meetings.agenda": Row(SCOPED, SCOPED, set()),
    "meetings.agendaitem": Row(SCOPED, SCOPED, set()),
    "meetings.minutes": USUAL,
    "meetings.decision": Row(SCOPED, BY_DEED, APPOINTED),
    "meetings.action": Row(SCOPED, BY_DEED, APPOINTED),
    "meetings.reportback": Row(SCOPED, BY_DEED, APPOINTED),
    "priorities.strategy": USUAL,
    "priorities.priority": USUAL,
    "priorities.area": USUAL,
    "priorities.approach": USUAL,
    "priorities.performanceframework": USUAL,
    "priorities.deliveryplan": USUAL,
    "priorities.planversion": Row(SCOPED, SCOPED, set()),
    "priorities.plansection": Row(SCOPED, SCOPED, set()),
    "priorities.planaction": Row(SCOPED, SCOPED, set()),
    "priorities.update": Row(SCOPED, BY_DEED, APPOINTED),
    "priorities.milestonereached": Row(SCOPED, BY_DEED, APPOINTED),
    "priorities.performancereport": Row(SCOPED, BY_DEED, APPOINTED),
    "priorities.handover": Row(SCOPED, BY_DEED, APPOINTED),
    "priorities.indicator": USUAL,
    "priorities.reportcard": USUAL,
    "priorities.risk": USUAL,
    "priorities.assessment": USUAL,
    "governance.bodykind": Row(
        dict.fromkeys(SCOPED, EVERYWHERE), {**dict.fromkeys(OFFICERS, EVERYWHERE), "secretary": set()}, OFFICERS
    ),
    "governance.appointment": Row({**SCOPED, "secretary": set()}, {**SCOPED, "secretary": set()}, OFFICERS),
    "auth.user": Row(
        {"administrator": EVERYWHERE, "officer": set(), "secretary": set(), "outsider": set()},
        {"administrator": EVERYWHERE, "officer": set(), "secretary": set(), "outsider": set()},
        {"administrator"},
    ),
}

REGISTERED = {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}


def answer(response):
    """What a stranger could learn from an answer: status, where it leads, what it says."""
    return response.status_code, response.get("Location"), [str(m) for m in get_messages(response.wsgi_request)]


def gets_in(response):
    """Whether the page itself was shown."""
    return response.status_code == 200


def test_every_registered_model_has_its_row():
    assert set(REGISTERED) == set(EXPECTED) == set(MAKERS)


@pytest.mark.parametrize("label", sorted(EXPECTED))
def test_each_role_sees_and_changes_exactly_what_its_row_says(world, label):
    """List, form, save, delete, history and deeds of a record in each of three places, for every role."""
    model_admin, row = REGISTERED[label], EXPECTED[label]
    records = {where: MAKERS[label](body) for where, body in world.bodies.items()}
    for role in ROLES:
        client = world.client(role)
        sees, changes = row.sees.get(role, set()), row.changes.get(role, set())

        listed = client.get(model_admin.address("changelist"))
        assert gets_in(listed) == bool(sees), (role, "list", listed.status_code)
        if sees:
            shown = {row.pk for row in listed.context["cl"].result_list}
            assert {where for where, record in records.items() if record.pk in shown} == sees, (role, "list")

        assert gets_in(client.get(model_admin.address("add"))) == (role in row.adds), (role, "add")
        for where, record in records.items():
            _check_record(client, role, model_admin, record, may_see=where in sees, may_change=where in changes)


def _check_record(client, role, model_admin, record, *, may_see, may_change):
    form = client.get(model_admin.address("change", record.pk))
    assert gets_in(form) == may_see, (role, "form", form.status_code)
    if may_see:
        offered = 'name="_save"' in form.content.decode()
        assert offered == may_change, (role, "save button")
    past = client.get(model_admin.address("history", record.pk))
    assert gets_in(past) == may_see, (role, "history", past.status_code)
    assert client.get(model_admin.address("delete", record.pk)).status_code in {302, 403}, (role, "delete")
    assert client.post(model_admin.address("delete", record.pk), {"post": "yes"}).status_code in {302, 403}
    for deed in model_admin.deeds if role in APPOINTED else model_admin.deeds[:1]:
        page = client.get(model_admin.address("deed", record.pk, deed.slug))
        allowed = may_see and model_admin.has_edit_right(page.wsgi_request, record)
        assert gets_in(page) <= allowed, (role, deed.slug)
        sent = client.post(model_admin.address("deed", record.pk, deed.slug), {})
        assert gets_in(sent) <= allowed, (role, deed.slug, "sent")
    assert type(record)._default_manager.filter(pk=record.pk).exists()


@pytest.mark.parametrize("label", sorted(EXPECTED))
def test_what_is_not_yours_looks_as_though_it_did_not_exist(world, label):
    """The answers for a forbidden record equal those for a key that was never given, word for word."""
    model_admin, row = REGISTERED[label], EXPECTED[label]
    records = {where: MAKERS[label](body) for where, body in world.bodies.items()}
    for role in ("officer", "secretary", "outsider"):
        client = world.client(role)

        def asked(page, key, method, client=client):
            client.cookies.pop("messages", None)
            return str(answer(getattr(client, method)(model_admin.address(page, key))))

        for where in set(records) - row.sees[role]:
            key = records[where].pk
            for page, method in itertools.product(("change", "history", "delete"), ("get", "post")):
                forbidden, missing = asked(page, key, method), asked(page, MISSING, method)
                assert forbidden == missing.replace(str(MISSING), str(key)), (role, page, method)
                assert not forbidden.startswith("(200")


OF_NO_BODY = {"governance.bodykind", "auth.user"}


@pytest.mark.parametrize("label", sorted(set(EXPECTED) - OF_NO_BODY))
def test_nobody_writes_through_the_form_of_a_record_that_they_may_not_change(world, label):
    """A whole posted form changes nothing, not even the number of audit rows."""
    model_admin, row = REGISTERED[label], EXPECTED[label]
    records = {where: MAKERS[label](body) for where, body in world.bodies.items()}
    for role in ROLES:
        for where in set(records) - row.changes.get(role, set()):
            record = records[where]
            before = list(type(record).history.values_list("pk", flat=True))
            data = {"name": "Seized", "title": "Seized", "note": "Seized", "level": "headline", "ends": "01/01/2031"}
            response = world.client(role).post(model_admin.address("change", record.pk), data)
            assert response.status_code in {302, 403, 405}, (role, where, response.status_code)
            assert list(type(record).history.values_list("pk", flat=True)) == before, (role, where)


@pytest.mark.parametrize("label", sorted(OF_NO_BODY))
def test_nobody_writes_what_belongs_to_no_body_without_the_right(world, label):
    """Kinds are for officers, accounts for administrators."""
    model_admin, row = REGISTERED[label], EXPECTED[label]
    record = MAKERS[label](world.cast.health)
    address = model_admin.address("change", record.pk)
    data = filled(world.client("administrator").get(address))
    for role in set(ROLES) - {role for role, places in row.changes.items() if places}:
        for name in ("singular", "first_name"):
            assert world.client(role).post(address, {**data, name: "Seized"}).status_code in {302, 403}, role
    record.refresh_from_db()
    assert "Seized" not in {getattr(record, "singular", ""), getattr(record, "first_name", "")}


def test_there_is_no_bulk_action_anywhere(world):
    """Neither offered nor answered."""
    client = world.client("administrator")
    for label, model_admin in REGISTERED.items():
        record = MAKERS[label](world.cast.health)
        page = client.get(model_admin.address("changelist"))
        assert 'name="action"' not in page.content.decode(), label
        data = {"action": "delete_selected", "_selected_action": record.pk, "post": "yes"}
        client.post(model_admin.address("changelist"), data)
        assert type(record)._default_manager.filter(pk=record.pk).exists(), label


# Fields that search ---------------------------------------------------------------------------------------------

SEARCHES = {
    ("membership", "seat"): "own",
    ("membership", "person"): "read",
    ("membership", "on_behalf_of"): "read",
    ("membership", "nominated_by"): "read",
    ("seat", "body"): "own",
    ("seat", "of_body"): "read",
    ("seat", "shared_between"): "read",
    ("person", "organisation"): "read",
    ("person", "kept_by"): "own",
    ("organisation", "kept_by"): "own",
    ("document", "body"): "own",
    ("termsofreference", "body"): "own",
    ("appointment", "body"): "own",
    ("signatory", "organisation"): "read",
    ("person", "account"): "accounts",
    ("appointment", "user"): "accounts",
}
"""What the search behind a field finds: only the officer's own, whatever may be read, or accounts."""


def test_the_search_behind_a_field_finds_what_the_field_may_name(world):
    for body in world.bodies.values():
        MAKERS["governance.organisation"](body)
        MAKERS["governance.membership"](body)
    for role in ROLES:
        client = world.client(role)
        for (model, field), rule in SEARCHES.items():
            query = {"app_label": "governance", "model_name": model, "field_name": field, "term": ""}
            response = client.get("/admin/autocomplete/", query)
            if role not in APPOINTED:
                assert response.status_code in {302, 403}, (role, model, field)
                continue
            found = {int(row["id"]) for row in response.json()["results"]}
            assert found == _wanted(world.users[role], model, field, rule), (role, model, field)


def _wanted(user, model, field, rule):
    remote = apps.get_model("governance", model)._meta.get_field(field).remote_field.model
    if rule == "accounts":
        rows = remote.objects.all() if user.username == "administrator" else remote.objects.none()
    else:
        rows = remote.objects.editable_by(user) if rule == "own" else remote.objects.visible_to(user)
    assert rows.count() <= 20, "more than a page: make the world smaller"
    return set(rows.values_list("pk", flat=True))


def test_a_search_that_names_no_field_of_ours_is_refused(world):
    client = world.client("officer")
    for query in (
        {},
        {"app_label": "governance", "model_name": "person", "field_name": "name", "term": ""},
        {"app_label": "governance", "model_name": "person", "field_name": "nothing", "term": ""},
        {"app_label": "auth", "model_name": "user", "field_name": "groups", "term": ""},
    ):
        assert client.get("/admin/autocomplete/", query).status_code == 403, query
    logged = {"app_label": "admin", "model_name": "logentry", "field_name": "user", "term": ""}
    assert client.get("/admin/autocomplete/", logged).json()["results"] == []
