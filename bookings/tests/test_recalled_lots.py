"""Supply manager Lee recalls a lot: who was given it, and nobody more."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.revealing import reveal
from bookings import desk
from bookings.refusals import Refused
from clinics.models import LotRecall

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
LOTS = reverse("staff-supply-lots")


@pytest.fixture
def lot(at):
    at("2021-08-30 09:20")
    return make_lot(make_clinic("Gaon Clinic"), "AB123", vials=1)


@pytest.fixture
def minji(lot):
    """Who was given the lot."""
    booking = make_booking(make_person("Minji Kim"), make_slot(lot.clinic, "2021-08-30 09:00"))
    give_dose(booking)
    return booking


@pytest.fixture
def lee(client, lot):
    lee = make_staff("lee", "Supply managers")
    client.force_login(lee)
    return lee


def of(lot):
    return {"vaccine": lot.vaccine_id, "number": " ab 123"}


def text(r):
    return " ".join(r.content.decode().split())


def test_lee_sees_who_was_given_the_lot_and_that_is_written_down(client, lee, lot, minji):
    make_lot(make_clinic("Naru Clinic"), "AB123")
    other = make_clinic("Daon Clinic")
    make_lot(other, "CD456")
    give_dose(make_booking(make_person("Jun Lee"), make_slot(other, "2021-08-30 10:00")))

    page = text(client.get(LOTS, of(lot)))

    assert "Given to 1 person" in page
    assert "Jun" not in page
    assert "Minji" not in page
    for shown in ("M*******m", minji.reference, "Naru Clinic", "<td>9</td>"):
        assert shown in page
    look = AccessRecord.objects.get()
    assert (look.staff, look.act, look.reason) == (lee, "view", "lot AB123")
    assert look.target_ids == [minji.person_id]


def test_to_tell_them_lee_asks_for_names_and_phones_with_a_reason(client, lee, lot, minji):
    address = f"{LOTS}?{urlencode(of(lot))}"

    refused = text(reveal(client, address))
    assert "Please say why you need to see this." in refused
    assert "Minji Kim" not in refused

    shown = text(reveal(client, address, reason="the lot is recalled"))
    assert "Minji Kim" in shown
    assert AccessRecord.objects.get(act="reveal").reason == "the lot is recalled"


def test_a_lot_that_nobody_has(client, lee, lot):
    page = text(client.get(LOTS, {"vaccine": lot.vaccine_id, "number": "ZZ999"}))

    assert "No clinic has received this lot." in page
    assert "Nobody was given this lot." in page
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("wrong", [{"number": "x"}, {"vaccine": "0"}, {"number": "로트"}])
def test_bad_input_gets_an_error(client, lee, lot, wrong):
    assert client.get(LOTS, of(lot) | wrong).context["form"].errors.keys() == wrong.keys()


def test_once_recalled_nobody_is_given_it_until_the_recall_ends(client, lee, lot):
    jun = make_booking(make_person("Jun Lee"), make_slot(lot.clinic, "2021-08-30 10:00"))
    url = f"{LOTS}?vaccine={lot.vaccine_id}&number=AB123"

    client.post(url, {"reason": "Glass in a vial"})
    with pytest.raises(Refused):
        desk.record_dose(jun, lee, lot=lot, on_paper=True)
    assert "Glass in a vial" in text(client.get(LOTS))

    client.post(url, {"reason": "It was another lot"})
    desk.record_dose(jun, lee, lot=lot, on_paper=True)

    assert LotRecall.objects.get().ended_by == lee
    changes = AccessRecord.objects.filter(act="change").order_by("pk")
    assert [change.reason for change in changes] == [
        "recall: Glass in a vial",
        "end recall: It was another lot",
    ]


def test_a_recall_says_why(client, lee, lot):
    r = client.post(f"{LOTS}?vaccine={lot.vaccine_id}&number=AB123", {"reason": " "})

    assert r.context["recall"].errors.keys() == {"reason"}
    assert not LotRecall.objects.exists()


@pytest.mark.parametrize("role", ["Clinic staff", "Ministry analysts"])
def test_others_do_not_ask_for_a_lots_people(client, lot, minji, role):
    client.force_login(make_staff("kim", role, lot.clinic))

    assert client.get(LOTS, of(lot)).status_code == 403
