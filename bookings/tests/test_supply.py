"""A delivery is late or a lot recalled: those who were to have it come later, and all are told."""

import datetime as dt
import uuid

import pytest

from bookings import desk, notices, supply
from bookings.confirmation import confirm_batch
from bookings.models import Booking, Notification, SupplyAct, SupplyItem, WorkItem
from bookings.refusals import Refused
from clinics.models import Shortage, Slot
from clinics.openings import open_day

from .builders import (
    make_booking,
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
    verify,
)
from .supply import Lee, fates, finish, second_of, sound, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def gaon(at):
    """Gaon Clinic on the evening of 9 August; people may come from 26 August to 30 September."""
    at("2021-08-09 20:00")
    make_round()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def lee(gaon):
    return Lee()


@pytest.fixture
def crowd(gaon):
    """Five people on 26 August at ten."""
    slot = make_slot(gaon, "2021-08-26 10:00", capacity=8)
    return [make_booking(make_person(f"Guest {n}"), slot) for n in range(5)]


def test_a_preview_counts_and_shows_and_writes_nothing(gaon, lee, crowd):
    make_slot(gaon, "2021-08-30 10:00", capacity=3)
    before = Notification.objects.count()

    act = lee.prepare("late")

    assert (act.preview["firsts"], act.preview["seconds"], act.preview["clinics"]) == (5, 0, 1)
    assert act.preview["states"] == {"moved": 3, "listed": 2}
    assert act.preview["whys"] == {"no_place": 2}
    assert {sample["new"] for sample in act.preview["samples"]} == {"2021-08-30", None}
    assert (Notification.objects.count(), SupplyItem.objects.count()) == (before, 0)
    assert supply.work() == 0


def test_they_come_on_the_earliest_day_after_it_nearest_to_their_time(gaon, lee, crowd):
    make_slot(gaon, "2021-08-27 10:00", capacity=8)  # in the days without vaccine
    make_slot(gaon, "2021-08-30 15:00", capacity=8)
    morning = make_slot(gaon, "2021-08-30 10:30", capacity=4)

    act = lee.carry_out("late")

    assert fates(act) == {"moved": 5}
    assert morning.bookings.count() == 4
    assert {told(each)[-1] for each in crowd} == {"changed"}
    event = crowd[0].events.latest("pk")
    assert (event.staff, event.reason) == (lee.member, "The lorry broke down.")
    assert (act.state, sound()) == ("finished", True)


def test_each_message_says_why(gaon, lee, crowd, outbox):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)
    Notification.objects.update(due_at=None, dropped_at=dt.datetime.now(dt.UTC))
    lee.carry_out("recall")

    notices.deliver_batch()

    assert len(outbox) == 5
    assert "It is now" in outbox[0].text
    assert outbox[0].text.endswith("The vaccine was recalled.")


def test_nobody_new_is_booked_on_these_days(gaon, lee, crowd):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)
    gaon.hours.create(weekday=4, opens="10:00", closes="10:30")

    lee.carry_out("late")

    slot = crowd[0].slot
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (0, 0)
    open_day(dt.date(2021, 8, 26), [slot.group_id])
    assert not Slot.objects.filter(places__date="2021-08-26", capacity__gt=0).exists()
    Shortage.objects.all().delete()
    open_day(dt.date(2021, 8, 26), [slot.group_id])
    assert Slot.objects.filter(places__date="2021-08-26", capacity__gt=0).exists()


def test_unless_that_is_not_wished(gaon, lee, crowd):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)

    lee.carry_out("late", closes=False)

    assert not Shortage.objects.exists()
    crowd[0].slot.refresh_from_db()
    assert (crowd[0].slot.capacity, crowd[0].slot.taken) == (8, 0)


def test_a_place_that_comes_free_on_these_days_is_shut(gaon, lee, crowd):
    lee.carry_out("late")
    desk.cancel(crowd[0])
    crowd[0].slot.refresh_from_db()
    assert (crowd[0].slot.capacity, crowd[0].slot.taken) == (5, 4)

    supply.work()

    crowd[0].slot.refresh_from_db()
    assert (crowd[0].slot.capacity, crowd[0].slot.taken) == (4, 4)


