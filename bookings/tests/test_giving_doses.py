"""From which lot a dose comes, and what is said of it. Nurse Park at Gaon Clinic."""

import pytest
from django.urls import reverse

from bookings import desk
from bookings.audit import audit
from bookings.models import Booking, DoseRecord
from bookings.refusals import Refused
from bookings.staff.dosing import DoseForm
from clinics import fridge
from clinics.models import Lot, LotRecall, StockEntry, Vaccine

from .builders import (
    answer_no,
    make_booking,
    make_clinic,
    make_lot,
    make_person,
    make_slot,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(gaon):
    return make_staff("park", "Clinic staff", gaon)


@pytest.fixture
def minji(gaon):
    booking = make_booking(make_person("Minji Kim"), make_slot(gaon, "2021-08-30 09:00"))
    answer_no(booking)
    return booking


@pytest.fixture
def jun(gaon, minji):
    booking = make_booking(make_person("Jun Lee", "1975-11-02"), minji.slot)
    answer_no(booking)
    return booking


@pytest.fixture
def lot(gaon):
    return make_lot(gaon, "AB123", vials=1, doses_per_vial=2, expires="2021-09-30")


@pytest.fixture
def other(lot):
    """Another product of the same group."""
    return Vaccine.objects.create(
        code="other", name_ko="다른", name_en="Other", group=lot.vaccine.group
    )


def counts(lot):
    lot.refresh_from_db()
    return lot.received, lot.given, lot.wasted


def sound():
    """Whether the audit counts the same doses."""
    return [check.says for check, breaches, _ in audit() if breaches and "lot" in check.says] == []


def send(booking, staff, **answers):
    """:returns: the form after it was sent."""
    form = DoseForm(Booking.objects.get(pk=booking.pk), answers, staff=staff)
    if form.is_valid():
        form.save(staff)
    return form


def test_one_key_press_records_the_usual(park, minji, lot, gaon):
    make_lot(gaon, "CD456", expires="2021-12-31")

    form = send(minji, park)

    assert form.errors == {}
    dose = DoseRecord.objects.get()
    assert (dose.lot, dose.vaccine, dose.site, dose.given_by) == (
        lot,
        lot.vaccine,
        "left_arm",
        park,
    )
    assert (counts(lot), sound()) == ((2, 1, 0), True)


def test_she_says_what_was_unusual(park, minji, lot, gaon):
    later = make_lot(gaon, "CD456", expires="2021-12-31")
    choi = make_staff("choi", "Clinic staff", gaon)

    send(minji, park, lot=later.pk, site="right_thigh", given_by=choi.pk)

    dose = DoseRecord.objects.get()
    assert (dose.lot, dose.site, dose.given_by) == (later, "right_thigh", choi)
    assert minji.events.latest("pk").staff == park


def test_a_number_that_is_scanned_goes_before_the_list(park, minji, lot, gaon):
    later = make_lot(gaon, "CD456", expires="2021-12-31")

    send(minji, park, lot=lot.pk, number=" cd 456 ")

    assert DoseRecord.objects.get().lot == later


def test_the_lot_tells_the_vaccine(park, minji, lot, other, gaon):
    mine = make_lot(gaon, "OT001", vaccine=other)

    send(minji, park, lot=mine.pk)

    minji.refresh_from_db()
    assert (minji.vaccine, DoseRecord.objects.get().vaccine) == (other, other)


def test_a_lot_of_another_vaccine_is_refused(park, minji, lot, other, gaon):
    make_lot(gaon, "OT001", vaccine=other)

    form = send(minji, park, lot=lot.pk, vaccine=other.pk)

    assert "AB123 is mrna, and the booking is for another" in str(form.errors)
    assert not DoseRecord.objects.exists()


def test_a_second_dose_is_not_given_of_another_vaccine(park, minji, lot, other, gaon):
    Booking.objects.filter(pk=minji.pk).update(vaccine=other)

    assert "no usable lot of this vaccine" in str(send(minji, park).errors)
    assert "booking is for another" in str(send(minji, park, number="AB123").errors)


def test_an_expired_lot_is_refused(at, park, minji, lot):
    at("2021-10-01 09:00")

    assert "expired on 2021-09-30" in str(send(minji, park, lot=lot.pk).errors)
    assert "no usable lot" in str(send(minji, park).errors)
    at("2021-09-30 23:59")
    assert send(minji, park).errors == {}


def test_a_recalled_lot_is_refused(park, minji, lot):
    LotRecall.objects.create(vaccine=lot.vaccine, number="AB123", reason="glass", staff=park)

    assert "This lot is recalled." in str(send(minji, park, lot=lot.pk).errors)
    assert counts(lot) == (2, 0, 0)


def test_an_empty_lot_is_refused(park, minji, lot):
    fridge.waste(lot, park, 2, StockEntry.Waste.BROKEN)

    assert "No dose is left in this lot." in str(send(minji, park, lot=lot.pk).errors)
    minji.refresh_from_db()
    assert (minji.status, counts(lot)) == ("confirmed", (2, 0, 2))


def test_another_clinics_lot_does_not_exist(park, minji, lot):
    theirs = make_lot(make_clinic("Naru Clinic"), "NR001")

    assert "This lot is not at this clinic." in str(send(minji, park, lot=theirs.pk).errors)
    assert "does not have this lot yet" in str(send(minji, park, number="NR001").errors)


def test_a_clinic_without_stock_is_told_what_to_do(park, minji):
    assert "no usable lot of this vaccine" in str(send(minji, park).errors)


def test_a_lot_nobody_knows_is_received_with_its_first_dose(park, minji, lot):
    new = {"number": "zz-999", "expires_on": "2021-11-30", "doses_per_vial": "6"}

    assert send(minji, park, number="zz-999").errors.keys() == {"expires_on", "doses_per_vial"}
    assert send(minji, park, **new).errors == {}

    dose = DoseRecord.objects.get()
    assert (dose.lot.number, counts(dose.lot)) == ("ZZ-999", (6, 1, 0))
    assert (dose.lot.entries.get().staff, sound()) == (park, True)


def test_of_several_products_it_is_said_which_the_new_lot_is(park, minji, lot, other):
    new = {"number": "ZZ999", "expires_on": "2021-11-30", "doses_per_vial": "6"}

    assert send(minji, park, **new).errors.keys() == {"vaccine"}
    assert send(minji, park, **new, vaccine=other.pk).errors == {}
    assert DoseRecord.objects.get().vaccine == other


def test_a_new_lot_is_not_received_when_the_dose_is_refused(park, minji):
    desk.record_dose(minji, park, lot=make_lot(minji.slot.clinic))
    new = {"number": "ZZ999", "expires_on": "2021-11-30", "doses_per_vial": "6"}

    assert "not waiting for a dose" in str(send(minji, park, **new).errors)
    assert Lot.objects.count() == 1


def test_who_may_not_receive_stock_types_no_new_lots(gaon, park, minji, lot):
    park.groups.get().permissions.remove(park.groups.get().permissions.get(codename="manage_stock"))
    park = type(park).objects.get(pk=park.pk)

    form = send(minji, park, number="ZZ999", expires_on="2021-11-30", doses_per_vial="6")

    assert "The clinic does not have this lot." in str(form.errors["number"])
    assert "expires_on" not in form.fields
    assert send(minji, park, number="AB123").errors == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"lot": "x"},
        {"lot": "-1"},
        {"lot": "9" * 30},
        {"lot": "1\x00"},
        {"site": "nose"},
        {"given_by": "0"},
        {"number": "A"},
        {"number": "AB123;DROP"},
        {"number": "A" * 21},
        {"number": "로트"},
        {"number": "ZZ9", "expires_on": "2021-02-30", "doses_per_vial": "6"},
        {"number": "ZZ9", "expires_on": "1999-01-01", "doses_per_vial": "6"},
        {"number": "ZZ9", "expires_on": "2021-08-29", "doses_per_vial": "6"},
        {"number": "ZZ9", "expires_on": "2021-11-30", "doses_per_vial": "0"},
        {"number": "ZZ9", "expires_on": "2021-11-30", "doses_per_vial": "-6"},
        {"number": "ZZ9", "expires_on": "2021-11-30", "doses_per_vial": "1e3"},
    ],
)
def test_bad_answers_get_an_error_and_change_nothing(park, minji, lot, wrong):
    assert send(minji, park, **wrong).errors

    minji.refresh_from_db()
    assert (minji.status, Lot.objects.count(), counts(lot)) == ("confirmed", 1, (2, 0, 0))


