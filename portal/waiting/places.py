"""Places in line: one row for each verified person, written once and moved by nothing."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import rows
from accounts.clock import PortalNow
from accounts.models import Verification
from accounts.prepared import execute
from accounts.refusals import Refused

from .models import CALL_LASTS, Line, Pass, Place

OF = f"""
SELECT {rows.columns(Place, "p")}, {rows.columns(Line, "l")}, {rows.columns(Verification, "v")}
FROM waiting_place p JOIN waiting_line l ON l.id = p.line_id
LEFT JOIN accounts_verification v ON v.id = p.verification_id
WHERE p.person_id = %s AND l.ended_at IS NULL ORDER BY l.opens_at
"""


def of(person):
    """The place that matters to somebody now, in a line still going, or None.

    First the one whose turn comes first, then the last one that served, then one to be drawn.
    """
    with connection.cursor() as cursor:
        execute(cursor, OF, [person.pk])
        places = list(map(place_of, cursor.fetchall()))
    standing = [place for place in places if not place.over and not place.to_be_drawn]
    served = [place for place in places if place.over]
    return next(iter([*standing[:1], *served[-1:], *places[:1]]), None)


def place_of(row):
    place, row = rows.cut(Place, row)
    place.line, row = rows.cut(Line, row)
    if place.verification_id:
        place.verification = rows.make(Verification, row)
    return place


CLAIM = f"""
INSERT INTO waiting_place AS p (line_id, person_id, lane, number, verification_id)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING {rows.columns(Place, "p")}
"""


def claim(line, number, verification):
    """Give a number to the person of a verification; a place they have already stays.

    :returns: the person's place in this line.
    :raises Refused: when somebody else has the number: it was copied.
    """
    # One statement and its own commit: at an opening this is most of what verifying costs.
    words = [line.pk, verification.person_id, Place.Lane.LIVE, number, verification.pk]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, words)
        row = cursor.fetchone()
    if row:
        place = rows.make(Place, row)
        place.line = line
        return place
    if place := line.places.filter(person=verification.person_id).first():
        return place
    raise Refused(_("This number in line belongs to somebody else. Please take one of your own."))


def take_over(place, verification):
    """Continue on this device if its proof of identity is the newest.

    :returns: whether the place is with this device now.
    """
    if place.verification_id == verification.pk:
        return True
    held_by = place.verification
    if held_by and held_by.started_at >= verification.started_at:
        return False
    unchanged = Place.objects.filter(pk=place.pk, verification=held_by)
    if unchanged.update(verification=verification):
        return True
    # Another device was quicker; it need not be the newer one.
    place.refresh_from_db(fields=["verification"])
    return take_over(place, verification)


def queue_again(place, number):
    """Give a new number to whoever was called and did not come, or came and is no more inside.

    :returns: whether the place was over; otherwise it stays as it is.
    """
    over = Place.objects.filter(
        ~Exists(Pass.objects.live().filter(person=OuterRef("person"))),
        Q(lapsed_at__isnull=False) | Q(entered_at__isnull=False),
        pk=place.pk,
    )
    return bool(
        over.update(
            lane=Place.Lane.LIVE,
            number=number,
            joined_at=PortalNow(),
            called_at=None,
            entered_at=None,
            lapsed_at=None,
        )
    )


CALL = """
WITH early AS (
    SELECT id FROM waiting_place
    WHERE line_id = %(line)s AND lane = 0 AND number > %(early_called)s AND called_at IS NULL
    ORDER BY number LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
), live AS (
    SELECT id FROM waiting_place
    WHERE line_id = %(line)s AND lane = 1 AND called_at IS NULL
    ORDER BY number LIMIT %(most)s - (SELECT count(*) FROM early)
    FOR UPDATE SKIP LOCKED
), next AS (SELECT id FROM early UNION ALL SELECT id FROM live), called AS (
    UPDATE waiting_place p SET called_at = portal_now() FROM next WHERE p.id = next.id
    RETURNING p.number + CASE p.lane WHEN 1 THEN (
        SELECT early_size FROM waiting_line WHERE id = %(line)s
    ) ELSE 0 END AS position
)
SELECT count(*), max(position) FROM called
"""
#: An early place ``p`` of the line ``l`` that waits. Between two bounds: by the mark alone a third
#: of all would be expected, and all looked through.
EARLY_WAITS = """
    p.line_id = l.id AND p.lane = 0 AND p.called_at IS NULL
    AND p.number > l.early_called AND p.number <= l.early_size
"""
# A place that was busy and passed over keeps the mark before it.
CALLED = f"""
UPDATE waiting_line l SET
    served = greatest(served, %(furthest)s),
    early_called = coalesce((
        SELECT p.number - 1 FROM waiting_place p WHERE {EARLY_WAITS} ORDER BY p.number LIMIT 1
    ), early_size)
WHERE id = %(line)s
"""


@transaction.atomic
def call(most):
    """Call the next places, the oldest line first, the early lane before live numbers.

    :param most: how many.
    :returns: how many were called; fewer when fewer wait.
    """
    called = 0
    for line in Line.objects.serving():
        if called >= most:
            break
        if line.early_from and not line.drawn_at:
            continue
        words = {"line": line.pk, "early_called": line.early_called, "most": most - called}
        with connection.cursor() as cursor:
            cursor.execute(CALL, words)
            number, furthest = cursor.fetchone()
            if number:
                called += number
                cursor.execute(CALLED, {"line": line.pk, "furthest": furthest})
    return called


def lapse():
    """Give up on whoever was called ten minutes ago; :returns: how many."""
    late = Place.objects.called().filter(called_at__lt=PortalNow() - CALL_LASTS)
    return late.update(lapsed_at=PortalNow())


def call_anew():
    """After a pause: nobody's ten minutes ran while nobody could enter."""
    return Place.objects.called().update(called_at=PortalNow())


def end_old_lines():
    """End the lines before the newest that has opened once nobody waits in them."""
    serving = list(Line.objects.serving())
    for line in serving[:-1]:
        if not line.places.filter(entered_at=None, lapsed_at=None).exists():
            Line.objects.filter(pk=line.pk, ended_at=None).update(ended_at=PortalNow())
