"""Keyed digests in place of registration numbers.

A birth date and a sex leave only about a million possible numbers, so a plain
hash is no protection and a pepper, kept outside the database, is. A pepper that
may have leaked cannot be taken out of digests whose numbers nobody has any
more; it is wrapped instead: the digest under n peppers is
``HMAC(pepper n, … HMAC(pepper 1, number))``, and ``manage.py rewrap_identifiers``
takes stored digests further without knowing the number.
"""

import hmac

from django.conf import settings


def digest(scheme, number):
    """32 bytes that stand for a number under all peppers in force."""
    return wrapped(seed(scheme, number))[-1]


def seed(scheme, number):
    """The digest under the first pepper alone, from which all others follow."""
    first = settings.IDENTIFIER_PEPPERS[0]
    return hmac.digest(first.encode(), f"{scheme}:{number}".encode(), "sha256")


def wrapped(inner, pepper=1):
    """A digest made under ``pepper`` peppers, then under one more, and so on to all.

    Whoever looks a number up tries all of them, because some rows may not be
    wrapped under the newest pepper yet.
    """
    made = [inner]
    for secret in settings.IDENTIFIER_PEPPERS[pepper:]:
        made.append(hmac.digest(secret.encode(), made[-1], "sha256"))
    return made
