import hashlib

from django.db import connection

from accounts.prepared import execute

LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"


def take_turns(*names):
    """Wait until nobody else holds one of the names, and hold them until the transaction ends.

    For first-come decisions about something that has no row to lock yet. Names
    are locked in one order, so that two callers never wait for each other.

    :param names: bytes.
    """
    hashes = (hashlib.sha256(name).digest() for name in names)
    keys = sorted(int.from_bytes(hash[:8], signed=True) for hash in hashes)
    with connection.cursor() as cursor:
        execute(cursor, LOCK, [keys])
