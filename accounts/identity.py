"""Who is at the other end, without a Django session.

A citizen's cookie names one ``Verification`` by an opaque id and is signed with
its time, so that an old or invented one costs no query. The row decides: it is
live by the database's clock, and ended for every copy of the cookie at once.
"""

import uuid
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from django.db import connection
from django.db.models import F
from django.db.models.functions import Least
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from accounts import rows
from accounts.clock import PortalNow
from accounts.cookies import SignedCookie
from accounts.models import Person, Verification
from accounts.prepared import execute

#: How long a verification lives without activity, and at most.
LIFE = timedelta(minutes=30)
MAXIMUM = timedelta(hours=2)
#: Activity is written down no more often than this.
GRAIN = timedelta(minutes=5)

LIVE = f"""
SELECT {rows.columns(Verification, "v")}, {rows.columns(Person, "p")}, portal_now(), {{also}}
FROM accounts_verification v JOIN accounts_person p ON p.id = v.person_id
WHERE v.id = %s AND v.ended_at IS NULL AND v.ends_at > portal_now()
"""

START = f"""
INSERT INTO accounts_verification AS v (id, person_id, provider_id, ends_at)
VALUES (%s, %s, %s, portal_now() + %s)
RETURNING {rows.columns(Verification, "v")}
"""

cookie = SignedCookie("person", LIFE)
COOKIE = cookie.name


def verification_id(request):
    """The verification that the cookie names, or None. It need not be live: the database knows."""
    named = cookie.read(request)
    return uuid.UUID(named) if named else None


def live(request, also="NULL"):
    """The visitor's verification with its person, or None.

    :param also: an expression about ``v``, the verification, to ask for in the same statement;
        the answer is its ``also``.
    """
    if (named := verification_id(request)) is None:
        return None
    with connection.cursor() as cursor:
        execute(cursor, LIVE.format(also=also), [named])
        row = cursor.fetchone()
    if row is None:
        return None
    verification, row = rows.cut(Verification, row)
    verification.person, (verification.now, verification.also) = rows.cut(Person, row)
    return verification


def of(request):
    """The same, asked for once in a request: the guard before a page may have asked already."""
    if not hasattr(request, "verification"):
        request.verification = live(request)
    return request.verification


def start(person, provider):
    """Write down a proof of identity; ``begin`` hands its cookie out."""
    with connection.cursor() as cursor:
        execute(cursor, START, [uuid.uuid4(), person.pk, provider.pk, LIFE])
        verification = rows.make(Verification, cursor.fetchone())
    verification.person, verification.provider = person, provider
    return verification


def begin(response, verification):
    """Hand the cookie that names a verification to the visitor."""
    cookie.hand_out(response, verification.pk.hex)


def extend(verification):
    """Let the verification live on, up to its maximum.

    :returns: whether there was time to add; then the cookie has to be handed out anew.
    """
    ends_at = min(verification.now + LIFE, verification.started_at + MAXIMUM)
    if ends_at - verification.ends_at < GRAIN:
        return False
    later = Least(PortalNow() + LIFE, F("started_at") + MAXIMUM)
    return bool(Verification.objects.live().filter(pk=verification.pk).update(ends_at=later))


def succeed(request, response, verification):
    """Put a new proof in the place of the browser's old one, if it had one."""
    end_row(request)
    begin(response, verification)


def end(request, response):
    """End the verification for every copy of the cookie, and take the cookie back."""
    end_row(request)
    cookie.take_back(response)


def end_row(request):
    if named := verification_id(request):
        Verification.objects.live().filter(pk=named).update(ended_at=PortalNow())


def verified(view):
    """Let only a verified person see a view, as ``request.person``; others verify first."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        verification = of(request)
        if verification is None:
            return redirect(f"{reverse('verify')}?{urlencode({'next': request.get_full_path()})}")
        request.person = verification.person
        response = view(request, *args, **kwargs)
        if extend(verification):
            begin(response, verification)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded
