"""The front page: partnerships, what is new, and what waits for whoever signs in."""

import datetime
import re
from html import unescape

import pytest

from governance.models import Succession, TermsOfReference
from governance.restructuring import describe
from governance.terms.signing import may_sign
from governance.terms.versions import awaiting_sign_off_by, drafts_in_hand
from partnership.home import MOST_NEWS
from tests import make

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


def words(response) -> str:
    """What a page says, without its markup."""
    html = re.sub(r"(?s)<(script|head)\b.*?</\1>", "", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_it_leads_to_each_partnership_and_says_how_many_bodies_it_has(cast, client):
    make.make_partnership("aldwater", "Aldwater Partnership", mission="Better together.", on="2015-01-01")

    page = client.get("/")
    before, on = (words(client.get(f"/?on={day}")) for day in ("2014-12-31", "2015-01-01"))

    said = words(page)
    assert "Aldwater Partnership Better together. 0 bodies Brackwater Partnership 7 bodies" in said
    assert 'href="/structure/aldwater/"' in page.content.decode()
    assert "Aldwater" not in before
    assert "Aldwater Partnership" in on
    assert "No partnership existed on 1 January 1950." in words(client.get("/?on=1950-01-01"))


def test_news_is_what_had_happened_by_the_day(cast, client):
    day = datetime.date(2016, 5, 10)
    make.make_terms(cast.board, state="published", on=day)
    make.make_document_version(make.make_document(cast.board, "Constitution"), on=day)

    before, on, after = (words(client.get(f"/?on={day + n * A_DAY}")) for n in (-1, 0, 1))

    assert "Terms of reference of" not in before
    assert "Constitution" not in before.split("Where to go")[0]
    for page in (on, after):
        assert "10 May 2016 Terms of reference of Partnership Board, version 1" in page
        assert "Constitution, version 1" in page
        assert "Renamed" not in page
    assert "Renamed from “Partnership Board” to “Leadership Board”" in words(client.get("/?on=2020-04-01"))
    assert "Renamed" not in words(client.get("/?on=2020-03-31"))


def test_news_is_short_and_the_latest_first(cast, client):
    for number in range(MOST_NEWS + 2):
        make.make_terms(cast.board, state="published", on=datetime.date(2016, 1, 1) + number * A_DAY)

    page = client.get("/").content.decode()

    versions = re.findall(r"terms-of-reference/(\d+)/", page)
    assert versions == [str(number) for number in range(MOST_NEWS + 2, 2, -1)]
    assert page.count("/bodies/") == 2 * MOST_NEWS


def test_news_says_which_partnership_where_there_are_several(cast, client):
    day = datetime.date(2016, 5, 10)
    make.make_terms(cast.board, state="published", on=day)
    alone = words(client.get("/"))
    other = make.make_partnership("aldwater", "Aldwater Partnership")
    make.make_document_version(make.make_document(other, "Compact"), on=day)

    both = words(client.get("/"))

    assert "10 May 2016 Terms of reference of Partnership Board, version 1" in alone
    assert "10 May 2016 Aldwater Partnership Compact, version 1 10 May 2016 Brackwater Partnership Terms of" in both


def test_a_change_of_facts_is_no_change_to_the_structure(cast, client):
    describe(cast.health, on=make.today(), by=cast.officer, purpose="<p>Other words.</p>")

    assert Succession.objects.filter(how=Succession.How.CHANGED).exists()
    assert "Changed for" not in words(client.get("/"))


def test_nothing_unpublished_is_news(cast, client):
    make.make_terms(cast.health, sections={"purpose": "<p>x</p>"})
    make.make_document_version(make.make_document(cast.board, "Hidden compact"), state="draft")

    said = words(client.get("/"))

    assert "Terms of reference of" not in said
    assert "Hidden compact" not in said
    assert "Your tasks" not in said


def test_a_chair_is_told_what_waits_for_a_signature(cast, client):
    make.make_terms(cast.board)
    make.make_terms(cast.board)
    make.make_terms(cast.health, level="headline")
    make.make_terms(cast.jobs)
    client.force_login(cast.chair)

    page = client.get("/")

    said = words(page)
    assert "Terms waiting for you to sign off Health, draft 0.1 Leadership Board, draft 0.2" in said
    assert "Jobs and Skills, draft" not in said
    assert 'href="/bodies/board/terms-of-reference/0.2/sign-off/"' in page.content.decode()


def test_an_officer_is_told_of_drafts_in_hand_and_a_member_of_nothing(cast, client):
    make.make_terms(cast.health)
    client.force_login(cast.officer)
    assert "Drafts of terms in hand Health, draft 0.1" in words(client.get("/"))
    client.force_login(cast.secretary)
    assert "Drafts of terms in hand Health, draft 0.1" in words(client.get("/"))
    client.force_login(cast.member)
    assert "Your tasks" not in words(client.get("/"))


def test_what_waits_is_what_may_be_signed(cast):
    """The list asks one question for all drafts; each draft by itself must give the same answer."""
    for body in (cast.partnership, cast.board, cast.health, cast.health_data, cast.jobs, cast.evidence):
        make.make_terms(body, state="published")
        make.make_terms(body, level="headline")
    make.make_terms(cast.culture, level="detailed")
    make.make_terms(cast.safer_and_stronger, state="withdrawn")

    for user in (cast.chair, cast.member, cast.visitor, cast.secretary):
        waiting = {terms.pk for terms in awaiting_sign_off_by(user)}
        drafts = TermsOfReference.objects.drafts()
        assert waiting == {terms.pk for terms in drafts if may_sign(user, terms)}
    assert len(awaiting_sign_off_by(cast.chair)) > 1
    assert drafts_in_hand(cast.visitor) == []


def test_a_draft_that_an_earlier_sign_off_left_behind_waits_for_nobody(cast):
    make.make_terms(cast.board)
    make.make_terms(cast.board, state="published")

    assert TermsOfReference.objects.drafts().count() == 1
    assert awaiting_sign_off_by(cast.chair) == []
    assert drafts_in_hand(cast.officer) == []


def test_an_empty_portal_has_a_front_page(client):
    assert "No partnerships are recorded yet." in words(client.get("/"))


def test_the_page_can_only_be_read(cast, client):
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, times):
    for number in range(times):
        make.make_partnership()
        make.make_terms(cast.board, state="published", on=datetime.date(2016, 1, 1) + number * A_DAY)
        make.make_document_version(make.make_document(cast.board))

    with django_assert_num_queries(7):
        client.get("/")
