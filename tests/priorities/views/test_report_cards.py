"""Pages of report cards: the list, a card on the web and as a PDF, drafts, and the panels for other pages."""

import datetime
import io

import pytest
from pypdf import PdfReader

from governance.restructuring import rename
from priorities.indicators.figures import withdraw_indicator
from priorities.report_cards.carding import accept_card, amend_card, draft_card, withdraw_card
from priorities.strategies.prioritising import withdraw_priority
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_meetings import make_meeting
from tests.make_priorities import make_indicator, make_plan, make_version, publish
from tests.priorities.views.oba_crowd import DAY, PERIOD, make_accepted_card, make_measure, make_neets
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

PAGE = "/report-cards/young-people/2020-21/"
PDF = "/report-cards/young-people/2020-21.pdf"
SECRET = "Quillfeather"
A_DAY = datetime.timedelta(days=1)
AT = "The meeting of the day"


@pytest.fixture
def indicator(cast):
    return make_neets(cast, invented=True)


@pytest.fixture
def card(cast, indicator):
    return make_accepted_card(cast, indicator)


def page(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200, address
    return words(response)


def test_a_card_shows_the_data_first_then_story_partners_what_works_and_proposals(cast, client, card):
    response = client.get(PAGE)
    said = words(response)

    order = (
        "Report card, April 2020 to March 2021: how well off everybody is Young people out of work",
        "Getting worse: it rose from 7.4% in 2019/20 to 7.6% in 2020/21.",
        "The target for 2020/21 was 7.0%: missed by 0.6 points.",
        "The figures as a table",
        "16 to 18 year olds. Source: Careers service. Latest figures",
        "The story behind the curve Two employers closed in 2020.",
        "What is new The college opens a second site.",
        "Who is involved Careers service, college, employers. Brackwater Council Culture Forum",
        "What works A mentor from the first day.",
        "What we propose to do Twenty more mentors by September.",
        "About this card Written by Jobs and Skills.",
        "About the priority Better chances for young people.",
        "Figures and names as of 10 June 2021. An accepted card does not change.",
        "Where it has been accepted 10 June 2021 Leadership Board Meeting of 10 June 2021, item 4",
        "Next on its way up: Brackwater Partnership.",
    )
    places = [said.find(each) for each in order]
    assert -1 not in places, [each for each, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert crumbs(response) == [("/report-cards/", "Report cards")]
    for link in ("/bodies/jobs-and-skills/", "/organisations/brackwater-council/", "/indicators/out-of-work/"):
        assert f'href="{link}"' in response.content.decode()


def test_a_meeting_that_is_not_on_record_is_said_to_be_none(cast, client, card):
    step = "10 June 2021 Leadership Board Meeting of 10 June 2021, item 4"
    make_meeting(cast.health, DAY, status="held")
    make_meeting(cast.board, DAY)  # called, and nobody said that it was held
    assert f"{step}; meeting not on record" in page(client)
    assert "item 4; meeting not on record)" in pdf_text(client)

    make_meeting(cast.board, DAY, status="held")
    assert step in page(client)
    assert "not on record" not in page(client)
    assert "not on record" not in pdf_text(client)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_card_is_there_from_the_day_of_its_acceptance(cast, client, card, days):
    on = DAY + days * A_DAY
    status = client.get(f"{PAGE}?on={on}").status_code
    listed = "Young people out of work" in client.get(f"/report-cards/?on={on}").content.decode()

    assert (status, listed) == ((404, False) if days < 0 else (200, True))


def test_later_steps_are_shown_from_their_day_and_the_top_is_said(cast, client, card):
    later = DAY + 30 * A_DAY
    accept_card(card, body=cast.partnership, on=later, at=AT, by=cast.officer)

    assert "Next on its way up: Brackwater Partnership." in page(client, f"{PAGE}?on={later - A_DAY}")
    assert "It has gone all the way up the reporting line." in page(client, f"{PAGE}?on={later}")
    assert "10 July 2021 Brackwater Partnership" in page(client)


def test_an_accepted_card_reads_the_same_whatever_happens_later(cast, client, card, indicator):
    before = page(client)
    old_pdf = pdf_text(client)
    indicator.name, indicator.definition = f"{SECRET} name", SECRET
    make.written_apart(indicator)
    rename(cast.jobs, name=f"{SECRET} Skills", by=cast.administrator, on=DAY + A_DAY, reason="So.")

    assert page(client) == before
    assert pdf_text(client) == old_pdf


def test_what_is_no_longer_public_is_named_as_it_was_and_no_longer_linked(cast, client, card, indicator):
    withdraw_priority(indicator.priority, by=cast.officer)
    withdraw_indicator(indicator, by=cast.officer)

    response = client.get(PAGE)

    assert "About the priority Better chances for young people." in words(response)
    assert "/priorities/" + indicator.priority.slug not in response.content.decode()
    assert "/indicators/out-of-work/" not in response.content.decode()


def test_a_draft_is_for_its_editors_with_the_figures_of_the_day(cast, client, indicator):
    draft_card(
        cast.health_data, by=cast.officer, slug="draft", title=f"{SECRET} card", priority=indicator.priority,
        indicators=[indicator], story="So far.", **PERIOD,
    )  # fmt: skip
    address = "/report-cards/draft/2020-21/"
    for user in (None, cast.member, cast.chair):
        if user:
            client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.get("/report-cards/draft/2020-21.pdf").status_code == 404
        assert SECRET not in client.get("/report-cards/").content.decode()

    client.force_login(cast.secretary)

    said = page(client, address)
    assert "Draft Nobody has accepted it yet. Only people who edit it can see it." in said
    assert "Next on its way up: Health." in said
    assert "it rose from 7.4% in 2019/20 to 7.6% in 2020/21" in said
    assert "it fell from 8.0% in 2018/19 to 7.4% in 2019/20" in page(client, f"{address}?on=2020-05-01")
    assert f"{SECRET} card , April 2020 to March 2021 Draft" in page(client, "/report-cards/").replace(
        " ,", " ,"
    ).replace("card,", "card ,")
    assert client.get(address)["Cache-Control"] == "private"


def test_a_draft_shows_no_indicator_that_its_reader_may_not_read(cast, client, indicator):
    hidden = make_indicator(cast.board, f"{SECRET} indicator", state="draft", priority=indicator.priority)
    card = draft_card(
        cast.health_data, by=cast.officer, slug="draft", title="Draft", priority=indicator.priority,
        indicators=[hidden], **PERIOD,
    )  # fmt: skip
    assert card.indicators.get() == hidden
    client.force_login(cast.secretary)

    assert SECRET not in client.get("/report-cards/draft/2020-21/").content.decode()


def test_a_withdrawn_card_is_gone_but_for_its_editors(cast, client, card):
    withdraw_card(card, by=cast.officer)
    assert client.get(PAGE).status_code == 404
    assert client.get(PDF).status_code == 404
    assert "No report cards have been accepted yet." in page(client, "/report-cards/")

    client.force_login(cast.officer)

    assert "Withdrawn Only people who edit it can see it." in page(client)


def test_a_card_about_a_plan_says_so(cast, client):
    measure = make_measure(cast)
    made = draft_card(
        cast.health, by=cast.officer, slug="checks", title="Checks", plan=measure.plan, indicators=[measure], **PERIOD
    )
    accept_card(made, body=cast.board, on=DAY, at=AT, by=cast.officer)

    said = page(client, "/report-cards/checks/2020-21/")

    assert "how well a service works" in said
    assert "About the work of Health plan." in said
    assert "it rose from 1,200 people in 2019/20 to 1,450 people in 2020/21" in said


def test_what_somebody_wrote_is_never_markup(cast, client, indicator):
    nasty = "<script>alert(1)</script>"
    make_accepted_card(cast, indicator, title=nasty, story=nasty, partners=nasty)

    assert "<script>alert" not in client.get(PAGE).content.decode()


# The list -----------------------------------------------------------------------------------------------------


def test_the_list_goes_by_period_and_body_and_narrows(cast, client, card, indicator):
    older = {**PERIOD, "period": "2019/20", "period_slug": "2019-20", "starts": datetime.date(2019, 4, 1)}
    make_accepted_card(cast, indicator, **{**older, "ends": datetime.date(2020, 4, 1)})
    measure = make_measure(cast)
    checks = draft_card(
        cast.health, by=cast.officer, slug="checks", title="Checks", plan=measure.plan, story="So.", **PERIOD
    )
    accept_card(checks, body=cast.board, on=DAY, at=AT, by=cast.officer)

    def found(query):
        lines = client.get(f"/report-cards/?{query}").context["periods"]
        return [(period, [line.card.title for line in rows]) for period, rows in lines]

    young, period = "Young people out of work", PERIOD["period"]
    assert found("") == [(period, ["Checks", young]), ("2019/20", [young])]
    assert found("body=health") == [(period, ["Checks"])]
    assert found("period=2019-20") == [("2019/20", [young])]
    assert found("kind=performance") == [(period, ["Checks"])]
    assert found("period=1999") == found("")
    said = page(client, "/report-cards/?period=1999")
    assert "Choose a period from the list." in said
    assert "How well a service works. Written by Health, accepted by Leadership Board on 10 June 2021." in said


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_queries(cast, client, indicator, django_assert_num_queries, number):
    for each in range(number):
        card = make_accepted_card(cast, indicator, slug=f"card-{each}")
        accept_card(card, body=cast.partnership, on=DAY, at=AT, by=cast.officer)
    first = make_accepted_card(cast, indicator)
    for _ in range(number):
        amended = make_indicator(cast.board, priority=indicator.priority, area=indicator.area)
        first.indicators.add(amended)

    with django_assert_num_queries(2):
        client.get("/report-cards/")
    with django_assert_num_queries(8):
        client.get(PAGE)


# Printed ------------------------------------------------------------------------------------------------------


def pdf_text(client, address=PDF):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(" ".join(part.extract_text() for part in PdfReader(io.BytesIO(response.content)).pages).split())


def test_the_pdf_says_the_same_and_passes_pdf_ua(cast, client, card):
    response = client.get(PDF)

    assert response["Content-Type"] == "application/pdf"
    assert pdf_ua_faults(response.content) == []
    said = pdf_text(client)
    for sentence in (
        "Example data – figures are invented",
        "Getting worse: it rose from 7.4% in 2019/20 to 7.6% in 2020/21.",
        "Leadership Board, 10 June 2021 (Meeting of 10 June 2021, item 4; meeting not on record)",
        "Two employers closed in 2020.",
        "Twenty more mentors by September.",
        "2021/22 – 6.5 7.1",
    ):
        assert sentence in said, sentence
    assert "It fell from 9.1% in 2015/16 to 7.6% in 2020/21" in alternatives(response.content)


def alternatives(pdf):
    """The texts that stand for pictures."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif hasattr(node, "get"):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node and not isinstance(node["/K"], int):
                walk(node["/K"])

    walk(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])
    return " ".join(found)


def test_an_amended_draft_is_what_its_page_shows(cast, client, indicator):
    made = draft_card(
        cast.health, by=cast.officer, slug="a", title="A", priority=indicator.priority, story="Old.", **PERIOD
    )
    amend_card(made, story="New words.", by=cast.officer)
    client.force_login(cast.officer)

    assert "New words." in page(client, "/report-cards/a/2020-21/")


def test_a_plan_without_a_version_in_force_is_named_on_a_card_only_as_frozen(cast, client):
    plan = make_plan(cast.health, "Health plan")
    publish(make_version(plan))
    made = draft_card(cast.health, by=cast.officer, slug="p", title="P", plan=plan, story="So.", **PERIOD)
    accept_card(made, body=cast.board, on=DAY, at=AT, by=cast.officer)

    assert "About the work of Health plan." in page(client, "/report-cards/p/2020-21/")
