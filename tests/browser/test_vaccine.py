"""From the refrigerator to the proof: Nurse Park on a tablet's width, Minji on her phone."""

import pytest
from django.urls import reverse

from bookings.models import DoseRecord, Screening
from bookings.proof.tokens import token
from bookings.tests.builders import make_booking, make_person

from .test_staff import log_in
from .visitor import Visitor


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_vaccine_comes_is_asked_about_given_and_proved(seat, enter, town, at, script, language):
    booking = make_booking(make_person("김민지", "1980-03-09"), town.slot)
    at("2021-08-26 09:55")

    minji = enter(booking.person, "phone", script, language)
    minji.open(booking.get_absolute_url())
    minji.follow("Answer the health questions")
    minji.press("Send my answers")
    minji.sees("Please answer with yes or no.")
    for no in minji.page.locator("label").filter(has_text=minji.say("No")).all():
        no.click()
    minji.press("Send my answers")
    assert Screening.objects.get().yes == []

    park = seat(Visitor, screen="phone", script=script, language=language)
    park.open("/staff/stock/")
    log_in(park, "park")
    park.follow("Receive vaccine")
    park.page.locator("[name=vaccine]").select_option(index=1)
    for name, answer in {"number": "cd 456", "doses_per_vial": "6", "vials": "2"}.items():
        park.page.locator(f"[name={name}]").fill(answer)
    park.page.locator("[name=expires_on]").fill("2021-08-26")
    park.press("Put into stock")
    park.sees("today is its last day")
    park.page.get_by_role("link", name="CD456").click()
    park.look()
    park.follow("Throw doses away")
    park.page.locator("[name=doses]").fill("99")
    park.press("Throw doses away")
    park.page.locator("[name=doses]").fill("1")
    park.press("Throw doses away")
    park.sees("broken vial")

    park.open(reverse("staff-screening", args=[booking.reference]))
    park.sees("All questions were answered with no.")
    park.open("/staff/day/")
    park.page.locator("tbody th a").first.click()
    park.press("Arrived")
    park.press("Record the dose")
    assert DoseRecord.objects.get().lot.number == "CD456"
    park.open(reverse("staff-proof", args=[booking.reference]))

    minji.open(booking.get_absolute_url())
    minji.follow("Proof of vaccination")
    anybody = seat(Visitor, screen="phone", script=script, language=language)
    anybody.open(reverse("proof", args=[token([DoseRecord.objects.get().code])]))
    anybody.sees("This proof is valid")
    anybody.open("/proof/invented/", status=404)
