"""The deeds on bodies, through their pages: every one does what its deed does, and a refusal loses nothing."""

import pytest

from governance.models import Body, Function, Link
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.make_priorities import make_priority, make_risk, make_strategy


def deed(body, slug):
    return f"/admin/governance/body/{body.pk}/deed/{slug}/"


def do(client, address, **data):
    """Open the page, fill it in, send it."""
    return client.post(address, filled(client.get(address), **data))


def fresh(body):
    return Body.objects.get(pk=body.pk)


def test_establishing_a_body_under_another(world, officer):
    response = do(
        officer,
        "/admin/governance/body/add/",
        name="Air Quality Group",
        kind=make.kind("sub-group").pk,
        reports_to=world.cast.health.pk,
        on="25 January 2022",
        reason="Asked for by the board.",
        purpose="<p>Clean air.</p>",
    )

    body = Body.objects.get(slug="air-quality-group")
    assert response["Location"] == f"/admin/governance/body/{body.pk}/change/"
    period = body.periods.get()
    assert (period.parent, str(period.starts), period.purpose) == (world.cast.health, "2022-01-25", "<p>Clean air.</p>")
    assert period.history.get().history_user == world.cast.officer
    assert body.steps_from.get().reason == "Asked for by the board."


def test_establishing_beside_the_tree(world, officer):
    do(
        officer,
        "/admin/governance/body/add/",
        name="Youth Sounding Board",
        kind=make.kind("reference-group").pk,
        reports_to=f"beside-{world.cast.partnership.pk}",
        on="01/05/2022",
    )

    period = Body.objects.get(slug="youth-sounding-board").periods.get()
    assert (period.parent, period.partnership) == (None, world.cast.partnership)
    assert not period.accountable


def test_a_secretary_establishes_under_their_body_but_not_beside_the_tree(world, secretary):
    page = secretary.get("/admin/governance/body/add/")

    offered = [str(value) for value, _ in page.context["form"].fields["reports_to"].choices]

    assert set(offered) == {"", str(world.cast.health.pk), str(world.cast.health_data.pk)}


def test_a_name_that_gives_a_taken_address_gets_a_free_one(world, officer):
    for on in ("01/05/2022", "02/05/2022"):
        do(
            officer,
            "/admin/governance/body/add/",
            name="Health",
            kind=make.kind("sub-group").pk,
            reports_to=world.cast.jobs.pk,
            on=on,
        )

    assert set(Body.objects.filter(name="Health").values_list("slug", flat=True)) == {"health", "health-2", "health-3"}


def test_a_form_that_is_sent_twice_establishes_one_body(world, officer):
    address = "/admin/governance/body/add/"
    kind = make.kind("sub-group").pk
    data = filled(officer.get(address), name="Twin", kind=kind, reports_to=world.cast.jobs.pk, on="01/05/2022")

    assert officer.post(address, data).status_code == 302
    assert "There is a body called “Twin” there from that day already" in errors_of(officer.post(address, data))
    assert Body.objects.filter(name="Twin").count() == 1


def test_an_administrator_establishes_a_partnership(world, administrator):
    response = do(administrator, "/admin/governance/body/partnership/", name="Fenmarsh Partnership", on="01/05/2022")

    body = Body.objects.get(slug="fenmarsh-partnership")
    assert response.status_code == 302
    assert body.is_partnership


def test_renaming(world, officer):
    do(officer, deed(world.cast.health, "rename"), name="Good Health", on="01/02/2024", reason="Consultation.")

    before, after = world.cast.health.periods.earliest_first()
    assert (before.name, str(before.ends), after.name) == ("Health", "2024-02-01", "Good Health")
    assert fresh(world.cast.health).slug == "health"


def test_moving_offers_no_body_under_the_one_that_moves(world, officer):
    page = officer.get(deed(world.cast.health, "move"))

    offered = set(page.context["form"].fields["to"].queryset)

    assert not {world.cast.health, world.cast.health_data, world.theme} & offered


