"""Frameworks and updates on the officers' site: each deed through its page, and lists that narrow."""

import pytest

from priorities.models import Milestone, MilestoneReached, PerformanceFramework, ReportingPeriod, Update
from priorities.updates.update_checks import Said
from priorities.updates.updating import hand_in_update
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.test_body_deeds import do
from tests.make_priorities import make_framework, make_plan, make_plan_action, make_update, make_version, publish
from tests.priorities.leading_cast import scene

FRAMEWORKS, UPDATES, REACHED = (f"/admin/priorities/{name}/" for name in ("performanceframework", "update", "milestonereached"))  # fmt: skip


@pytest.fixture
def told(world):
    return scene(world.cast)


def deed(record, slug):
    return f"/admin/priorities/{record._meta.model_name}/{record.pk}/deed/{slug}/"


def listed(client, address):
    return [str(row) for row in client.get(address).context["cl"].result_list]


def test_a_framework_is_added_with_its_thresholds_and_given_a_year_of_quarters(world, secretary):
    page = secretary.get(f"{FRAMEWORKS}add/")
    said = {"name": "Quarterly", "body": world.cast.health.pk, "behind_amber_days": 20, "overspent_percent": 10}
    secretary.post(f"{FRAMEWORKS}add/", filled(page, **said))
    framework = PerformanceFramework.objects.get()

    response = do(secretary, deed(framework, "year"), year="2009", due_after="14", reason="The year begins.")

    assert response["Location"] == f"{FRAMEWORKS}{framework.pk}/change/"
    assert str(framework.periods.earliest_first()[0].updates_due) == "2009-07-14"
    page = secretary.get(f"{FRAMEWORKS}{framework.pk}/change/").content.decode()
    assert "Quarter 4, 2009/10" in page
    again = secretary.get(deed(framework, "year")).content.decode()
    assert 'value="2010"' in again, "The next year is offered."
    assert "in that year already" in errors_of(do(secretary, deed(framework, "year"), year="2009", due_after="14"))


def test_amber_before_green_is_refused_with_a_sentence(world, secretary):
    framework = make_framework(world.cast.health)
    address = f"{FRAMEWORKS}{framework.pk}/change/"
    response = secretary.post(address, filled(secretary.get(address), behind_green_days=32))

    assert "Amber begins where green ends" in errors_of(response)


def test_a_period_is_changed_on_its_framework_page(world, told, officer):
    address = f"{FRAMEWORKS}{told.framework.pk}/change/"
    response = officer.post(address, filled(officer.get(address), **{"periods-0-name": "The first quarter"}))

    assert response.status_code == 302, errors_of(response)
    assert ReportingPeriod.objects.get(pk=told.oldest.pk).name == "The first quarter"


def test_an_update_is_recorded_by_its_deed_and_never_changed(told, secretary):
    said = {
        "action": told.clinic.pk,
        "period": told.former.pk,
        "status": "amber",
        "reason": "Rain.",
        "direction": "worse",
        "spend": "£1,250.50",
    }
    response = do(secretary, f"{UPDATES}add/", **said)

    update = Update.objects.get()
    assert str(update.spend) == "1250.50"
    assert response["Location"] == f"{UPDATES}{update.pk}/change/"
    assert (update.action, update.status, update.accepted_at is not None) == (told.clinic, "amber", True)
    page = secretary.get(f"{UPDATES}{update.pk}/change/")
    assert 'name="_save"' not in page.content.decode()
    assert page.context["deeds"] == {}
    assert secretary.post(f"{UPDATES}{update.pk}/change/", {}).status_code == 405


def test_what_the_deed_refuses_is_said_and_kept(told, secretary):
    said = {"action": told.clinic.pk, "period": told.former.pk, "status": "red", "reason": "Kept words"}
    response = do(secretary, f"{UPDATES}add/", **said)

    assert "A red action needs a remedy: say what will be done about it." in errors_of(response)
    assert "Kept words" in response.content.decode()
    assert not Update.objects.exists()


def test_the_second_of_two_officers_hears_what_the_first_said(told, secretary):
    address = f"{UPDATES}add/"
    said = {"action": told.clinic.pk, "period": told.former.pk, "status": "green", "direction": "steady", "won": "£300"}
    page = secretary.get(address)
    first = make_update(told.clinic, told.former, "red", text="The roof leaks.")

    response = secretary.post(address, filled(page, **said, text="All well, I think."))

    assert "Meanwhile Wilma Tarn said that A1 is red, “The roof leaks.”: save once more" in errors_of(response)
    assert "All well, I think." in response.content.decode()
    assert Update.objects.get() == first
    secretary.post(address, filled(response))
    second = Update.objects.exclude(pk=first.pk).get()
    assert (second.status, second.text, second.won) == ("green", "All well, I think.", 300)


