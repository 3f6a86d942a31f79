import logging

from django.db import DatabaseError, transaction

from bookings.history import doses_given
from bookings.models import Booking

from .rejecting import reject_unfit
from .second_doses import confirm_fit, give_back_outdated

logger = logging.getLogger(__name__)

#: Bookings per batch: enough to make a statement's cost vanish, few enough to lock briefly.
BATCH = 500


def confirm_batch(limit=BATCH):
    """Decide the oldest HELD bookings.

    :param limit: how many at most.
    :returns: how many were confirmed or rejected. Zero means that nothing is left but what
        another worker holds, or what waits for a place that is just being contested.
    """
    held = list(
        Booking.objects.held()
        .order_by("pk")
        .values_list("pk", "person", "campaign", "dose")[:limit]
    )
    if not held:
        return 0
    given = doses_given([person for _pk, person, _campaign, _dose in held])
    vaccinated = [pk for pk, *dose in held if tuple(dose) in given]
    return decide([pk for pk, *_rest in held], vaccinated)


def decide(bookings, vaccinated):
    """Reject and confirm these, and when one of them spoils the batch, the others without it."""
    try:
        with transaction.atomic():
            rejected = reject_unfit(bookings, vaccinated)
        with transaction.atomic():
            give_back_outdated(bookings)
        with transaction.atomic():
            return rejected + confirm_fit(bookings)
    except DatabaseError:
        logger.exception("A batch of %d bookings failed", len(bookings))
        if len(bookings) == 1:
            return 0
        middle = len(bookings) // 2
        return decide(bookings[:middle], vaccinated) + decide(bookings[middle:], vaccinated)