def test_a_correction_gives_the_dose_back_to_the_lot(park, minji, jun, lot):
    desk.record_dose(minji, park)
    desk.record_dose(jun, park)
    with pytest.raises(Refused):
        fridge.waste(lot, park, 1, StockEntry.Waste.CLOSING)

    desk.correct(minji, park, "It was Jun's sister.")

    assert (counts(lot), sound()) == ((2, 1, 0), True)
    desk.record_dose(minji, park)
    assert counts(lot) == (2, 2, 0)


def test_a_visit_late_is_given_from_a_lot_too(at, park, minji, lot):
    desk.mark_missed(minji, park)

    desk.record_dose(minji, park)

    assert counts(lot) == (2, 1, 0)


def test_the_form_offers_what_can_be_given(park, minji, lot, gaon):
    make_lot(gaon, "CD456", expires="2021-12-31")
    fridge.waste(make_lot(gaon, "EM001", vials=1), park, 10, StockEntry.Waste.BROKEN)
    make_lot(make_clinic("Naru Clinic"), "NR001")

    form = DoseForm(minji, staff=park)

    assert [name for _, name in form.fields["lot"].choices] == [
        "AB123 · mrna · until 2021-09-30 · 2 left",
        "CD456 · mrna · until 2021-12-31 · 100 left",
    ]
    assert form["given_by"].value() == park.pk


def test_the_day_list_records_with_its_button(client, park, minji, lot):
    client.force_login(park)
    url = reverse("staff-attend", args=[minji.reference, "vaccinated"])

    client.post(url, {"vaccine": lot.vaccine_id})

    assert DoseRecord.objects.get().lot == lot
