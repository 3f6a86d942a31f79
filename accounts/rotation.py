"""Bring stored secrets under the newest pepper or key, in batches that can stop anywhere."""

from django.conf import settings
from django.db import connection, transaction

from accounts.crypto import box
from accounts.digests import wrapped
from accounts.models import Identifier

BATCH = 1000

REWRAP = """
UPDATE accounts_identifier SET digest = new.digest, pepper = %s
FROM unnest(%s::bigint[], %s::bytea[]) AS new (id, digest)
WHERE accounts_identifier.id = new.id
"""
REENCRYPT = """
UPDATE accounts_person SET name = new.name, phone = new.phone
FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS new (id, name, phone)
WHERE accounts_person.id = new.id
"""
# As stored: the model would decrypt what it reads and encrypt what it writes.
PEOPLE = "SELECT id, name, phone FROM accounts_person WHERE id > %s ORDER BY id LIMIT %s FOR UPDATE"


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


@transaction.atomic
def reencrypt_people(after):
    """Write a batch of names and phones under the first key.

    :param after: the last id of the batch before, 0 at the beginning.
    :returns: the last id of this batch, or None after the end.
    """
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [after, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return None
        ids = [pk for pk, _, _ in rows]
        names = [box().rotate(bytes(name)) for _, name, _ in rows]
        phones = [box().rotate(bytes(phone)) for _, _, phone in rows]
        cursor.execute(REENCRYPT, [ids, names, phones])
    return ids[-1]
