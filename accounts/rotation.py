"""Bring stored secrets under the newest pepper or key, in batches that can stop anywhere."""

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from accounts.crypto import EncryptedTextField, box
from accounts.digests import wrapped
from accounts.models import Identifier

BATCH = 1000

REWRAP = """
UPDATE accounts_identifier SET digest = new.digest, pepper = %s
FROM unnest(%s::bigint[], %s::bytea[]) AS new (id, digest)
WHERE accounts_identifier.id = new.id
"""
# As stored: a model would decrypt what it reads and encrypt what it writes.
READ = "SELECT {pk}, {fields} FROM {table} {after} ORDER BY {pk} LIMIT {batch} FOR UPDATE"
WRITE = """
UPDATE {table} SET {assignments}
FROM unnest(%s::{pk_type}[]{arrays}) AS new ({pk}, {fields})
WHERE {table}.{pk} = new.{pk}
"""


@transaction.atomic
def rewrap_identifiers():
    """Wrap a batch of digests under all peppers in force. :returns: how many."""
    newest = len(settings.IDENTIFIER_PEPPERS)
    older = Identifier.objects.filter(pepper__lt=newest).order_by("pk")
    rows = list(older.select_for_update(skip_locked=True)[:BATCH])
    if rows:
        digests = [wrapped(bytes(row.digest), row.pepper)[-1] for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(REWRAP, [newest, [row.pk for row in rows], digests])
    return len(rows)


def encrypted_fields():
    """The tables that hold something encrypted, each with the columns that do."""
    for model in apps.get_models():
        fields = [f.column for f in model._meta.local_fields if isinstance(f, EncryptedTextField)]
        if fields:
            yield model, fields


@transaction.atomic
def reencrypt(model, fields, last=None):
    """Write a batch of a table's encrypted columns under the first key.

    :param last: the last primary key of the batch before, None at the beginning.
    :returns: the last primary key of this batch, or None after the end.
    """
    pk = model._meta.pk
    names = {
        "table": model._meta.db_table,
        "pk": pk.column,
        "pk_type": pk.rel_db_type(connection),
        "fields": ", ".join(fields),
        "assignments": ", ".join(f"{field} = new.{field}" for field in fields),
        "arrays": ", %s::bytea[]" * len(fields),
        "after": "" if last is None else f"WHERE {pk.column} > %s",
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ.format(**names), [] if last is None else [last])
        if not (rows := cursor.fetchall()):
            return None
        ids, *columns = zip(*rows, strict=True)
        rotated = [[value and box().rotate(bytes(value)) for value in column] for column in columns]
        cursor.execute(WRITE.format(**names), [list(ids), *rotated])
    return ids[-1]
