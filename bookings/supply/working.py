"""The work itself: batches of a running act, each a transaction that holds the act's row.

So one worker at a time works at an act, whoever stops it waits for the batch that is under way,
and a batch that dies is as if it had never begun.
"""

import logging

from django.db import IntegrityError, connection, transaction

from accounts.clock import PortalNow
from bookings.models import SupplyAct, SupplyItem

from .deciding import decide
from .families import MEMBERS, read
from .scope import CONCERNED, GATHER, HELD, ids, terms
from .shutting import shut
from .writing import still_free, write

logger = logging.getLogger(__name__)

#: Bookings of the act per transaction.
BATCH = 200

State = SupplyAct.State

#: Both doses, unless somebody else is just changing one of them.
LOCK = """
SELECT id FROM bookings_booking WHERE id = ANY(%(members)s)
ORDER BY id FOR UPDATE SKIP LOCKED
"""

WAITING = """
SELECT booking_id FROM bookings_supplyitem WHERE act_id = %(act)s AND state = 'waiting'
ORDER BY id LIMIT %(limit)s
"""

#: Somebody moved or cancelled these before their turn came.
SPARE = """
UPDATE bookings_supplyitem SET state = 'spared'
WHERE act_id = %(act)s AND state = 'waiting' AND booking_id = ANY(%(bookings)s)
"""


def work(limit=BATCH):
    """Do the next batch of whatever is running.

    :returns: how many bookings were settled or gathered, and slots shut. Zero means that nothing
        is left but what somebody else has in hand.
    """
    if done := shut():
        return done
    for act in SupplyAct.objects.running().values_list("pk", flat=True):
        if done := batch(act, limit):
            return done
    return 0


def batch(pk, limit):
    """One batch of an act; when one booking spoils it, the others without that one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            act = claim(pk)
            return 0 if act is None else advance(cursor, act, limit)
    except IntegrityError:
        logger.exception("A batch of act %d failed", pk)
        return batch(pk, limit // 2) if limit > 1 else pass_over(pk)


def claim(pk):
    """The act, if it is running still and no other worker has it."""
    return SupplyAct.objects.running().select_for_update(skip_locked=True).filter(pk=pk).first()


@transaction.atomic
def pass_over(pk):
    """Leave the first booking that waits to staff, as one that cannot be settled."""
    item = claim(pk) and SupplyItem.objects.filter(act=pk, state="waiting").order_by("pk").first()
    return item and SupplyItem.objects.filter(pk=item.pk).update(state=SupplyItem.State.FAILED)


def advance(cursor, act, limit):
    answers = {**terms(act), "limit": limit}
    if waiting := ids(cursor, WAITING, answers):
        return settle(cursor, act, waiting, answers)
    cursor.execute(GATHER, answers)
    if cursor.rowcount:
        return cursor.rowcount
    cursor.execute(HELD, answers)
    if not cursor.fetchone()[0]:
        finish(act)
    return 0


def finish(act):
    SupplyAct.objects.filter(pk=act.pk).update(state=State.FINISHED, finished_at=PortalNow())


def settle(cursor, act, bookings, answers):
    """Decide and write for these bookings. :returns: how many were settled."""
    members = ids(cursor, MEMBERS, {"bookings": bookings})
    locked = set(ids(cursor, LOCK, {"members": members}))
    # Once more: until its first dose was locked somebody could have booked a second.
    members = ids(cursor, MEMBERS, {"bookings": bookings})
    concerned = set(ids(cursor, CONCERNED, {**answers, "bookings": members}))
    whole = [
        each
        for each in read(cursor, members, concerned)
        if each.concerned and {dose.pk for dose in each.doses} <= locked
    ]
    verdicts = decide(cursor, act, whole, answers)
    settled = write(cursor, act, still_free(cursor, verdicts)) if verdicts else 0
    others = [pk for pk in bookings if pk in locked and pk not in concerned]
    cursor.execute(SPARE, {**answers, "bookings": others})
    return settled + cursor.rowcount
