"""What a clinic's staff do with the doses that are left."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Call
from bookings import desk, leftovers, offers
from bookings.confirmation import confirm_batch
from bookings.models import Booking, LeftoverBatch, LeftoverWish
from bookings.refusals import Full, NotNow, Refused
from clinics.models import Closure

from ..builders import make_person, seoul, verify
from . import (
    accept,
    broken,
    counts,
    hand,
    make_leftover_clinic,
    offered,
    publish,
    vaccine,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_publishing_asks_for_the_day_once(clinic, django_assert_num_queries):
    publish(clinic, 1)  # makes the day
    kind = vaccine()
    with django_assert_num_queries(7):  # within its savepoint: clinic, day, slot, batch, act
        publish(clinic, 1, product=kind)


def test_handed_over_to_whoever_stands_there(clinic, line):
    batch = publish(clinic, 2)
    booking = hand(batch, make_person("Seoyeon"), clinic.nurse)
    confirm_batch()
    leftovers.offer_batch()

    assert offered() == ["Minji"]
    booking.refresh_from_db()
    assert (booking.status, booking.maker.staff) == ("confirmed", clinic.nurse)
    with pytest.raises(Full, match="offered to somebody now"):
        hand(batch, make_person("Doyun"), clinic.nurse)
    assert broken() == []


def test_who_asks_when_to_come_is_told_the_last_moment(client, clinic, line):
    """Not when the doses were published."""
    publish(clinic, 1)
    leftovers.offer_batch()
    accept(line[0])
    client.force_login(clinic.nurse)
    call = Call.objects.create(staff=clinic.nurse, person=line[0], reason="asks", door="clinic")

    page = client.get(reverse("staff-call", args=[call.pk])).text

    assert "<td>come by 2021-08-26 16:00</td>" in page
    assert "14:00" not in page


def test_only_at_the_desk_of_the_clinic_that_has_them(clinic):
    batch = publish(clinic, 1)
    there = make_leftover_clinic("Naru Clinic")
    for staff, door in [(there.nurse, "clinic"), (clinic.nurse, "call")]:
        with pytest.raises(NotNow, match="at its desk"):
            hand(batch, make_person(), staff, door)
    assert counts(batch) == (1, 1, 0)


def test_stopped_it_is_withdrawn_and_who_accepted_comes(clinic, line):
    batch = publish(clinic, 2)
    leftovers.offer_batch()
    booking = accept(line[0])
    leftovers.stop(batch, clinic.nurse, "refrigerator")

    assert offered() == []
    assert line[1].offers.get().state == "withdrawn"
    assert line[1].notifications.filter(template="leftover_withdrawn").count() == 1
    booking.refresh_from_db()
    assert booking.status == "confirmed"
    assert counts(batch) == (2, 2, 1)
    publish(clinic, 1)
    leftovers.offer_batch()
    assert offered() == ["Jun"]  # who has the turn back that was lost through no fault of theirs
    with pytest.raises(Refused):
        leftovers.stop(batch, clinic.nurse)
    assert broken() == []


def turns():
    return list(LeftoverWish.objects.order_by("pk").values_list("turn_at", flat=True))


@pytest.mark.parametrize("how", ["stopped", "closed", "taken"])
def test_told_with_others_they_lose_no_turn_but_to_the_first(at, clinic, line, how):
    at("2021-08-26 16:25")
    before = turns()
    batch = publish(clinic, 1)
    leftovers.offer_batch()
    assert {offer.keeps for offer in batch.slot.offers.all()} == {False}
    if how == "stopped":
        leftovers.stop(batch, clinic.nurse)
    elif how == "closed":
        Closure.objects.create(clinic=clinic, date="2021-08-26", reason="flood")
        offers.end_batch()
    else:
        accept(line[0])
        offers.end_batch()

    assert line[2].offers.get().state == "withdrawn"
    had_theirs = [seoul("2021-08-26 16:25")] * 3
    assert turns() == (had_theirs if how == "taken" else before)
    assert broken() == []


def test_the_count_never_falls_below_what_is_promised(clinic, line):
    batch = publish(clinic, 3)
    leftovers.offer_batch()
    with pytest.raises(Refused, match="3 doses are given"):
        leftovers.change_count(batch, 2, clinic.nurse)
    offers.decline(line[0].offers.get())
    leftovers.change_count(batch, 2, clinic.nurse)
    with pytest.raises(Refused):
        leftovers.waste(batch, 1, clinic.nurse)
    assert counts(batch) == (2, 2, 2)


def test_given_back_or_missed_it_is_there_for_the_next_at_once(at, clinic, line):
    batch = publish(clinic, 1)
    leftovers.offer_batch()
    desk.cancel(accept(line[0]))
    assert counts(batch) == (1, 1, 0)
    leftovers.offer_batch()
    booking = accept(line[1])
    with pytest.raises(Refused, match="time has come"):
        desk.mark_missed(booking, clinic.nurse)
    at("2021-08-26 16:00")
    desk.mark_missed(booking, clinic.nurse)
    assert counts(batch) == (1, 1, 0)
    leftovers.offer_batch()
    assert offered() == ["Haneul"]
    assert broken() == []


def test_not_when_the_clinic_is_about_to_close(at, clinic):
    at("2021-08-26 17:10")
    assert publish(clinic, 1, "2021-08-26 22:00").closes_at == seoul("2021-08-26 17:30")
    at("2021-08-26 17:30")
    with pytest.raises(Refused, match=r"clinic closes at .* too late for anybody"):
        publish(clinic, 1, "2021-08-26 22:00")
    with pytest.raises(Refused, match=r"clinic closes at .* too late for anybody"):
        publish(clinic, 1, "2021-08-26 18:00")
    with pytest.raises(Refused, match="today"):
        publish(clinic, 1, "2021-08-27 10:00")


def test_nor_when_the_doses_are_about_to_expire(at, clinic):
    at("2021-08-26 16:29")
    batch = publish(clinic, 1)
    assert (batch.closes_at, batch.usable_until) == (
        seoul("2021-08-26 16:30"),
        seoul("2021-08-26 17:00"),
    )
    leftovers.offer_batch()  # nobody waits
    booking = leftovers.take(verify(make_person("Seoyeon")).pk, batch, uuid.uuid4())
    assert Booking.objects.get(pk=booking.pk).come_by == seoul("2021-08-26 17:00")

    at("2021-08-26 16:30")
    with pytest.raises(Refused, match=r"usable until .* too late for anybody"):
        publish(clinic, 1)
    leftovers.change_count(batch, 2, clinic.nurse)
    with pytest.raises(NotNow, match="no longer offered"):
        leftovers.take(verify(make_person("Doyun")).pk, batch, uuid.uuid4())
    hand(batch, make_person("Haeun"), clinic.nurse)  # who is there already


def test_the_time_is_changed_as_it_was_published(at, clinic, line):
    batch = publish(clinic, 2)
    leftovers.offer_batch()
    booking = accept(line[0])
    assert booking.come_by == seoul("2021-08-26 16:00")

    leftovers.change_until(batch, seoul("2021-08-26 20:00"), clinic.nurse)
    batch.refresh_from_db()
    assert (batch.closes_at, batch.usable_until, batch.slot.ends_at) == (
        seoul("2021-08-26 17:30"),
        seoul("2021-08-26 18:00"),
        seoul("2021-08-26 18:00"),
    )
    assert offered() == ["Jun"]
    for until, why in [
        ("15:59", "told to come by 16:00"),
        ("14:30", "too late for anybody"),
        ("14:00", "usable for a while yet"),
    ]:
        with pytest.raises(Refused, match=why):
            leftovers.change_until(batch, seoul(f"2021-08-26 {until}"), clinic.nurse)
    assert offered() == ["Jun"]
    acts = batch.acts.filter(act="until").values_list("doses", "staff", "reason")
    assert list(acts) == [(2, clinic.nurse.pk, "17:00 → 18:00")]
    assert broken() == []


def test_an_offer_that_would_run_on_too_long_is_made_anew(at, clinic, line):
    batch = publish(clinic, 1)
    leftovers.offer_batch()

    leftovers.change_until(batch, seoul("2021-08-26 14:39"), clinic.nurse)

    assert line[0].offers.get().state == "withdrawn"
    leftovers.offer_batch()
    again = line[0].offers.get(state="open")
    assert again.ends_at == seoul("2021-08-26 14:09")
    assert accept(line[0]).come_by == seoul("2021-08-26 14:39")
    assert broken() == []


@pytest.mark.parametrize("everywhere", [True, False])
def test_nothing_is_published_on_a_closed_day(clinic, everywhere):
    which = None if everywhere else clinic
    Closure.objects.create(clinic=which, date="2021-08-26", reason="typhoon")
    Closure.objects.create(clinic=make_leftover_clinic("Naru Clinic"), date="2021-08-25")
    with pytest.raises(Refused, match="clinic is closed: typhoon"):
        publish(clinic, 1)
    assert not LeftoverBatch.objects.exists()


@pytest.mark.parametrize(
    ("group", "last", "refused"),
    [(True, None, True), (False, "2021-08-26", True), (True, "2021-08-25", False)],
)
def test_nor_where_no_vaccine_is_said_to_be(clinic, group, last, refused):
    clinic.shortages.create(
        group=vaccine().group if group else None,
        first_date="2021-08-20",
        last_date=last,
        reason="cold chain",
    )
    if refused:
        with pytest.raises(Refused, match="no vaccine: cold chain"):
            publish(clinic, 1)
    else:
        publish(clinic, 1)
    assert LeftoverBatch.objects.exists() is not refused
