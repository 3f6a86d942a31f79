"""Nurse Park publishes what is left, sees who comes, hands over and stops."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessRecord, Call
from accounts.tests.builders import give_number
from accounts.tests.revealing import reveal
from bookings import desk, leftovers, offers
from bookings.confirmation import confirm_batch
from bookings.models import Booking, LeftoverAct, LeftoverBatch
from clinics.tests.builders import make_lot

from ..builders import make_person
from . import (
    accept,
    broken,
    make_leftover_clinic,
    make_terms,
    publish,
    vaccine,
)

pytestmark = pytest.mark.django_db
LIST = reverse("staff-leftovers")
AT_THE_DESK = {
    "reason": "stands at the desk",
    "name": "Seoyeon Han",
    "number_front": "800309",
    "number_back": "2234567",
    "phone": "",
    "language": "ko",
}


@pytest.fixture
def clinic(at, client):
    at("2021-08-26 14:00")
    make_terms()
    clinic = make_leftover_clinic()
    client.force_login(clinic.nurse)
    return clinic


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
        "after": 0,
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


def test_a_button_pressed_twice_publishes_once(client, clinic):
    form = client.get(LIST).context["form"]
    twice = answers(clinic, after=form["after"].value())
    there = [client.post(LIST, twice)["Location"] for _ in range(2)]

    assert there == [page("", LeftoverBatch.objects.get())] * 2
    client.post(LIST, {**twice, "after": client.get(LIST).context["form"]["after"].value()})
    client.post(LIST, {**twice, "doses": 2})
    published = LeftoverBatch.objects.order_by("pk").values_list("published", flat=True)
    assert list(published) == [3, 3, 2]
    assert "once more" in client.post(LIST, {**twice, "after": ""}).text


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


@pytest.mark.parametrize(
    ("moment", "end"), [("14:00", "18:00"), ("18:20", "20:20"), ("22:30", "23:59")]
)
def test_the_form_begins_with_the_end_of_the_day(at, client, clinic, moment, end):
    at(f"2021-08-26 {moment}")

    assert f'value="{end}"' in client.get(LIST).text


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


def test_she_changes_count_and_time_writes_off_and_stops(client, line, batch):
    leftovers.offer_batch()

    def send(verb, **form):
        return client.post(page("-settle", batch, verb), form, follow=True).text

    assert "3 doses are given" in send("count", doses=2)
    send("count", doses=5)
    lot = make_lot(batch.slot.clinic, vials=1)
    after = client.get(page("", batch)).context["waste"]["after"].value()
    for _ in range(2):
        send("waste", doses=1, reason="broken vial", lot=lot.pk, after=after)
    lot.refresh_from_db()
    assert lot.wasted == 1
    assert "offered now: 3 · free: 1 · wasted: 1" in client.get(page("", batch)).text
    assert "Reason: This field is required." in send("waste", doses=1, after=after)
    ids = re.findall(r' id="(\w+)"', client.get(page("", batch)).text)
    assert sorted(ids) == sorted(set(ids))

    assert 'value="17:00"' in client.get(page("", batch)).text
    assert "too late for anybody" in send("until", until="14:20")
    send("until", until="17:45")
    assert "Offered until 17:15, usable until 17:45." in client.get(page("", batch)).text

    send("stop")

    assert "offered now: 0 · free: 4 · wasted: 1" in client.get(page("", batch)).text
    assert "no longer offered" in send("stop")
    acts = LeftoverAct.objects.order_by("pk").values_list("act", "doses", "reason")
    assert list(acts)[1:] == [
        ("changed", 5, ""),
        ("wasted", 1, "broken vial"),
        ("until", 5, "17:00 → 17:45"),
        ("stopped", 5, ""),
    ]


@pytest.fixture
def seoyeon(client, clinic):
    """Seoyeon stands at the desk, and was recognised as for any booking. :returns: her call."""
    give_number(make_person("Seoyeon Han"), "8003092234567")
    client.post(reverse("staff-walk-in"), AT_THE_DESK)
    return Call.objects.get()


def hand_over(client, call, batch, key=1):
    address = reverse("staff-call-hand-over", args=[call.pk, batch.pk])
    return client.post(address, {"key": uuid.UUID(int=key)}, follow=True)


def test_she_hands_one_over_to_whoever_stands_there(client, clinic, batch, seoyeon):
    assert reverse("staff-walk-in") in client.get(page("", batch)).text
    shown = client.get(reverse("staff-call", args=[seoyeon.pk])).text
    assert "Doses that nobody is promised: 3." in shown

    for _twice in range(2):
        r = hand_over(client, seoyeon, batch)

    confirm_batch()
    booking = Booking.objects.get()
    assert f"Handed over: {booking.reference}." in r.text
    assert r.redirect_chain == [(reverse("staff-card", args=[booking.reference]), 302)]
    assert (booking.person, booking.status) == (seoyeon.person, "confirmed")
    assert (booking.channel, booking.maker.staff) == ("leftover", clinic.nurse)
    assert AccessRecord.objects.filter(act="search", reason="stands at the desk")

    make_lot(clinic)
    client.post(reverse("staff-attend", args=[booking.reference, "vaccinated"]), {"on_paper": "on"})
    assert "given: 0 · handed over: 1" in client.get(page("", batch)).text


def test_what_speaks_against_it_is_said(client, batch, seoyeon):
    hand_over(client, seoyeon, batch)

    r = hand_over(client, seoyeon, batch, key=2)

    assert r.redirect_chain == [(reverse("staff-call", args=[seoyeon.pk]), 302)]
    assert "This person has a leftover dose already." in r.text


def test_what_is_all_promised_is_not_offered_at_the_desk(client, clinic, batch, seoyeon):
    leftovers.change_count(batch, 1, clinic.nurse)
    hand_over(client, seoyeon, batch)

    page = client.get(reverse("staff-call", args=[seoyeon.pk]))

    assert list(page.context["batches"]) == []


def test_who_comes_without_the_form_is_led_to_the_page_where_it_stands(client, batch, seoyeon):
    """After logging in anew, say."""
    assert client.get(page("-settle", batch, "stop"))["Location"] == page("", batch)
    r = client.get(reverse("staff-call-hand-over", args=[seoyeon.pk, batch.pk]))
    assert r["Location"] == reverse("staff-call", args=[seoyeon.pk])


def test_the_doses_of_another_clinic_are_not_hers(client, at, seoyeon):
    other = publish(make_leftover_clinic("Naru Clinic"), 3)

    assert hand_over(client, seoyeon, other).status_code == 404
    for verb in ("count", "until", "waste", "stop"):
        assert client.post(page("-settle", other, verb), {"doses": 1}).status_code == 404
    assert not Booking.objects.exists()
    assert [act.act for act in LeftoverAct.objects.all()] == ["published"]


def test_whoever_is_on_the_telephone_of_the_call_centre_is_handed_nothing(client, batch, seoyeon):
    Call.objects.update(door="call")

    r = hand_over(client, seoyeon, batch)

    assert "This call has ended." in r.text
    assert not Booking.objects.exists()


def todo(client):
    lists = client.get(reverse("admin:index")).context["todo"]
    return next(each.count for each in lists if each.address == LIST)


def test_who_never_came_waits_to_be_recorded(client, at, clinic, line, batch):
    leftovers.offer_batch()
    bookings = [accept(person) for person in line]
    at("2021-08-26 17:59")
    assert todo(client) == 0
    assert "did not come" not in client.get(LIST).text

    at("2021-08-26 18:00")
    desk.mark_missed(bookings[0], clinic.nurse)
    assert todo(client) == 2
    for address in (LIST, page("", batch)):
        assert "2 people did not come: record their doses, or mark them missed." in (
            client.get(address).text
        )
    naru = make_leftover_clinic("Naru Clinic")
    client.force_login(naru.nurse)
    assert todo(client) == 0

    at("2021-08-27 16:59")
    offers.end_batch()
    assert broken() == []
    at("2021-08-27 17:01")
    unsettled = "no leftover doses are unaccounted for a day after their time"
    assert [says.split(",")[0] for says in broken()] == [unsettled]
    at("2021-08-30 09:00")
    client.force_login(clinic.nurse)
    assert page("", batch) in client.get(LIST).text

    for booking in bookings[1:]:
        desk.mark_missed(booking, clinic.nurse)
    leftovers.settle()
    assert todo(client) == 0
    assert page("", batch) not in client.get(LIST).text
    assert broken() == []


def test_who_may_not_gets_a_403(client, clinic):
    clinic.nurse.groups.clear()
    assert client.get(LIST).status_code == 403
