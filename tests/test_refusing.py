"""The proof of a refusal looks in every table: a deed may write in another app than the one that it stands in."""

import pytest
from django.db import connection, transaction

from governance.foundation.deeds import Refused
from tests import make
from tests.make_followers import make_follower
from tests.make_meetings import make_meeting
from tests.make_priorities import make_strategy
from tests.refusing import OWN, dump, refusal, refused, tables

pytestmark = pytest.mark.django_db

WRITES = {
    "auth_user": lambda cast: make.make_user("slipped-in"),
    "engagement_follow, engagement_follower": lambda cast: make_follower(),
    "governance_historicalorganisation, governance_organisation": lambda cast: make.make_organisation(
        kept_by=cast.board
    ),
    "meetings_agenda, meetings_historicalagenda, meetings_historicalmeeting, meetings_meeting, meetings_meetingevent": (
        lambda cast: make_meeting(cast.board)
    ),
    "priorities_historicalstrategy, priorities_strategy": lambda cast: make_strategy(cast.board),
}


@pytest.mark.parametrize("where", WRITES)
def test_what_a_refused_deed_left_behind_is_named_wherever_it_stands(cast, where):
    def deed():
        WRITES[where](cast)
        raise Refused("No.")

    def in_the_block():
        with refused("No."):
            deed()

    for proof in (in_the_block, lambda: refusal(deed)):
        with pytest.raises(AssertionError) as told, transaction.atomic():
            proof()
        assert str(told.value) == f"something was written in {where}"


def test_a_change_is_seen_too_and_another_sentence_is_no_proof(cast):
    def rename():
        type(cast.board).objects.filter(pk=cast.board.pk).update(name="Elsewhere")
        raise Refused("No.")

    with pytest.raises(AssertionError, match="something was written in governance_body$"):
        refusal(rename)

    def refuse():
        raise Refused("No.")

    assert refusal(refuse) == "No."
    with pytest.raises(AssertionError), refused("Yes."):
        refuse()


def test_every_table_of_the_project_is_looked_at_with_one_query_each(cast, django_assert_num_queries):
    there = set(connection.introspection.table_names())
    labels = tuple(f"{app}_" for app in (*OWN, "engagement"))
    assert {name for name in there if name.startswith((*labels, "auth_user"))} - set(tables()) <= {
        "auth_user_groups",
        "auth_user_user_permissions",
    }
    assert set(tables()) <= there
    with django_assert_num_queries(len(tables())):
        assert list(dump()) == list(tables())
