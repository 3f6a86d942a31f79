"""The arithmetic of a draw: the list is closed, and lots or receipts give it an order.

Safe to repeat and in nobody's hands: the steward does it each second, so that no line ever stalls.
"""

from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction

from accounts.clock import PortalNow

from .models import EARLY_CLOSES, Draw, Line, Place

#: Reveal and value are awaited until this long before the opening: a million places take half a
#: minute to order, and at the opening itself somebody must be first in line.
ORDERED_BEFORE = timedelta(minutes=1)

DIGEST = """
SELECT encode(sha256(coalesce(string_agg(receipt, ''::bytea ORDER BY receipt), ''::bytea)), 'hex')
FROM waiting_place WHERE line_id = %s AND lane = 0 AND number IS NULL
"""


@transaction.atomic
def close(line):
    """Write down the digest of the list, once the lane is closed. Safe to repeat.

    It is SHA-256 over the receipts, 16 bytes each, sorted as bytes and put side by side.

    :returns: whether the list is closed now.
    """
    draws = Draw.objects.filter(line=line)
    over = draws.filter(digest="", line__opens_at__lte=PortalNow() + EARLY_CLOSES)
    # Whoever is enrolling this moment comes first, whoever asks later finds the digest.
    if over.select_for_update(of=["self"]).first():
        draws.update(digest=digest(line), closed_at=PortalNow())
    return draws.exclude(digest="").exists()


def digest(line):
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [line.pk])
        return cursor.fetchone()[0]


def seed(draw):
    """SHA-256(secret ‖ digest ‖ value): 32 bytes, 32 bytes and the rest, so that no other three
    things make the same bytes.
    """
    return sha256(bytes.fromhex(draw.secret + draw.digest + draw.value)).digest()


#: One statement writes every number and the order to publish. {key} is what people are sorted by.
NUMBER = """
WITH drawn AS (
    SELECT id, row_number() OVER (ORDER BY {key}, receipt) AS number
    FROM waiting_place WHERE line_id = %(line)s AND lane = 0 AND number IS NULL
    -- Written as they lie in the table and its indexes: three times as fast as in the order drawn.
    ORDER BY id
), written AS (
    UPDATE waiting_place p SET number = drawn.number FROM drawn
    WHERE p.id = drawn.id AND p.number IS NULL
    RETURNING p.receipt, p.number
)
"""
PUBLISH = """
INSERT INTO waiting_drawnorder (draw_id, receipts)
SELECT d.id, coalesce(string_agg(receipt, ''::bytea ORDER BY number), ''::bytea)
FROM waiting_draw d LEFT JOIN written ON true WHERE d.line_id = %(line)s GROUP BY d.id
"""
BY_LOT, BY_RECEIPT = "sha256(%(seed)s || receipt)", "receipt"


def settle(line):
    """Give the early lane its numbers, as soon as that is possible or cannot wait any longer.

    Lots are drawn when two people have agreed about the public value. Without that, one minute
    before the opening, the draw is void: everybody keeps a place, in the order of the random
    receipts. Safe to repeat; the steward does, each second, so that no line ever stalls.

    :returns: whether the line's order is settled now.
    """
    close(line)
    with transaction.atomic(), connection.cursor() as cursor:
        line = Line.objects.annotate(now=PortalNow()).get(pk=line.pk)
        # Somebody else may be drawing: one waits for nobody, and does nothing twice.
        draws = Draw.objects.select_for_update(skip_locked=True)
        draw = draws.filter(line=line, drawn_at=None).exclude(digest="").first()
        must = line.now >= line.opens_at - ORDERED_BEFORE
        if line.drawn_at or not (must or (draw and draw.value)):
            return bool(line.drawn_at)
        if draw is None and Draw.objects.filter(line=line).exists():
            return False
        void = why_void(draw, line) if draw else ""
        by_lot = draw and not void
        # For two sorts of a million keys in memory; of this transaction only.
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(
            NUMBER.format(key=BY_LOT if by_lot else BY_RECEIPT)
            + (PUBLISH if draw else "SELECT FROM written"),
            {"line": line.pk, "seed": seed(draw) if by_lot else b""},
        )
        Draw.objects.filter(line=line).update(drawn_at=PortalNow(), void=void)
        # A statement of its own: the row is busy while the store asks for more numbers.
        early = line.places.filter(lane=Place.Lane.EARLY).count()
        Line.objects.filter(pk=line.pk).update(drawn_at=PortalNow(), early_size=early)
    return True


def why_void(draw, line):
    if not draw.secret:
        return Draw.Void.SECRET
    if not draw.value:
        return Draw.Void.VALUE
    return "" if digest(line) == draw.digest else Draw.Void.LIST


def unsettled():
    """The lines that close their early lane or wait for its order."""
    return Line.objects.begun().filter(early_from__isnull=False, drawn_at=None)


def overdue():
    """Whether the next ``settle_all`` orders a line, however long that takes."""
    return unsettled().filter(opens_at__lte=PortalNow() + ORDERED_BEFORE).exists()


def settle_all():
    """One second's work for every such line."""
    for line in unsettled():
        settle(line)
