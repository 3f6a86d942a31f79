"""The early lane and its draw: nobody, ourselves included, can choose who comes first.

Whoever enrols gets a random receipt. When the lane closes the digest of the sorted receipts is
written down; the seed is SHA-256(secret ‖ digest ‖ public value), and people stand in the order of
SHA-256(seed ‖ receipt). The secret was committed to before anybody enrolled, the value did not
exist before the lane closed. ``docs/draw.md`` has the byte format, and why each step is there.
"""

import os
import re
import secrets
from hashlib import sha256

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.refusals import Refused

from .lots import ORDERED_BEFORE, close, settle
from .models import EARLY_CLOSES, Draw, Place

#: Bytes of a receipt and of the secret.
RECEIPT, SECRET = 16, 32

ENROL = """
INSERT INTO waiting_place (line_id, lane, receipt, person_id, verification_id)
SELECT l.id, 0, %(receipt)s, v.person_id, v.id
FROM waiting_line l
JOIN waiting_draw d ON d.line_id = l.id
JOIN accounts_verification v ON v.id = %(verification)s
WHERE l.id = %(line)s AND l.ended_at IS NULL
  AND l.early_from <= portal_now() AND portal_now() < l.opens_at - %(closes)s
  -- Looked at again after the wait for whoever closes the list at this very moment.
  AND d.digest = ''
  AND v.ended_at IS NULL AND v.ends_at > portal_now()
FOR KEY SHARE OF d
ON CONFLICT (line_id, person_id) DO NOTHING
"""


def enrol(line, verification):
    """Give a person their place in the early lane, and the receipt that the lot is drawn by.

    The lane's hours, by the database's clock, are part of the write. Whoever has a place in the
    line keeps it: asking twice changes nothing.

    :param verification: the proof of identity; its device holds the place.
    :returns: the :class:`~.models.Place`, without a number until the draw.
    :raises Refused: outside the lane's hours, or while no draw is announced.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            ENROL,
            {
                "line": line.pk,
                "receipt": os.urandom(RECEIPT),
                "verification": verification.pk,
                "closes": EARLY_CLOSES,
            },
        )
    places = Place.objects.filter(line=line, person_id=verification.person_id)
    if place := places.select_related("line", "verification").first():
        return place
    raise Refused(_("The early lane is closed now."))


def new_secret():
    """:returns: a random secret and the commitment to publish, both hexadecimal."""
    secret = secrets.token_bytes(SECRET)
    return secret.hex(), sha256(secret).hexdigest()


ANNOUNCE = """
INSERT INTO waiting_draw (line_id, commitment, source)
SELECT id, %(commitment)s, %(source)s FROM waiting_line
WHERE id = %(line)s AND early_from IS NOT NULL AND portal_now() < opens_at - %(closes)s
ON CONFLICT DO NOTHING
"""


def announce(line, commitment, source):
    """Publish how the early lane will be drawn. Before that nobody can enrol.

    :param commitment: SHA-256 of the secret's 32 bytes, hexadecimal.
    :param source: which public random value will count, in words that leave no choice:
        "drand quicknet, round 4711".
    :returns: the :class:`~.models.Draw`.
    :raises Refused: for a line without an early lane, too late, or for the second time.
    """
    commitment, source = digits(commitment, SECRET, SECRET), source.strip()
    if not commitment:
        raise Refused(_("The hash of the secret has 64 hexadecimal digits."))
    if not source:
        raise Refused(_("Name the public random value that will count."))
    with connection.cursor() as cursor:
        cursor.execute(
            ANNOUNCE,
            {
                "line": line.pk,
                "commitment": commitment,
                "source": source,
                "closes": EARLY_CLOSES,
            },
        )
        if not cursor.rowcount:
            raise Refused(
                _("The draw is announced already, or it is too late, or there is no early lane.")
            )
    return Draw.objects.get(line=line)


def reveal(line, secret, value, staff):
    """First person: reveal the secret and enter the public value. May be repeated if mistyped.

    :param secret: 32 bytes, hexadecimal; its SHA-256 is the commitment.
    :param value: the public random value, 32 to 64 bytes, hexadecimal.
    :param staff: who enters it.
    :raises Refused: before the lane is closed, too late, or when secret or value is wrong.
    """
    if not close(line):
        raise Refused(_("The secret stays secret until the early lane is closed."))
    secret, value = digits(secret, SECRET, SECRET), public(value)
    draw = Draw.objects.get(line=line)
    if not secret or sha256(bytes.fromhex(secret)).hexdigest() != draw.commitment:
        raise Refused(_("This is not the secret whose hash was published."))
    entered = in_time(line).update(
        secret=secret, entered=value, entered_by=staff, entered_at=PortalNow()
    )
    if not entered:
        raise Refused(_("The order of this line is settled already."))


def confirm(line, value, staff):
    """:func:`agree`, and let the lots be drawn."""
    agree(line, value, staff)
    settle(line)


def agree(line, value, staff):
    """Second person: enter the same public value from the source. The steward draws the lots.

    :param value: as for :func:`reveal`.
    :param staff: somebody else than who entered it first.
    :raises Refused: for the same person, another value, or too late.
    """
    value = public(value)
    confirmed = (
        in_time(line)
        .filter(entered=value)
        .exclude(entered_by=staff)
        .update(value=F("entered"), confirmed_by=staff, confirmed_at=PortalNow())
    )
    if not confirmed:
        raise Refused(why_not(line, value, staff))


def why_not(line, value, staff):
    draw = Draw.objects.filter(line=line).first()
    if not in_time(line).exists():
        return _("The order of this line is settled already.")
    if not draw.entered:
        return _("Nobody has revealed the secret and entered the value yet.")
    if draw.entered_by_id == staff.pk:
        return _("The same person cannot enter and confirm the value.")
    return _("This is not what the first person entered. Compare both with the source.")


def in_time(line):
    """The draw, as long as a value can still be entered or confirmed."""
    late = PortalNow() + ORDERED_BEFORE
    return Draw.objects.filter(line=line, value="", drawn_at=None, line__opens_at__gt=late)


def digits(text, shortest, longest):
    """Hexadecimal digits without spaces, in lower case; empty if they are not so many bytes.

    One value has one spelling, so that nobody can choose a seed by choosing a spelling.
    """
    text = "".join(text.split()).lower()
    fits = re.fullmatch("([0-9a-f]{2})*", text) and shortest <= len(text) / 2 <= longest
    return text if fits else ""


def public(value):
    if value := digits(value, 32, 64):
        return value
    raise Refused(_("The public value has 64 to 128 hexadecimal digits."))
