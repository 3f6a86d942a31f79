"""Proof of vaccination: Minji prints it, a doorman checks it, a correction ends it."""

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.builders import show_cookie, verify
from bookings import desk
from bookings.models import DoseRecord
from bookings.proof.papers import doses_of
from bookings.proof.tokens import token

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_lot,
    make_person,
    make_slot,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    gaon = make_clinic("Gaon Clinic")
    make_lot(gaon, "AB123")
    return gaon


@pytest.fixture
def park(gaon):
    return make_staff("park", "Clinic staff", gaon)


@pytest.fixture
def booking(gaon, park):
    """Minji, who was given her first dose."""
    person = make_person("Minji Kim", "1980-03-09")
    booking = make_booking(person, make_slot(gaon, "2021-08-30 09:00"))
    give_dose(booking, park)
    return booking


@pytest.fixture
def address(booking):
    return reverse("proof", args=[token(dose.code for dose in doses_of(booking.person))])


def text(r):
    return r.content.decode()


def test_minji_prints_her_proof(client, booking, address):
    show_cookie(client, verify(booking.person))
    url = reverse("my-proof", args=[booking.reference])

    page = client.get(url)

    for shown in ("Minji Kim", "1980-03-09", "AB123", "2021-08-30", "Gaon Clinic", address):
        assert shown in text(page)
    for both in ("Proof of vaccination", "예방접종증명서", "Birth date", "생년월일"):
        assert both in text(page)
    assert url in text(client.get(booking.get_absolute_url()))


def test_whoever_was_given_nothing_has_no_proof(client, gaon):
    jun = make_booking(make_person("Jun Lee"), make_slot(gaon, "2021-08-30 10:00"))
    show_cookie(client, verify(jun.person))

    assert client.get(reverse("my-proof", args=[jun.reference])).status_code == 404


def test_somebody_elses_proof_does_not_exist(client, booking):
    show_cookie(client, verify(make_person("Jun Lee")))

    assert client.get(reverse("my-proof", args=[booking.reference])).status_code == 404


def test_a_doorman_checks_it(client, booking, address):
    r = client.get(address)

    assert "This proof is valid" in text(r)
    for shown in ("M*******m", "1980", "AB123", "2021-08-30", "Gaon Clinic"):
        assert shown in text(r)
    for hidden in ("Minji", "Kim", "03-09", "+8210", booking.reference):
        assert hidden not in text(r)
    assert not r.cookies
    assert r["X-Robots-Tag"] == "noindex"
    assert "no-store" in r["Cache-Control"]


def test_a_corrected_dose_ends_the_proof_and_a_new_one_is_another(client, booking, park, address):
    desk.correct(booking, park, "It was her sister.")

    ended = text(client.get(address))
    assert "This proof is no longer valid" in ended
    assert "AB123" not in ended
    assert "1980" not in ended

    give_dose(booking, park)
    assert "This proof is no longer valid" in text(client.get(address))
    again = reverse("proof", args=[token([DoseRecord.objects.get().code])])
    assert "This proof is valid" in text(client.get(again))


def test_of_two_doses_one_corrected_ends_it(client, booking, park):
    other = DoseRecord.objects.create(
        person=booking.person, campaign=booking.campaign, dose=2, given_on="2021-10-11"
    )
    both = reverse("proof", args=[token(dose.code for dose in doses_of(booking.person))])
    assert text(client.get(both)).count('<th scope="row">') == 2

    other.delete()

    assert "This proof is no longer valid" in text(client.get(both))


@pytest.mark.parametrize("forge", ["x", "a.b", "ㄱ.ㄴ", "{}x", "x{}", "{:.40}", "a" * 2000])
def test_what_was_not_signed_is_no_proof(client, address, forge):
    signed = address.removeprefix("/proof/").removesuffix("/")

    r = client.get(f"/proof/{forge.format(signed)}/")

    assert r.status_code == 404
    assert "AB123" not in text(r)


def test_the_code_of_a_dose_alone_proves_nothing(client, booking):
    """Whoever reads a dump of the database has the codes, and not the key."""
    code = DoseRecord.objects.get().code

    for guess in (code, code.hex, f"{code.hex}.{code.hex}"):
        assert client.get(f"/proof/{guess}/").status_code == 404


def test_keys_rotate_and_old_papers_hold_while_their_key_is_kept(
    client, booking, settings, address
):
    settings.PROOF_KEYS = ["a new key", *settings.PROOF_KEYS]
    assert "This proof is valid" in text(client.get(address))
    assert reverse("proof", args=[token([DoseRecord.objects.get().code])]) != address

    settings.PROOF_KEYS = ["a new key"]
    assert client.get(address).status_code == 404


def test_a_macro_does_not_try_addresses_for_long(client, address, limits_clock):
    statuses = [client.get("/proof/x.y/").status_code for _ in range(601)]

    assert statuses[599:] == [404, 429]


def test_nurse_park_prints_it_and_that_is_written_down(client, park, booking, address):
    client.force_login(park)

    page = client.get(reverse("staff-proof", args=[booking.reference]))

    assert "Minji Kim" in text(page)
    assert address in text(page)
    look = AccessRecord.objects.get()
    assert (look.staff, look.act, look.target_ids, look.reason) == (
        park,
        "reveal",
        [booking.person_id],
        "proof of vaccination",
    )


def test_another_clinics_nurse_prints_nothing(client, booking):
    client.force_login(make_staff("choi", "Clinic staff", make_clinic("Naru Clinic")))

    assert client.get(reverse("staff-proof", args=[booking.reference])).status_code == 404
