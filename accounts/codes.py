"""Codes to phones: asked for, sent by a worker, answered once."""

import logging
import secrets
from datetime import timedelta

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts import breakers, identity, limits, rows
from accounts.applicants import Applicant
from accounts.attesters import attest
from accounts.clock import PortalNow
from accounts.crypto import sealed
from accounts.digests import digest
from accounts.models import PhoneCode, Provider
from accounts.prepared import execute
from accounts.refusals import Refused
from accounts.registry import agree, recognise

logger = logging.getLogger(__name__)

#: How long a code is good after it was sent.
LIFE = timedelta(minutes=3)
#: How long what the applicant said is kept for a second code.
PATIENCE = timedelta(minutes=10)
#: How long rows are kept without it, for the limits.
MEMORY = timedelta(days=1)


def ask(provider, claims, address):
    """Have the claims attested and a code made ready for the phone.

    The start is written before the attester is asked and counts even if refused (see
    ``limits``), but not when the attester is not asked or gives no answer.

    :returns: the ``PhoneCode``; the caller rings for it to be sent.
    :raises Refused: by a limit, saying until when, by the attester, or for its silence.
    """
    with breakers.turn(provider) as ask_provider:
        code = start(
            provider=provider,
            identifier=digest("rrn", claims.number),
            phone_digest=digest("phone", claims.phone),
            address=limits.neighbourhood(address),
        )
        try:
            linking_value = ask_provider(attest, claims)
        except Refused:
            PhoneCode.objects.filter(pk=code.pk).update(refused_at=PortalNow())
            raise
        except breakers.Trouble as trouble:
            logger.warning("The attester failed: %s", trouble)
            code.delete()
            raise Refused(breakers.silent(provider)) from None
    return issue(code, Applicant.of(claims, get_language()).known_as("ci", linking_value))


def ask_again(old, address):
    """Replace a code by a new one for the same applicant, within the limits.

    :raises Refused: by a limit, or when too much time has gone by.
    """
    if old.claims is None:
        raise Refused(_("Too much time has gone by. Please start again."))
    code = start(
        provider=old.provider,
        identifier=bytes(old.identifier),
        phone_digest=bytes(old.phone_digest),
        address=limits.neighbourhood(address),
    )
    PhoneCode.objects.filter(pk=old.pk).update(
        claims=None, code=None, code_hash="", expires_at=PortalNow()
    )
    return issue(code, Applicant.unpack(old.claims))


#: What was not attested yet cannot be answered either.
START = """
INSERT INTO accounts_phonecode
    (id, provider_id, identifier, phone_digest, address, code_hash, tries, expires_at)
VALUES
    (%(id)s, %(provider)s, %(identifier)s, %(phone_digest)s, %(address)s, '', 0, portal_now())
"""


@transaction.atomic
def start(*, provider, **subjects):
    limits.hold_back(**subjects)
    code = PhoneCode(provider=provider, **subjects)
    with connection.cursor() as cursor:
        execute(cursor, START, {"id": code.pk, "provider": provider.pk, **subjects})
    return code


ISSUE = """
UPDATE accounts_phonecode
SET claims = %(claims)s, code = %(code)s, code_hash = %(code_hash)s, attested_at = portal_now(),
    expires_at = portal_now() + %(life)s
WHERE id = %(id)s
"""


def issue(code, applicant):
    digits = f"{secrets.randbelow(10**6):06}"
    secret = {"claims": sealed(applicant.pack()), "code": sealed(digits)}
    shown = {"id": code.pk, "code_hash": hashed(code.pk, digits), "life": LIFE}
    with connection.cursor() as cursor:
        execute(cursor, ISSUE, secret | shown)
    return code


def answer(pk, digits):
    """Prove a phone by the code that was sent to it.

    Each call that gets past the first statement owns one of five comparisons,
    however many run at once; the second lets a right answer count only once.

    :param pk: the code's key, also as the text that a cookie keeps.
    :returns: the new ``Verification``.
    :raises Refused: when the code is wrong, used, too old or was tried too often.
    """
    code = count(pk)
    if code is None:
        raise spent(find(pk))
    if not constant_time_compare(code.code_hash, hashed(code.pk, digits)):
        raise wrong(PhoneCode.MOST_TRIES - code.tries)
    with transaction.atomic():
        if not use(pk):
            raise spent(code)
        person = recognise(Applicant.unpack(code.claims))
        agree(person)
        return identity.start(person, code.provider)


#: While a right answer would still use it.
COUNT = f"""
UPDATE accounts_phonecode c SET tries = tries + 1
FROM accounts_provider p
WHERE c.id = %s AND p.id = c.provider_id AND c.used_at IS NULL AND c.expires_at > portal_now()
  AND c.tries < {PhoneCode.MOST_TRIES}
RETURNING {rows.columns(PhoneCode, "c")}, {rows.columns(Provider, "p")}
"""


def count(pk):
    """Count a try. :returns: the code as it is now, or None when it can be tried no more."""
    with connection.cursor() as cursor:
        execute(cursor, COUNT, [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    code, row = rows.cut(PhoneCode, row)
    code.provider = rows.make(Provider, row)
    return code


USE = """
UPDATE accounts_phonecode SET used_at = portal_now(), claims = NULL, code = NULL, code_hash = ''
WHERE id = %s AND used_at IS NULL AND claims IS NOT NULL
"""


def use(pk):
    """Let a code count. :returns: whether it was this call that did."""
    with connection.cursor() as cursor:
        execute(cursor, USE, [pk])
        return cursor.rowcount == 1


def is_kept(pk):
    """Whether the code that a browser names was not forgotten; None names none."""
    with connection.cursor() as cursor:
        execute(cursor, "SELECT EXISTS (SELECT FROM accounts_phonecode WHERE id = %s)", [pk])
        return cursor.fetchone()[0]


def find(pk):
    """The code with its provider, or None."""
    return PhoneCode.objects.select_related("provider").filter(pk=pk).first()


def hashed(pk, digits):
    return salted_hmac("accounts.codes", f"{pk}:{digits}", algorithm="sha256").hexdigest()


def wrong(left):
    if left < 1:
        return Refused(_("Too many wrong codes. Please ask for a new one."))
    return Refused(
        ngettext(
            "This is not the code we sent. You can try once more.",
            "This is not the code we sent. You can try %(left)d more times.",
            left,
        )
        % {"left": left}
    )


def spent(code):
    if code and code.tries >= PhoneCode.MOST_TRIES and code.used_at is None:
        return wrong(0)
    return Refused(_("This code is no longer valid. Please ask for a new one."))


def forget():
    """Empty what nobody will answer any more, then drop what no limit needs.

    :returns: how many rows were dropped.
    """
    stale = PhoneCode.objects.filter(created_at__lt=PortalNow() - PATIENCE)
    stale.exclude(claims=None).update(claims=None, code=None, code_hash="")
    return PhoneCode.objects.filter(created_at__lt=PortalNow() - MEMORY).delete()[0]
