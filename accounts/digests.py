"""Keyed digests in place of registration numbers.

A birth date and a sex leave only about a million possible numbers, so a plain
hash is no protection and a pepper, kept outside the database, is. A pepper that
may have leaked cannot be taken out of digests whose numbers nobody has any
more; it is wrapped instead: the digest under n peppers is
``HMAC(pepper n, … HMAC(pepper 1, number))``, and ``manage.py rewrap_identifiers``
takes stored digests one pepper further without knowing the number.
"""

import hmac

from django.conf import settings


def digest(scheme, number):
    """32 bytes that stand for a number under all peppers in force."""
    return digests(scheme, number)[-1]


def digests(scheme, number):
    """The number's digest under the first pepper, the first two, and so on.

    Whoever looks a number up tries all of them, because some rows may not be
    wrapped under the newest pepper yet.
    """
    made = []
    inner = f"{scheme}:{number}".encode()
    for pepper in settings.IDENTIFIER_PEPPERS:
        inner = hmac.digest(pepper.encode(), inner, "sha256")
        made.append(inner)
    return made


def wrap(inner, pepper):
    """Take a digest made under ``pepper`` peppers to all that are in force."""
    for secret in settings.IDENTIFIER_PEPPERS[pepper:]:
        inner = hmac.digest(secret.encode(), inner, "sha256")
    return inner
