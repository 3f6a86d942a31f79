"""The control of ``bench.confirm``: the same statements for one booking after the other.

Reads ids of HELD bookings, confirms each in transactions of its own, and tells how long it took.
"""

import sys
import time

import django

django.setup()

from bookings.confirmation.batch import decide  # noqa: E402  models come after the set-up
from bookings.history import doses_given  # noqa: E402
from bookings.models import Booking  # noqa: E402


def confirm(booking):
    people = Booking.objects.held().filter(pk=booking).values_list("person", "campaign", "dose")
    (dose,) = people
    vaccinated = [booking] if dose in doses_given([dose[0]]) else []
    return decide([booking], vaccinated)


def main():
    bookings = [int(word) for word in sys.stdin.read().split()]
    Booking.objects.exists()  # the connection is open before the time runs
    began = time.perf_counter()
    confirmed = sum(confirm(booking) for booking in bookings)
    print(confirmed, time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
