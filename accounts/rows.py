"""Rows of models from a statement written once, where a queryset would be made anew each time.

Building and compiling a queryset costs Python several times what PostgreSQL needs for the
answer. On the pages that everybody passes through, the statement is text and this makes the rows.
"""

from functools import cache

from django.db import connection

from accounts.prepared import execute


@cache
def layout(model):
    """A model's fields in the order of its columns, with what turns a column into a value."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    readers = [
        (at, field.from_db_value)
        for at, field in enumerate(fields)
        if hasattr(field, "from_db_value")
    ]
    return names, readers


@cache
def columns(model, alias):
    """A model's columns, for a statement that calls its table by an alias."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def make(model, row):
    """An instance from values in the order of :func:`columns`; more values are left over."""
    names, readers = layout(model)
    values = list(row[: len(names)])
    for at, read in readers:
        values[at] = read(values[at], None, connection)
    return model.from_db(connection.alias, names, values)


def read(model, alias, where, terms=()):
    """The instances that a statement finds.

    :param where: what follows its ``SELECT`` of the model's columns, from ``FROM`` on.
    """
    with connection.cursor() as cursor:
        execute(cursor, f"SELECT {columns(model, alias)} {where}", terms)
        return [make(model, row) for row in cursor.fetchall()]


def cut(model, row):
    """An instance from the first values of a row, and the values behind them."""
    return make(model, row), row[len(layout(model)[0]) :]


def cut_any(model, row):
    """The same of an outer join, which may have found none: then None."""
    names = layout(model)[0]
    if row[names.index(model._meta.pk.attname)] is None:
        return None, row[len(names) :]
    return cut(model, row)
