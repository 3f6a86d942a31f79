"""Nurse Park publishes what is left, on a tablet, and hands a dose to whoever stands there."""

import pytest

from accounts.tests.builders import give_number
from bookings.models import Booking, LeftoverBatch
from bookings.tests.builders import make_person
from bookings.tests.leftovers import make_terms
from clinics.tests.builders import make_lot
from tests.processes import await_truth

from .test_staff import log_in
from .visitor import Visitor


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_nurse_park_publishes_and_hands_over(seat, town, at, worker, script, language):
    make_terms()
    make_lot(town.hanbit)
    give_number(make_person("한서연", "1980-03-09"), "8003092234567")
    at("2021-08-26 14:00")
    park = seat(Visitor, screen="tablet", script=script, language=language)

    park.open("/staff/leftovers/")
    log_in(park, "park")
    park.page.locator("#id_doses").fill("3")
    park.press("Publish")
    batch = LeftoverBatch.objects.get()
    assert (batch.published, batch.slot.clinic) == (3, town.hanbit)

    park.follow("Hand one over")
    park.page.locator("#id_name").fill("한서연")
    park.page.locator("#id_number_front").fill("800309")
    park.page.locator("#id_number_back").fill("2234567")
    park.press("Find the caller")
    park.press("Hand over")
    park.sees("한서연")
    await_truth(lambda: Booking.objects.get(dose=1).status == "confirmed", seconds=30)
    park.open(f"/staff/leftovers/{batch.pk}/")
    park.follow("한*연")
    park.press("Arrived")
    park.page.locator("[name=on_paper]").check()
    park.press("Record the dose")
    assert Booking.objects.get(dose=1).status == "completed"