@pytest.mark.parametrize("shown", ["", "nonsense"])
def test_a_page_that_does_not_tell_when_it_was_shown_saw_nothing(told, secretary, shown):
    make_update(told.clinic, told.former, "red")
    said = {"action": told.clinic.pk, "period": told.former.pk, "status": "green", "direction": "steady"}
    page = secretary.get(f"{UPDATES}add/")

    response = secretary.post(f"{UPDATES}add/", {**filled(page, **said), "shown": shown})
    assert "Meanwhile Wilma Tarn said that A1 is red" in errors_of(response)


def test_only_actions_of_ones_own_plans_are_offered(world, told, secretary):
    version = make_version(make_plan(world.cast.jobs, framework=told.framework))
    foreign = make_plan_action(version, "Quorvex")
    publish(version)

    assert "Quorvex" not in secretary.get(f"{UPDATES}add/").content.decode()
    said = {"action": foreign.pk, "period": told.former.pk, "status": "green"}
    assert "Select a valid choice" in errors_of(do(secretary, f"{UPDATES}add/", **said))
    assert not Update.objects.exists()


@pytest.fixture
def waiting(told):
    told.version.state = "draft"
    told.version.save()
    Milestone.objects.create(action=told.clinic, text="Sign the lease")
    publish(told.version)
    said = Said("green", text="Reached on 3 May 2010: Sign the lease.")
    return hand_in_update(told.clinic, told.former, said=said, by=None, by_link=True, reported_by="Tom Ferris")


def test_an_update_that_waits_is_accepted_with_its_milestone(waiting, secretary):
    step = Milestone.objects.get()
    do(secretary, deed(waiting, "accept"), **{f"step{step.pk}": "3 May 2010"})

    waiting.refresh_from_db()
    assert waiting.accepted_at is not None
    assert str(MilestoneReached.objects.get().day) == "2010-05-03"
    assert secretary.get(f"{UPDATES}{waiting.pk}/change/").context["deeds"] == {}
    assert secretary.get(deed(waiting, "accept"))["Location"] == f"{UPDATES}{waiting.pk}/change/"


def test_the_first_page_tells_officers_of_the_updates_that_they_are_to_read(told, waiting, world, secretary):
    def told_to(role):
        return world.client(role).get("/admin/").content.decode()

    link = f'<a href="{UPDATES}?standing=waiting">Updates to read: 1</a>'
    assert [link in told_to(role) for role in ("officer", "secretary", "outsider")] == [True, True, False]
    assert "Updates to read" not in told_to("outsider")

    do(secretary, deed(waiting, "turn-down"), reason="The wrong action.")

    assert "Updates to read" not in told_to("secretary")
    assert listed(secretary, f"{UPDATES}?standing=waiting") == []


def test_or_it_is_turned_down_with_a_reason(waiting, secretary):
    assert "Say why the update is turned down." in errors_of(do(secretary, deed(waiting, "turn-down")))
    do(secretary, deed(waiting, "turn-down"), reason="The wrong action.")

    waiting.refresh_from_db()
    assert waiting.turned_down_at is not None


def test_the_list_narrows_to_what_waits_to_a_period_and_to_a_status(told, waiting, officer):
    make_update(told.walks, told.former, "red")
    make_update(told.walks, told.oldest, "amber")
    for asked, found in (
        ("standing=waiting", ["A1, Quarter 2: Green"]),
        ("standing=accepted&status__exact=red", ["A2, Quarter 2: Red"]),
        (f"period={told.oldest.pk}", ["A2, Quarter 1: Amber"]),
        ("standing=down", []),
        ("period=nonsense&status__exact=amber", ["A2, Quarter 1: Amber"]),
    ):
        assert listed(officer, f"{UPDATES}?{asked}") == found, asked


def test_a_milestone_is_recorded_and_taken_back(waiting, secretary):
    step = Milestone.objects.get()
    do(secretary, f"{REACHED}add/", milestone=step.pk, on="3 May 2010", note="Signed.")
    reached = MilestoneReached.objects.get()
    assert (str(reached.day), reached.note) == ("2010-05-03", "Signed.")
    assert f'value="{step.pk}"' not in secretary.get(f"{REACHED}add/").content.decode()

    assert "Say why" in errors_of(do(secretary, deed(reached, "take-back")))
    do(secretary, deed(reached, "take-back"), reason="The lease is void.")

    assert not MilestoneReached.objects.exists()