def test_moving(world, officer):
    do(officer, deed(world.cast.health_data, "move"), to=world.cast.jobs.pk, on="01/02/2024", reason="Review.")
    assert fresh(world.cast.health_data).parent == world.cast.jobs


def test_a_move_that_the_kinds_do_not_allow_is_refused_in_a_sentence(world, officer):
    response = do(officer, deed(world.cast.health, "move"), to=world.cast.jobs.pk, on="01/02/2024")

    assert "may not report to a thematic partnership" in errors_of(response)
    assert filled(response)["to"] == [str(world.cast.jobs.pk)]


def test_changing_the_kind_with_what_the_kind_needs(world, officer):
    address = deed(world.cast.health_data, "kind")
    kind = make.kind("task-and-finish-group").pk

    refused = do(officer, address, kind=kind, on="01/02/2024")
    assert "needs a purpose and the day it is due to end" in errors_of(refused)
    assert filled(refused)["kind"] == [str(kind)]

    data = filled(refused, purpose="<p>Finish the survey.</p>", due_to_end="31 March 2031")
    assert officer.post(address, data).status_code == 302
    assert str(fresh(world.cast.health_data).period_on(make.today()).get().kind) == "task and finish group"


def test_describing_changes_only_what_was_changed(world, officer):
    do(officer, deed(world.cast.health, "describe"), mission="To be well.", on="01/02/2024")

    before, after = world.cast.health.periods.earliest_first()
    assert (before.mission, after.mission) == ("", "To be well.")
    assert (after.standing, after.accountable) == (before.standing, before.accountable)


def test_describing_nothing_is_refused_in_a_sentence(world, officer):
    response = do(officer, deed(world.cast.health, "describe"), on="01/02/2024")

    assert "Nothing would change" in errors_of(response)
    assert world.cast.health.periods.count() == 1


def test_changing_the_address(world, officer):
    do(officer, deed(world.cast.health, "address"), new="Public-Health")
    assert fresh(world.cast.health).slug == "public-health"

    taken = do(officer, deed(world.cast.health, "address"), new="jobs-and-skills")
    assert "leads to another body" in errors_of(taken)

    do(officer, deed(world.cast.health, "address"), new="health")
    assert fresh(world.cast.health).slug == "health"


def test_ending_asks_for_a_home_for_every_function(world, officer):
    flu = make.make_function(world.cast.health_data, "Flu plan")
    survey = make.make_function(world.cast.health_data, "Survey")
    address = deed(world.cast.health_data, "end")

    refused = do(officer, address, on="31/01/2024", **{f"home_{flu.pk}": world.cast.health.pk}, reason="Done.")
    assert "Say who does this from then on" in errors_of(refused)
    assert filled(refused)[f"home_{flu.pk}"] == [str(world.cast.health.pk)]
    assert filled(refused)["on"] == ["31/01/2024"]
    assert filled(refused)["reason"] == ["Done."]

    done = officer.post(address, filled(refused, **{f"home_{survey.pk}": "stops"}))
    assert done.status_code == 302
    assert str(world.cast.health_data.periods.get().ends) == "2024-02-01"
    assert Function.objects.get(title="Flu plan", body=world.cast.health).starts == make.day("2024-02-01")
    assert not Function.objects.filter(title="Survey", ends=None).exists()


def test_ending_asks_about_what_would_be_left_without_the_body(world, officer):
    cast = world.cast
    make_priority(make_strategy(cast.board), "<b>Clean</b> air", lead=cast.health_data)
    make_risk(cast.health_data)
    address = deed(cast.health_data, "end")

    shown = officer.get(address).content.decode()
    assert "leads the priority “&lt;b&gt;Clean&lt;/b&gt; air”" in shown
    refused = do(officer, address, on="31/01/2024", reason="Done.")
    assert "end it all the same" in errors_of(refused)
    assert fresh(cast.health_data).periods.get().ends is None

    done = officer.post(address, filled(refused, anyway="on"), follow=True)
    assert str(fresh(cast.health_data).periods.get().ends) == "2024-02-01"
    assert "Health Data Group ends, and it still leads the priority" in done.content.decode()
    assert "owns 1 open risk" in done.content.decode()
    assert "anyway" not in officer.get(deed(cast.jobs, "end")).context["form"].fields


