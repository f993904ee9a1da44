"""A question planned once a connection gives the answers of the usual road, and survives a lost connection."""

import pytest
from django.db import connection, transaction

from governance.foundation.prepared import ask

SQL = "SELECT slug, singular FROM governance_bodykind WHERE slug = %(slug)s AND meets = %(meets)s"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 3])
def test_the_answer_is_that_of_the_usual_road(times):
    for _ in range(times):
        assert ask(SQL, {"slug": "board", "meets": True}) == ("board", "board")
        assert ask(SQL, {"slug": "board", "meets": False}) is None
        assert ask(SQL, {"slug": "x'; DROP TABLE governance_bodykind; --", "meets": True}) is None


@pytest.mark.django_db
def test_inside_a_transaction_it_is_asked_the_usual_way():
    with transaction.atomic():
        assert ask(SQL, {"slug": "forum", "meets": True}) == ("forum", "forum")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_lost_connection_is_made_again():
    assert ask(SQL, {"slug": "board", "meets": True})
    connection.connection.close()

    assert ask(SQL, {"slug": "board", "meets": True}) == ("board", "board")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_statement_that_the_server_forgot_is_taught_again():
    assert ask(SQL, {"slug": "board", "meets": True})
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    assert ask(SQL, {"slug": "board", "meets": True}) == ("board", "board")
    assert ask(SQL, {"slug": "forum", "meets": True}) == ("forum", "forum")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_server_plans_it_once():
    for _ in range(3):
        ask(SQL, {"slug": "board", "meets": True})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'portal_%'")
        assert cursor.fetchone() == (1,)
