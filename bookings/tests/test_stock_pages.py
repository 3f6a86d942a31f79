"""/staff/stock/: Nurse Park receives, throws away and looks what the day needs."""

import datetime as dt

import pytest
from django.urls import reverse

from bookings import desk
from bookings.models import Booking
from bookings.need import need
from clinics.models import Lot, LotRecall, StockEntry, Vaccine

from .builders import (
    answer_no,
    make_booking,
    make_clinic,
    make_group,
    make_lot,
    make_person,
    make_slot,
    make_staff,
)

pytestmark = pytest.mark.django_db
STOCK = reverse("staff-stock")


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    make_group()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(client, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


def text(r):
    return " ".join(r.content.decode().split())


def vials(gaon, **changes):
    return {
        "vaccine": Vaccine.objects.get().pk, "number": "ab123", "expires_on": "2021-09-30",
        "doses_per_vial": "6", "vials": "5", "kind": "received", "note": "", **changes,
    }  # fmt: skip


def test_an_empty_refrigerator_says_what_to_do(client, park):
    page = text(client.get(STOCK))

    assert "No vaccine is in stock." in page
    assert "Nobody is booked here in the coming seven days." in page


def test_she_receives_vials(client, park, gaon):
    url = reverse("staff-stock-receive", args=[gaon.pk])

    r = client.post(url, vials(gaon))

    assert r.url == f"{STOCK}?clinic={gaon.pk}"
    lot = Lot.objects.get()
    assert (lot.number, lot.received, lot.entries.get().staff) == ("AB123", 30, park)
    assert "AB123" in text(client.get(r.url))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("vaccine", "0"), ("vaccine", ""), ("number", ""), ("number", "x"), ("number", "ㄱㄴㄷ"),
        ("expires_on", "30.09.2021"), ("expires_on", "1999-12-31"), ("vials", "0"),
        ("vials", "-3"), ("vials", "10001"), ("vials", "1\x00"), ("doses_per_vial", "0"),
        ("doses_per_vial", "101"), ("kind", "stolen"), ("note", "x" * 151),
    ],
)  # fmt: skip
def test_bad_input_gets_an_error_at_its_field(client, park, gaon, field, wrong):
    r = client.post(reverse("staff-stock-receive", args=[gaon.pk]), vials(gaon, **{field: wrong}))

    assert r.context["form"].errors.keys() == {field}
    assert not Lot.objects.exists()


def test_an_expired_lot_is_refused_in_words(client, park, gaon):
    url = reverse("staff-stock-receive", args=[gaon.pk])

    r = client.post(url, vials(gaon, expires_on="2021-08-29"))

    assert "This lot expired on 2021-08-29." in text(r)
    assert not Lot.objects.exists()


WASTE = {"doses": "6", "reason": "broken", "note": ""}
ACTS = [
    ("waste", WASTE, ("wasted", 6), (30, 6)),
    ("send", {"doses": "12", "note": "Naru Clinic"}, ("sent", -12), (18, 0)),
    ("count", {"doses": "29", "note": "Park counted"}, ("counted", -1), (29, 0)),
    ("expiry", {"expires_on": "2021-10-31", "note": "mistyped"}, ("expiry", 0), (30, 0)),
]


@pytest.mark.parametrize(("act", "answers", "entry", "counts"), ACTS)
def test_what_happens_to_a_lot_is_written_down(client, park, gaon, act, answers, entry, counts):
    lot = make_lot(gaon, vials=5, doses_per_vial=6, expires="2021-09-30")

    r = client.post(reverse("staff-stock-act", args=[lot.pk, act]), answers)

    assert r.url == reverse("staff-stock-lot", args=[lot.pk])
    lot.refresh_from_db()
    assert (lot.received, lot.wasted) == counts
    written = lot.entries.latest("pk")
    assert (written.kind, written.doses, written.staff) == (*entry, park)


def test_waste_is_taken_back(client, park, gaon):
    lot = make_lot(gaon)
    client.post(reverse("staff-stock-act", args=[lot.pk, "waste"]), WASTE)
    url = reverse("staff-stock-act", args=[lot.pk, "keep"])

    too_many = client.post(url, {"doses": "7", "reason": "broken", "note": "It was whole"})
    client.post(url, {"doses": "6", "reason": "broken", "note": "It was whole"})

    assert too_many.context["form"].errors
    lot.refresh_from_db()
    assert lot.wasted == 0


@pytest.mark.parametrize(
    ("act", "wrong"),
    [
        ("waste", WASTE | {"doses": "101"}), ("waste", WASTE | {"doses": "0"}),
        ("waste", WASTE | {"doses": "-1"}), ("waste", WASTE | {"reason": "other"}),
        ("waste", WASTE | {"reason": ""}), ("waste", {}), ("send", {"doses": "1", "note": ""}),
        ("send", {"doses": "101", "note": "Naru"}), ("count", {"doses": "-1", "note": "x"}),
        ("count", {"doses": "1", "note": " "}), ("expiry", {"expires_on": "", "note": "x"}),
        ("keep", {"doses": "1", "reason": "broken", "note": "x"}),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing_of_a_lot(client, park, gaon, act, wrong):
    lot = make_lot(gaon)

    r = client.post(reverse("staff-stock-act", args=[lot.pk, act]), wrong)

    assert r.context["form"].errors
    assert (lot.entries.count(), Lot.objects.get().received) == (1, 100)


def test_an_act_that_does_not_exist(client, park, gaon):
    assert (
        client.get(reverse("staff-stock-act", args=[make_lot(gaon).pk, "eat"])).status_code == 404
    )


def test_lots_that_expire_are_named_in_words(client, park, gaon, at):
    make_lot(gaon, "TODAY", expires="2021-08-30")
    make_lot(gaon, "SOON", expires="2021-09-06")
    make_lot(gaon, "LATER", expires="2021-09-07")
    bad = make_lot(gaon, "RECALLED")
    LotRecall.objects.create(vaccine=bad.vaccine, number="RECALLED", reason="glass", staff=park)

    page = text(client.get(STOCK))
    at("2021-08-31 09:00")
    next_day = text(client.get(STOCK))

    assert page.count("today is its last day") == page.count("expires in 7 days") == 1
    assert page.count("recalled: give it to nobody") == 1
    assert "expires in 8 days" not in page
    assert "expired: throw it away" in next_day


def test_the_day_s_need_is_held_against_the_stock(client, park, gaon):
    make_lot(gaon, vials=1, doses_per_vial=3, expires="2021-08-31")
    for day, people in [("2021-08-30", 2), ("2021-08-31", 2), ("2021-09-05", 1), ("2021-09-06", 1)]:
        for number in range(people):
            person = make_person(f"Person {number}")
            make_booking(person, make_slot(gaon, f"{day} 1{number}:00"))

    page = client.get(STOCK)

    rows = [(row.day.day, row.booked, row.there, row.short) for row in page.context["need"]]
    assert rows == [(30, 2, 3, 0), (31, 2, 1, 1), (5, 1, 0, 1)]
    assert text(page).count("1 dose is missing") == 2


def test_who_was_vaccinated_needs_nothing_any_more(client, park, gaon):
    make_lot(gaon, vials=1, doses_per_vial=1)
    booking = make_booking(make_person("Minji"), make_slot(gaon, "2021-08-30 09:00"))
    answer_no(booking)
    desk.record_dose(booking, park)

    assert client.get(STOCK).context["need"] == []


def test_what_some_must_have_is_left_to_them(gaon, park):
    """Two people of any product, one who needs the first to expire: all three are served."""
    other = Vaccine.objects.create(
        code="other", name_ko="다른", name_en="Other", group=make_group()
    )
    make_lot(gaon, "FIRST", vials=1, doses_per_vial=1, expires="2021-09-30")
    make_lot(gaon, "OTHER", vials=1, doses_per_vial=2, vaccine=other)
    days = ["2021-08-30", "2021-08-31", "2021-09-01"]
    people = [make_booking(make_person(day), make_slot(gaon, f"{day} 10:00")) for day in days]
    told = make_group().planned_as
    Booking.objects.filter(pk=people[2].pk).update(vaccine=told)

    assert [row.short for row in need(gaon, dt.date(2021, 8, 30), 7)] == [0, 0, 0]


def test_the_history_tells_who_did_what(client, park, gaon):
    lot = make_lot(gaon)
    client.post(reverse("staff-stock-act", args=[lot.pk, "waste"]), WASTE)

    for url in (reverse("staff-stock-history"), reverse("staff-stock-lot", args=[lot.pk])):
        page = text(client.get(url))
        assert "thrown away" in page
        assert "broken vial" in page
        assert "<td>park</td>" in page


def test_another_clinics_stock_does_not_exist(client, park, gaon):
    naru = make_clinic("Naru Clinic")
    theirs = make_lot(naru, "NR001")
    addresses = [
        reverse("staff-stock-receive", args=[naru.pk]),
        reverse("staff-stock-lot", args=[theirs.pk]),
        *(reverse("staff-stock-act", args=[theirs.pk, act]) for act, *_ in ACTS),
    ]

    assert {client.get(address).status_code for address in addresses} == {404}
    assert {client.post(address, WASTE).status_code for address in addresses[2:]} == {404}
    assert "NR001" not in text(client.get(STOCK, {"clinic": naru.pk}))
    assert "NR001" not in text(client.get(reverse("staff-stock-history"), {"clinic": naru.pk}))
    assert StockEntry.objects.count() == 1


@pytest.mark.parametrize("role", ["Ministry analysts", "Call-centre operators"])
def test_other_roles_do_not_open_the_refrigerator(client, gaon, role):
    client.force_login(make_staff("kim", role))

    assert client.get(STOCK).status_code == 403


def test_a_few_questions_however_many_lots(client, park, gaon, django_assert_max_num_queries):
    for number in range(20):
        make_lot(gaon, f"LOT{number}")

    with django_assert_max_num_queries(12):
        client.get(STOCK)
