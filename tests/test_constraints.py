"""Each rule that a table holds by itself has been seen to say no, and has not been forgotten."""

import re
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, models, transaction

from .breaches import ONCE, TWICE
from .tables import our_models

pytestmark = pytest.mark.django_db

#: A partial or conditional promise is an index and no constraint, for PostgreSQL.
PROMISES = """
SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('c', 'u', 'x') AND conrelid::regclass::text = ANY (%(tables)s)
UNION ALL
SELECT indexrelid::regclass::text, indrelid::regclass::text, '' FROM pg_index
WHERE indisunique AND NOT indisprimary AND indrelid::regclass::text = ANY (%(tables)s)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
"""
#: Django's own, of every number that is no less than nothing.
NOTHING_OR_MORE = re.compile(r'CHECK \(\("?(\w+)"? >= 0\)\)')
#: A stricter rule, which asks more of the same column, comes before these in the alphabet.
SPOKEN_FOR = {
    "bookings_booking_dose_check": "admitted_by_something",
    "bookings_leftoveralert_place_check": "at_most_five_alerts",
    "waiting_gate_capacity_check": "gate_target_within_capacity",
    "waiting_gate_id_check": "there_is_one_gate",
    "waiting_gate_target_check": "gate_target_within_capacity",
    "waiting_place_lane_check": "place_has_number_or_receipt",
}


@pytest.fixture
def tables(db):
    """Our tables, by name, while nothing but their own rules refuses a row: neither a trigger nor
    a column that is empty. What a row refers to is asked only at the end of a transaction."""
    tables = {model._meta.db_table: model for model in our_models()}
    with connection.cursor() as cursor:
        for table, model in tables.items():
            bare = "".join(
                f', ALTER "{field.column}" DROP NOT NULL'
                for field in model._meta.concrete_fields
                if field not in model._meta.pk_fields
            )
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER{bare}")
    return tables


@pytest.fixture
def promises(tables):
    with connection.cursor() as cursor:
        cursor.execute(PROMISES, {"tables": list(tables)})
        return {name: rest for name, *rest in cursor.fetchall()}


def rows(words):
    """The table of a breach, and the rows it writes there."""
    table, *words = words.split()
    first, _, again = " ".join(words).partition(" again ")
    first, again = (dict(word.split("=", 1) for word in each.split()) for each in (first, again))
    return table, first, first | again


def insert(model, number, row):
    """:param number: of the row, where the database finds no key for it."""
    for key in model._meta.pk_fields:
        if not isinstance(key, models.AutoField):
            made_up = UUID(int=number).hex if isinstance(key, models.UUIDField) else number
            row = {key.column: made_up, **row}
    columns, marks = '", "'.join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {model._meta.db_table} ("{columns}") VALUES ({marks})',
            list(row.values()),
        )


def met(model, *rows):
    """The constraint that rows meet, or None; nothing stays."""
    try:
        with transaction.atomic():
            for number, row in enumerate(rows, 1):
                insert(model, number, row)
            transaction.set_rollback(True)
    except IntegrityError as refused:
        return refused.__cause__.diag.constraint_name
    return None


def test_every_promise_of_a_table_is_among_the_breaches(promises):
    by_name = {name for name, (_, rule) in promises.items() if not NOTHING_OR_MORE.fullmatch(rule)}

    assert {breach.split()[0] for breach in (*ONCE, *TWICE)} == by_name


def test_a_row_that_must_not_be_is_refused(tables):
    refused = {}
    for breach, words in ONCE.items():
        table, row, _ = rows(words)
        refused[breach] = met(tables[table], row)

    assert refused == {breach: breach.split()[0] for breach in ONCE}


def test_a_row_that_must_be_alone_is_refused_a_second_time(tables):
    alone, refused = {}, {}
    for breach, words in TWICE.items():
        table, row, again = rows(words)
        alone[breach] = met(tables[table], row)
        refused[breach] = met(tables[table], row, again)

    assert set(alone.values()) == {None}
    assert refused == {breach: breach.split()[0] for breach in TWICE}


def test_no_number_is_less_than_nothing(tables, promises):
    numbers = {
        name: (tables[table], number[1])
        for name, (table, rule) in promises.items()
        if (number := NOTHING_OR_MORE.fullmatch(rule))
    }
    assert len(numbers) > 50

    refused = {name: met(model, {column: "-1"}) for name, (model, column) in numbers.items()}

    assert refused == {name: name for name in numbers} | SPOKEN_FOR