def test_who_is_being_confirmed_meanwhile_is_told_that_it_is_closed(gaon, lee, crowd):
    jun = desk.book(verify(make_person("Jun")).pk, crowd[0].slot_id, uuid.uuid4())
    act = lee.carry_out("late")
    assert (fates(act), act.state) == ({"listed": 5}, "running")

    confirm_batch()
    finish()

    jun.refresh_from_db()
    act.refresh_from_db()
    assert (jun.status, jun.rejection) == ("rejected", "closed")
    assert (fates(act), act.state) == ({"listed": 5}, "finished")


def test_or_moves_too_once_confirmed(gaon, lee, crowd):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)
    jun = desk.book(verify(make_person("Jun")).pk, crowd[0].slot_id, uuid.uuid4())
    act = lee.carry_out("late", closes=False)

    confirm_batch()
    finish()

    assert fates(act) == {"moved": 6}
    assert told(jun)[-1] == "changed"


def test_without_a_place_staff_look_and_the_place_is_kept(gaon, lee, crowd):
    act = lee.carry_out("late")

    assert fates(act) == {"listed": 5}
    assert set(WorkItem.objects.values_list("kind", "cause")) == {("supply", "supply")}
    assert {each.status for each in Booking.objects.all()} == {"confirmed"}
    assert told(crowd[0]) == ["confirmed", "supply_waits"]
    assert sound()


def test_or_they_are_cancelled_both_doses(gaon, lee, crowd):
    second = second_of(crowd[0], make_slot(gaon, "2021-10-07 10:00"))

    act = lee.carry_out("late", placeless="cancel")

    assert fates(act) == {"cancelled": 6}
    assert told(crowd[0]) == ["confirmed", "cancelled"]
    assert told(second) == ["confirmed", "cancelled"]
    assert not WorkItem.objects.exists()
    assert sound()


def test_other_vaccines_clinics_and_days_are_left_alone(gaon, lee, crowd):
    naru = make_clinic("Naru Clinic")
    az = make_group("az")
    others = [
        make_booking(make_person("Haneul"), make_slot(naru, "2021-08-26 10:00")),
        make_booking(make_person("Jun"), make_slot(gaon, "2021-08-31 10:00")),
        make_booking(make_person("Seo"), make_slot(gaon, "2021-08-26 10:00", group=az)),
    ]

    lee.carry_out("late", clinics=[gaon.pk])

    assert [told(each) for each in others] == [["confirmed"]] * 3


def test_stopped_between_two_batches_it_goes_on_where_it_was(gaon, lee, crowd):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)
    act = lee.prepare("late")
    supply.start(act, lee.member)
    while not SupplyItem.objects.filter(state="moved").exists():
        supply.work(2)
    supply.stop(act, lee.member)
    assert supply.work(2) == 0
    assert fates(act) == {"moved": 2, "waiting": 3}
    with pytest.raises(Refused):
        supply.stop(act, lee.member)

    supply.start(act, lee.member)
    finish()

    assert fates(act) == {"moved": 5}
    assert Notification.objects.filter(template="changed").count() == 5


def test_done_twice_it_finds_nobody(gaon, lee, crowd):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)
    lee.carry_out("late")

    act = lee.carry_out("late")

    assert (act.items.count(), act.state) == (0, "finished")


def test_who_moves_away_before_their_turn_is_spared(gaon, lee, crowd):
    late = make_slot(gaon, "2021-08-30 10:00", capacity=8)
    act = lee.prepare("late")
    supply.start(act, lee.member)
    supply.work()
    supply.work()
    assert fates(act) == {"waiting": 5}
    desk.cancel(crowd[0])
    Booking.objects.filter(pk=crowd[1].pk).update(slot=late)

    finish()

    assert fates(act) == {"spared": 2, "moved": 3}
    assert (told(crowd[0])[-1], told(crowd[1])) == ("cancelled", ["confirmed", "changed"])


def test_only_what_was_looked_at_within_the_hour_starts(at, gaon, lee, crowd):
    act = lee.prepare("late")
    at("2021-08-09 21:00")
    with pytest.raises(Refused, match="too long ago"):
        supply.start(act, lee.member)

    supply.start(supply.look(act), lee.member)


def test_what_was_discarded_never_starts(gaon, lee, crowd):
    act = lee.prepare("late")
    supply.discard(act)

    for verb in (lambda: supply.start(act, lee.member), lambda: supply.discard(act)):
        with pytest.raises(Refused, match="started or discarded"):
            verb()
    assert SupplyAct.objects.get().state == "discarded"
