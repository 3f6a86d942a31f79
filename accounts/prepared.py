"""Statements that PostgreSQL reads and plans once for each connection, and not for each question.

A row found by its keys in ten tables takes a fraction of the time that its plan takes. psycopg2
sends a statement with its values in it, as text that was never seen before; here it is sent once by
a name, and then the name with the values. Only what everybody passes through needs it
(docs/decisions/0040-statements-that-everybody-passes-through-are-prepared.md).
"""

import re
from functools import cache
from hashlib import blake2b
from weakref import WeakKeyDictionary

from django.conf import settings

#: The names that a connection of the driver knows; they end with it.
known = WeakKeyDictionary()

VALUE = re.compile(r"(?<!%)%(?:\((\w+)\))?s")


@cache
def numbered(statement):
    """A name for a statement; what makes it known by it; and what is then sent with the values."""
    name = f"portal_{blake2b(statement.encode(), digest_size=8).hexdigest()}"
    places = {}

    def number(value):
        # Without names each is a value of its own.
        return f"${places.setdefault(value[1] or f'{len(places)}', len(places) + 1)}"

    text = VALUE.sub(number, statement).replace("%%", "%")
    named = ", ".join(f"%({place})s" if not place.isdigit() else "%s" for place in places)
    return name, f"PREPARE {name} AS {text}", f"EXECUTE {name}{named and f' ({named})'}"


def execute(cursor, statement, terms=()):
    """The same as ``cursor.execute``, for a statement that is written once and has a few forms at
    most. What a value is must be plain from where it stands, or said (``%s::text``).

    Behind PgBouncer, which gives each transaction another connection, nothing is prepared.
    """
    if settings.BEHIND_PGBOUNCER:
        cursor.execute(statement, terms)
        return
    name, prepare, asked = numbered(statement)
    names = known.setdefault(cursor.db.connection, set())
    if name not in names:
        # Past Django's cursor: it belongs to the connection and to no page's statements.
        with cursor.db.wrap_database_errors, cursor.db.connection.cursor() as plain:
            plain.execute(prepare)
        names.add(name)
    cursor.execute(asked, terms)
