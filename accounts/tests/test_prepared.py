import pytest
from django.db import DatabaseError, connection, transaction

from accounts.prepared import execute

pytestmark = pytest.mark.django_db

SUM = "SELECT %(one)s::int + %(two)s::int * %(one)s, 'a' LIKE 'a%%'"


def answer(statement, terms=()):
    with connection.cursor() as cursor:
        execute(cursor, statement, terms)
        return cursor.fetchall()


def prepared(word):
    """How many statements of this connection have a word in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{word}%"]
        )
        return cursor.fetchone()[0]


def test_values_are_where_they_stood():
    assert answer(SUM, {"two": 5, "one": 2}) == [(12, True)]
    assert answer(SUM, {"two": 1, "one": 3, "more": 0}) == [(6, True)]
    assert answer("SELECT %s::int - %s::int", [5, 2]) == [(3,)]
    assert answer("SELECT 7, 'a' LIKE 'a%%'") == [(7, True)]


def test_a_connection_plans_a_statement_once():
    for number in range(3):
        assert answer("SELECT %s::int /* once */", [number]) == [(number,)]
    assert prepared("once") == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew():
    answer("SELECT 1 /* anew */")
    connection.close()
    assert prepared("anew") == 0
    assert answer("SELECT 1 /* anew */") == [(1,)]
    assert prepared("anew") == 1


def test_what_was_prepared_in_a_transaction_outlives_its_rollback():
    with transaction.atomic():
        answer("SELECT 1 /* outlives */")
        transaction.set_rollback(True)
    assert answer("SELECT 1 /* outlives */") == [(1,)]
    assert prepared("outlives") == 1


def test_a_statement_that_cannot_be_planned_says_so_each_time():
    for _ in range(2):
        with pytest.raises(DatabaseError, match="no_such_table"), transaction.atomic():
            answer("SELECT FROM no_such_table")


def test_behind_pgbouncer_nothing_is_prepared(settings):
    settings.BEHIND_PGBOUNCER = True

    assert answer(SUM, {"two": 5, "one": 2}) == [(12, True)]
    assert answer("SELECT %s::int /* pooled */", [4]) == [(4,)]
    assert prepared("pooled") == 0


def test_a_page_counts_what_it_asks_and_not_that_it_was_prepared(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert answer("SELECT 1 /* counted */") == [(1,)]
