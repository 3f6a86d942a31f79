"""Who is inside. The rows decide, and PostgreSQL alone is asked: whoever is in finishes even
while the store is gone.
"""

from enum import StrEnum

from django.db import connection

from accounts.clock import PortalNow

from .models import Pass


class Answer(StrEnum):
    """What ``open_pass`` says."""

    INSIDE = "inside"
    FULL = "full"  #: nobody may enter at this moment; nothing is lost
    ELSEWHERE = "elsewhere"  #: the person went on with a newer device
    NOT_CALLED = "not called"  #: not this person's place, not called, or called too long ago


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


def walk_in(verification):
    """Let somebody in who did not wait, while the gate is open, has room and nobody waits.

    :returns: an :class:`Answer`.
    """
    return open_pass(verification, None)


def enter(place, verification):
    """Let in whoever was called, unless the room is full at this very moment.

    The call of somebody who knocks at a full room stays valid from then on.

    :returns: an :class:`Answer`.
    """
    return open_pass(verification, place.pk)


def open_pass(verification, place):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_pass(%s, %s, %s)", [verification.person_id, verification.pk, place]
        )
        return Answer(cursor.fetchone()[0])


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
    -- A minute later: who proves their identity anew keeps the pass.
    OR v.ended_at < portal_now() - interval '1 minute'
)
"""


def sweep():
    """End the passes whose time is over or whose holder signed out; :returns: how many."""
    with connection.cursor() as cursor:
        cursor.execute(SWEEP)
        return cursor.rowcount
