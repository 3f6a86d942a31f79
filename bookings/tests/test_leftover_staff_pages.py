"""Nurse Park publishes what is left, sees who comes, hands over and stops."""

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.builders import give_number
from accounts.tests.revealing import reveal
from bookings import leftovers
from bookings.confirmation import confirm_batch
from bookings.models import Booking, LeftoverAct, LeftoverBatch
from clinics.tests.builders import make_lot

from .builders import make_person
from .leftovers import a_line, accept, make_leftover_clinic, make_terms, publish, vaccine

pytestmark = pytest.mark.django_db
LIST = reverse("staff-leftovers")


@pytest.fixture
def clinic(at, client):
    at("2021-08-26 14:00")
    make_terms()
    clinic = make_leftover_clinic()
    client.force_login(clinic.nurse)
    return clinic


@pytest.fixture
def line(at, clinic):
    return a_line(at, clinic)


@pytest.fixture
def batch(clinic):
    return publish(clinic, 3)


def page(name, batch, *more):
    return reverse(f"staff-leftover{name}", args=[batch.pk, *more])


def answers(at_clinic, **more):
    return {
        "clinic": at_clinic.pk,
        "vaccine": vaccine().pk,
        "doses": 3,
        "until": "17:00",
        **more,
    }


def test_she_publishes_with_one_form(client, clinic):
    assert "No doses are left" in client.get(LIST).text

    r = client.post(LIST, answers(clinic), follow=True)

    batch = LeftoverBatch.objects.get()
    assert r.redirect_chain[-1][0] == page("", batch)
    assert (
        "Published: 3 · given: 0 · handed over: 0 · on their way: 0 · offered now: 0 · free: 3"
        in r.text
    )
    act = LeftoverAct.objects.get()
    assert (act.act, act.doses, act.staff) == ("published", 3, clinic.nurse)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"doses": 0}, "greater than or equal to 1"),
        ({"until": "13:00"}, "must be usable for a while yet"),
        ({"clinic": 999}, "Select a valid choice"),
        ({"doses": "many"}, "Enter a whole number"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(client, clinic, wrong, words):
    r = client.post(LIST, answers(clinic, **wrong))

    assert words in r.text
    assert not LeftoverBatch.objects.exists()


def test_she_sees_who_comes_until_when_and_that_she_looked_is_kept(client, clinic, line, batch):
    leftovers.offer_batch()
    accept(line[0])

    r = client.get(page("", batch))

    assert "Minji" not in r.text
    assert "M***i" in r.text
    assert "16:00" in r.text
    assert "on their way: 1 · offered now: 2 · free: 0" in r.text
    record = AccessRecord.objects.last()
    assert (record.staff, record.target_ids) == (clinic.nurse, [line[0].pk])
    assert "Minji" in reveal(client, page("", batch)).text


def test_she_changes_the_count_writes_off_and_stops(client, line, batch):
    leftovers.offer_batch()

    def send(verb, **form):
        return client.post(page("-settle", batch, verb), form, follow=True).text

    assert "3 doses are given" in send("count", doses=2)
    send("count", doses=5)
    lot = make_lot(batch.slot.clinic, vials=1)
    send("waste", doses=1, reason="broken vial", lot=lot.pk)
    lot.refresh_from_db()
    assert lot.wasted == 1
    assert "offered now: 3 · free: 1 · wasted: 1" in client.get(page("", batch)).text
    assert "This field is required." in send("waste", doses=1)

    send("stop")

    assert "offered now: 0 · free: 4 · wasted: 1" in client.get(page("", batch)).text
    assert "no longer offered" in send("stop")
    acts = LeftoverAct.objects.order_by("pk").values_list("act", "doses", "reason")
    assert list(acts)[1:] == [
        ("changed", 5, ""),
        ("wasted", 1, "broken vial"),
        ("stopped", 5, ""),
    ]


def walk_in(**more):
    return {
        "key": "8c5d7b1e-0000-4000-8000-000000000001",
        "name": "Seoyeon Han",
        "number_front": "800309",
        "number_back": "2234567",
        "phone": "",
        "language": "ko",
        **more,
    }


def test_she_hands_one_over_to_whoever_stands_there(client, clinic, batch):
    seoyeon = give_number(make_person("Seoyeon Han"), "8003092234567")
    assert "Doses that nobody is promised: 3." in client.get(page("-hand-over", batch)).text

    for _twice in range(2):
        r = client.post(page("-hand-over", batch), walk_in(), follow=True)

    confirm_batch()
    booking = Booking.objects.get()
    assert f"Handed over: {booking.reference}." in r.text
    assert (booking.person, booking.status, booking.maker.staff) == (
        seoyeon,
        "confirmed",
        clinic.nurse,
    )
    assert AccessRecord.objects.filter(act="search", reason="A leftover dose is handed over.")

    make_lot(clinic)
    client.post(reverse("staff-attend", args=[booking.reference, "vaccinated"]), {"on_paper": "on"})
    assert "given: 0 · handed over: 1" in client.get(page("", batch)).text


def test_somebody_new_agrees_first(client, batch):
    new = walk_in(phone="010-1234-5678")
    assert "Without this consent" in client.post(page("-hand-over", batch), new).text

    client.post(
        page("-hand-over", batch), {**new, "consent_identifier": "on", "consent_health": "on"}
    )

    assert Booking.objects.get().person.name == "Seoyeon Han"


def test_what_speaks_against_it_is_said(client, batch):
    give_number(make_person("Seoyeon Han"), "8003092234567")
    client.post(page("-hand-over", batch), walk_in())

    other_key = "8c5d7b1e-0000-4000-8000-000000000002"
    r = client.post(page("-hand-over", batch), walk_in(key=other_key))

    assert "You have a leftover dose already." in r.text


def test_who_may_not_gets_a_403(client, clinic):
    clinic.nurse.groups.clear()
    assert client.get(LIST).status_code == 403
