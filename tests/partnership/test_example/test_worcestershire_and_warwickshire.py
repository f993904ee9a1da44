"""Worcestershire as in June 2010, and Warwickshire as in October 2009."""

import datetime

from governance.models import Document
from governance.structures.structure import structure_on
from tests.partnership.test_example.looking import below, parent, period, places, roll, the


def test_worcestershire_stands_as_in_june_2010():
    structure = structure_on(the("worcestershire"), datetime.date(2010, 6, 24))
    kinds = [place.kind for place in structure.tree]
    assert kinds.count("area partnership") == 6
    assert {place.slug for place in structure.family if place.external} == {
        "worcestershire-leaders-board",
        "worcestershire-public-services-executive-group",
        "worcestershire-treasurers-groups",
    }
    assert parent("worcestershire-management-group", "2010-06-24") == "Partnership Board"
    assert period("worcestershire-assembly", "2010-06-24").meetings_low == 1
    assert "About 40 organisations" in period("worcestershire-board", "2010-06-24").purpose


def test_the_lists_of_the_seven_leaders_and_of_the_executive_group():
    leaders = roll("worcestershire-leaders-board", "2010-06-24")
    assert len({line.seat.on_behalf_of for line in leaders}) == places(leaders) == 7
    executives = roll("worcestershire-public-services-executive-group", "2010-06-24")
    assert [line.low for line in executives] == [1, 1, 1, 1, 2]
    joint = executives[-1].holders[1].membership
    assert (joint.on_behalf_of.slug, joint.jointly_with.slug) == (
        "bromsgrove-district-council",
        "redditch-borough-council",
    )


def test_the_shenstone_group_has_an_end_and_no_executive_authority():
    shenstone = period("worcestershire-shenstone-group", "2010-06-24")
    assert (shenstone.authority, shenstone.due_to_end) == ("none", datetime.date(2011, 7, 20))
    assert shenstone.parent.slug == "worcestershire-board"


def test_seven_of_ten_have_signed_the_compact():
    signatories = Document.objects.get(slug="worcestershire-compact").signatories
    assert signatories.count() == 10
    assert set(signatories.filter(signed_on=None).values_list("organisation__slug", flat=True)) == {
        "west-mercia-police",
        "wyre-forest-district-council",
        "hereford-and-worcester-fire-and-rescue-service",
    }


def test_warwickshire_has_its_bodies_and_no_more_blocks_than_the_paper_names():
    assert below("warwickshire-public-service-board", "2009-10-31") == {
        "warwickshire-advisory-forum",
        "warwickshire-blocks",
        "warwickshire-governance-review-sub-group",
        "warwickshire-caa-co-ordinating-group",
    }
    review = period("warwickshire-governance-review-sub-group", "2009-10-31")
    assert (review.due_to_end, review.kind.slug) == (datetime.date(2009, 11, 30), "task-and-finish-group")
