"""Where every published dose went: given, handed over, or wasted."""

from django.db import connection, transaction
from django.db.models import F

from bookings.models import Booking, LeftoverAct, LeftoverBatch
from clinics import fridge
from clinics.models import Slot, StockEntry

from .publishing import lock, note, noted_since, set_count

State = LeftoverBatch.State

#: Batches in one statement at most.
BATCH = 500

#: What nobody can use any more and nobody is on the way for is accounted for: what is not given
#: is wasted. Whoever takes back what was recorded of a batch that has ended finds it counted anew.
SETTLE = """
WITH over AS (
    SELECT b.id, b.wasted, (
        SELECT count(*) FROM bookings_booking x
        WHERE x.slot_id = b.slot_id AND x.status = 'completed') AS given
    FROM bookings_leftoverbatch b
    WHERE b.usable_until <= portal_now() AND b.state <> 'ended'
      AND NOT EXISTS (SELECT FROM bookings_booking x
                      WHERE x.slot_id = b.slot_id AND x.status IN ('held', 'confirmed'))
      AND NOT EXISTS (SELECT FROM bookings_offer o
                      WHERE o.slot_id = b.slot_id AND o.state = 'open')
    ORDER BY b.id LIMIT %(limit)s
    FOR NO KEY UPDATE OF b SKIP LOCKED
), ended AS (
    UPDATE bookings_leftoverbatch b
    SET wasted = b.published - over.given, state = 'ended', ended_at = portal_now()
    FROM over WHERE over.id = b.id
    RETURNING b.id, b.wasted - over.wasted AS more
)
INSERT INTO bookings_leftoveract (batch_id, act, doses)
SELECT id, 'ended', greatest(more, 0) FROM ended ORDER BY id
"""


def settle(limit=BATCH):
    """Account for the doses that cannot be used any more. :returns: of how many batches."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"limit": limit})
        return cursor.rowcount


@transaction.atomic
def waste(batch, doses, staff, reason="", lot=None, after=None):
    """Write off doses that nobody is promised: expired, or broken.

    :param lot: the :class:`clinics.models.Lot` whose stock they are taken from; without one the
        stock is as it was.
    :param after: as of :func:`publish`.
    :raises Refused: so many are not free, or not in the lot; then neither happened.
    """
    lock(batch, State.OPEN, State.STOPPED)
    wasted = LeftoverAct.Act.WASTED
    if noted_since(after, wasted, doses, staff, batch=batch, reason=reason).exists():
        return
    set_count(batch, "wasted", F("wasted") + doses)
    note(batch, wasted, doses, staff, reason)
    if lot:
        fridge.waste(lot, staff, doses, StockEntry.Waste.CLOSING, reason)


def overdue(clinics):
    """Bookings of leftover doses at some clinics whose people were to come hours ago, and of whom
    nobody has recorded a dose or that they did not come: until then their batch stays open.

    Reached by the batches that are not accounted for, which are few and have an index.
    """
    batches = LeftoverBatch.objects.exclude(state=State.ENDED).filter(slot__clinic__in=clinics)
    return Booking.objects.overdue().filter(slot__batch__in=batches)


def free(batch):
    """Doses of a batch that nobody is promised."""
    capacity, taken = Slot.objects.values_list("capacity", "taken").get(pk=batch.slot_id)
    return capacity - taken