def test_ending_a_body_with_children_is_refused_with_the_deeds_own_sentence(world, officer):
    response = do(officer, deed(world.cast.health, "end"), on="31/01/2024", reason="Over.")

    assert "Health Data Group still reports to Health: move or end it first." in errors_of(response)
    assert filled(response)["reason"] == ["Over."]
    assert fresh(world.cast.health).periods.get().ends is None


def test_merging_asks_for_the_functions_of_the_bodies_that_were_ticked(world, officer):
    cast = world.cast
    skills = make.make_function(cast.jobs, "Skills plan")
    flu = make.make_function(cast.health, "Flu plan")
    address = deed(cast.health, "merge")
    new = {"name": "Health and Skills", "on": "01/02/2024", "bodies": [cast.jobs.pk]}

    half = do(officer, address, **new, **{f"home_{flu.pk}": "successor"})
    assert "The bodies have functions" in errors_of(half)
    assert f"home_{skills.pk}" in half.context["form"].fields
    assert filled(half)["bodies"] == [str(cast.jobs.pk)]

    done = officer.post(address, filled(half, **{f"home_{skills.pk}": cast.evidence.pk}))
    assert done.status_code == 302
    new_body = Body.objects.get(slug="health-and-skills")
    assert set(new_body.functions.values_list("title", flat=True)) == {"Flu plan"}
    assert set(cast.evidence.functions.values_list("title", flat=True)) == {"Skills plan"}
    assert {fresh(cast.culture).parent, fresh(cast.health_data).parent} == {new_body}


def test_absorbing(world, officer):
    cast = world.cast
    response = do(officer, deed(cast.jobs, "absorb"), bodies=[cast.health_data.pk], on="01/02/2024")

    assert response.status_code == 302
    assert str(cast.health_data.periods.get().ends) == "2024-02-01"
    assert cast.health_data.steps_from.get(how="absorbed").successor == cast.jobs


def test_splitting_gives_every_child_and_function_to_a_new_body(world, officer):
    cast = world.cast
    flu, survey = (make.make_function(cast.health, title) for title in ("Flu plan", "Survey"))
    address = deed(cast.health, "split")
    new = {
        "name_1": "Public Health",
        "name_2": "Care",
        "on": "01/02/2024",
        f"child_{cast.health_data.pk}": "new-1",
        f"home_{flu.pk}": "new-2",
    }
    refused = do(officer, address, **new, **{f"home_{survey.pk}": "new-3"})
    assert "has no name yet" in errors_of(refused)
    assert filled(refused)["name_2"] == ["Care"]

    done = officer.post(address, filled(refused, **{f"home_{survey.pk}": "stops"}))
    assert done.status_code == 302
    public, care = Body.objects.get(slug="public-health"), Body.objects.get(slug="care")
    assert fresh(cast.health_data).parent == public
    assert (public.parent, care.parent) == (cast.board, cast.board)
    assert care.functions.get().title == "Flu plan"
    assert not public.functions.exists()


def test_linking_and_ending_the_link(world, officer):
    do(
        officer,
        deed(world.cast.health, "link"),
        type=Link.Type.SUPPORTS,
        target=world.theme.pk,
        on="01/02/2024",
        note="By agreement.",
    )
    link = Link.objects.get(source=world.cast.health)
    assert (link.target, link.type, link.note) == (world.theme, "supports", "By agreement.")

    do(officer, f"/admin/governance/link/{link.pk}/deed/end/", on="30/06/2024")
    link.refresh_from_db()
    assert str(link.ends) == "2024-07-01"


def test_giving_and_handing_over_a_function(world, officer):
    cast = world.cast
    do(officer, deed(cast.health, "take-on"), title="Flu plan", on="01/02/2024")
    function = cast.health.functions.get()
    do(officer, deed(cast.health, "hand-over"), function=function.pk, to=cast.jobs.pk, on="01/02/2025")

    function.refresh_from_db()
    assert str(function.ends) == "2025-02-01"
    assert cast.jobs.functions.get().title == "Flu plan"


