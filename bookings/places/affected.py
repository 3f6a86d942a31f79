"""Who would have no place if some times took fewer people."""

from django.db import connection

from bookings.models import Booking
from bookings.supply.scope import TOO_MANY, ids

#: Bookings in one list; the counts are of all.
MOST = 50


def affected(slots, capacities):
    """:returns: bookings with their people, the next in time first; at most ``MOST``."""
    answers = {"slots": slots, "capacities": capacities}
    with connection.cursor() as cursor:
        too_many = ids(cursor, TOO_MANY, answers)
    bookings = Booking.objects.filter(pk__in=too_many).select_related("person", "slot")
    return bookings.order_by("slot__starts_at", "held_at")[:MOST]
