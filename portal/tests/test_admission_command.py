"""What admission is told by the booking area."""

from django.core.management import call_command

from bookings.tests.builders import make_booking
from portal.waiting import passes
from portal.waiting.models import Pass


def test_it_ends_the_pass_of_whoever_booked(verification, town):
    passes.walk_in(verification)
    make_booking(verification.person, town.slot)
    call_command("admission", "--once")

    assert Pass.objects.get().end == "completed"