@pytest.mark.parametrize("typed", ["31/02/2024", "soon", "2024", "99/99/9999", ""])
def test_a_day_that_makes_no_sense_is_kept_and_marked(world, officer, typed):
    response = do(officer, deed(world.cast.health, "rename"), name="Good Health", on=typed)

    assert response.status_code == 200
    assert filled(response)["on"] == [typed]
    assert filled(response)["name"] == ["Good Health"]
    assert fresh(world.cast.health).name == "Health"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("25/01/2012", "2012-01-25"),
        ("25 January 2012", "2012-01-25"),
        ("25 Jan 2012", "2012-01-25"),
        ("2012-01-25", "2012-01-25"),
    ],
)
def test_days_may_be_written_as_people_write_them(world, officer, typed, stored):
    do(officer, deed(world.cast.health, "rename"), name="Good Health", on=typed)

    assert str(world.cast.health.periods.order_by("-starts").first().starts) == stored


def test_a_body_cannot_be_changed_except_by_deeds(world, administrator):
    address = f"/admin/governance/body/{world.cast.health.pk}/change/"

    assert administrator.post(address, {"name": "Seized", "slug": "seized"}).status_code == 405
    assert fresh(world.cast.health).slug == "health"


def test_a_body_that_has_ended_offers_no_deeds_and_shows_its_last_day(world, officer):
    page = officer.get(f"/admin/governance/body/{world.cast.safer_streets.pk}/change/")

    assert page.context["deeds"] == {}
    assert "This body has ended." in page.content.decode()
    assert "31 March 2020" in page.content.decode()


def test_the_list_stands_in_the_order_of_today_with_former_names(world, officer):
    page = officer.get("/admin/governance/body/")

    rows = [(body.seen.depth, body.seen.life.name) for body in page.context["cl"].result_list]
    assert rows == [
        (0, "Brackwater Partnership"),
        (1, "Leadership Board"),
        (2, "Health"),
        (3, "Health Data Group"),
        (2, "Jobs and Skills"),
        (3, "Culture Forum"),
        (2, "Safer and Stronger"),
        (1, "Evidence Group"),
        (1, "Safer Streets"),
        (1, "Stronger Communities"),
    ]
    text = page.content.decode()
    assert "formerly Partnership Board" in text
    assert "Ida Marlow" in text
    assert "Ended 31 March 2020" in text


def test_a_body_is_found_by_a_former_name(world, officer):
    page = officer.get("/admin/governance/body/", {"q": "Partnership Board"})

    assert [body.slug for body in page.context["cl"].result_list] == ["board"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({"kind": "forum"}, {"culture-forum"}),
        ({"life": "over"}, {"safer-streets", "stronger-communities"}),
        ({"life": "to come"}, {"next-group"}),
        ({"kind": "forum", "life": "over"}, set()),
    ],
)
def test_the_list_is_narrowed_by_kind_and_status(world, officer, query, slugs):
    make.make_body("next-group", "Next Group", parent=world.cast.board, on="2090-01-01")
    page = officer.get("/admin/governance/body/", query)

    assert {body.slug for body in page.context["cl"].result_list} == slugs


def test_the_list_is_narrowed_by_partnership_for_whoever_sees_several(world, administrator):
    page = administrator.get("/admin/governance/body/", {"partnership": "elsewhere"})

    assert {body.slug for body in page.context["cl"].result_list} == {"elsewhere", "elsewhere-theme"}


@pytest.mark.django_db
def test_the_list_asks_a_fixed_number_of_questions(world, officer, django_assert_num_queries):
    with django_assert_num_queries(40, exact=False):
        officer.get("/admin/governance/body/")
    for number in range(10):
        make.make_chair(make.make_body(f"more-{number}", parent=world.cast.health))
    with django_assert_num_queries(40, exact=False):
        officer.get("/admin/governance/body/")
