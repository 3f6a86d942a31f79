"""Triggers that several tables have."""

import pgtrigger


def statement(name, operation, func, **referencing):
    """Once per statement, after it, with what it changed as a table."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=func + "    RETURN NULL;",
    )


def never_emptied():
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;",
    )


def append_only():
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
