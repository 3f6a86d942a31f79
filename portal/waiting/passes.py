"""Who is inside. The rows decide, and PostgreSQL alone is asked: whoever is in finishes even
while the store is gone.
"""

from enum import StrEnum

from django.db import connection

from accounts.clock import PortalNow
from accounts.prepared import execute

from . import bulletin
from .models import Pass


class Answer(StrEnum):
    """What ``open_pass`` says, and what becomes of somebody verified."""

    INSIDE = "inside"
    FULL = "full"  #: nobody may enter at this moment; nothing is lost
    ELSEWHERE = "elsewhere"  #: the person went on with a newer device
    NOT_CALLED = "not called"  #: not this person's place, not called, or called too long ago
    REFUSED = "refused"  #: never said by ``open_pass``: nothing inside is for this person now


#: Whether a verification ``v`` has a live pass, for a statement that reads it anyway.
INSIDE = "is_inside(v.id)"
#: The same of what a statement calls ``%(verification)s``.
PROOF_INSIDE = "is_inside(%(verification)s)"
#: With a place that does not exist only who is inside already stays so.
NO_PLACE = 0


def holds(verification_id):
    """Whether a device has a live pass, by the database's clock.

    :param verification_id: what the visitor's cookie names, or None.
    :raises DatabaseError: then nobody knows, and nobody is let in.
    """
    if verification_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_inside(%s)", [verification_id])
        return cursor.fetchone()[0]


ENTERED = """
UPDATE waiting_place SET entered_at = portal_now()
WHERE person_id = %s AND called_at IS NOT NULL AND entered_at IS NULL AND lapsed_at IS NULL
"""


def walk_in(verification):
    """Let somebody in who did not wait, while the gate is open, has room and nobody waits.

    :returns: an :class:`Answer`.
    """
    answer = open_pass(verification, None)
    if answer == Answer.INSIDE:
        # Called, and came by another door.
        with connection.cursor() as cursor:
            execute(cursor, ENTERED, [verification.person_id])
    return answer


def enter(place, verification):
    """Let in whoever was called, unless the room is full at this very moment.

    The call of somebody who knocks at a full room stays valid from then on.

    :returns: an :class:`Answer`.
    """
    return open_pass(verification, place.pk)


def open_pass(verification, place):
    """Ask the database, and let in nobody new while the bulletin says or keeps silent that all is
    paused: with admission dead nobody watches what is behind the gate."""
    paused = bulletin.read().state == bulletin.PAUSED
    with connection.cursor() as cursor:
        asked = [verification.person_id, verification.pk, NO_PLACE if paused else place]
        execute(cursor, "SELECT open_pass(%s, %s, %s)", asked)
        answer = Answer(cursor.fetchone()[0])
    return Answer.FULL if paused and answer == Answer.NOT_CALLED else answer


def release(people, end=Pass.End.COMPLETED):
    """End the passes of people who are done, and give their room to others.

    :param people: their keys.
    :returns: how many passes ended.
    """
    mine = Pass.objects.filter(person__in=people, ended_at=None)
    return mine.update(ended_at=PortalNow(), end=end)


SWEEP = """
UPDATE waiting_pass p
SET ended_at = least(p.ends_at, portal_now()),
    "end" = CASE WHEN p.ends_at <= portal_now() THEN 'time' ELSE 'left' END
FROM accounts_verification v
WHERE v.id = p.verification_id AND p.ended_at IS NULL AND (
    p.ends_at <= portal_now()
    -- Who proves their identity anew keeps the pass, however long they take to come back.
    OR v.ended_at < portal_now() - interval '1 minute' AND NOT EXISTS (
        SELECT FROM accounts_verification newer
        WHERE newer.person_id = p.person_id AND newer.started_at > v.started_at
          AND newer.ended_at IS NULL AND newer.ends_at > portal_now()
    )
)
"""


def sweep():
    """End the passes whose time is over or whose holder signed out; :returns: how many."""
    with connection.cursor() as cursor:
        cursor.execute(SWEEP)
        return cursor.rowcount
