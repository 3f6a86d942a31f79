"""Minji moves her doses: the new place first, and nothing is lost when it is gone."""

import datetime as dt
import uuid

import pytest
from django.utils.timezone import localtime

from accounts.models import StaffMember
from bookings import desk, errands
from bookings.audit import audit
from bookings.confirmation import confirm_batch
from bookings.models import Booking, BookingEvent, Notification, WorkItem
from bookings.refusals import (
    Full,
    NotNow,
    OtherAnswers,
    Refused,
    SecondDoseMoves,
    TooLate,
)
from clinics.models import Closure, Slot

from .builders import (
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
    seoul,
    verify,
    wait_in_line,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_clinic(phone="02-123-4567")


@pytest.fixture
def first(gaon):
    """Minji's first dose, Thursday 26 August at 10:00; the second is on 7 October at 10:00."""
    make_round()
    make_slot(gaon, "2021-10-07 10:00")
    slot = make_slot(gaon, "2021-08-26 10:00")
    held = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.get(pk=held.pk)


@pytest.fixture
def second(first):
    return Booking.objects.get(first_dose=first)


def move(booking, slot, second=None, key=None, **more):
    return desk.change(booking, slot.pk, key or uuid.uuid4(), second, **more)


def times():
    """When the doses are now, first dose first."""
    mine = Booking.objects.active().order_by("dose").select_related("slot")
    return [f"{localtime(booking.slot.starts_at):%m-%d %H:%M}" for booking in mine]


def taken():
    return {f"{localtime(slot.starts_at):%m-%d %H:%M}": slot.taken for slot in Slot.objects.all()}


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def test_the_first_dose_moves_and_the_second_stays(gaon, first, second):
    new = make_slot(gaon, "2021-08-27 14:00")

    moved = move(first, new, second.slot_id)

    assert (moved.reference, moved.slot) == (first.reference, new)
    assert times() == ["08-27 14:00", "10-07 10:00"]
    assert taken() == {"08-26 10:00": 0, "08-27 14:00": 1, "10-07 10:00": 1}
    assert sound()


def test_the_history_and_one_message_say_so(gaon, first, second):
    old, new = first.slot, make_slot(gaon, "2021-08-27 14:00")
    before = set(Notification.objects.values_list("pk", flat=True))

    move(first, new, second.slot_id)

    event = BookingEvent.objects.filter(booking=first).latest("pk")
    assert (event.act, event.old_slot, event.new_slot) == ("changed", old, new)
    assert (event.who, event.channel, event.old_status) == ("citizen", "web", "confirmed")
    message = Notification.objects.exclude(pk__in=before).get()
    assert (message.booking, message.template) == (first, "changed")


def test_the_second_dose_follows_when_its_interval_would_be_wrong(gaon, first, second):
    """From 17 September to 7 October are twenty days, and at least 21 are needed."""
    new, later = make_slot(gaon, "2021-09-17 10:30"), make_slot(gaon, "2021-10-29 11:00")

    move(first, new, later.pk)

    assert times() == ["09-17 10:30", "10-29 11:00"]
    assert Booking.objects.get(first_dose=first) == second
    assert BookingEvent.objects.filter(act="changed").count() == 2
    assert sound()


def test_she_agrees_to_the_second_doses_day_or_nothing_moves(gaon, first, second):
    new, _later = make_slot(gaon, "2021-09-17 10:30"), make_slot(gaon, "2021-10-29 11:00")

    with pytest.raises(SecondDoseMoves):
        move(first, new, second.slot_id)

    assert times() == ["08-26 10:00", "10-07 10:00"]


def test_without_a_place_for_the_second_staff_look_for_one(gaon, first, second):
    new = make_slot(gaon, "2021-09-17 10:30")

    move(first, new, None)

    assert times() == ["09-17 10:30"]
    second.refresh_from_db()
    assert second.status == "cancelled"
    item = WorkItem.objects.get()
    assert (item.booking, item.cause, item.resolved_at) == (first, "moved", None)
    assert Notification.objects.filter(template="second_waits").get().booking == first
    assert sound()


def test_the_second_dose_moves_inside_its_interval_to_any_clinic(first, second):
    naru = make_clinic("Naru Clinic")
    new = make_slot(naru, "2021-09-16 09:00")

    move(second, new)

    assert times() == ["08-26 10:00", "09-16 09:00"]
    assert sound()


@pytest.mark.parametrize(
    "start", ["2021-09-15 09:00", "2021-10-15 09:00"], ids=["a day too early", "a day too late"]
)
def test_the_second_dose_never_leaves_its_interval(gaon, first, second, start):
    with pytest.raises(NotNow, match="16 September 2021 to 14 October 2021"):
        move(second, make_slot(gaon, start))

    assert times() == ["08-26 10:00", "10-07 10:00"]


@pytest.mark.parametrize(
    "start", ["2021-08-25 09:00", "2021-10-01 09:00"], ids=["a day too early", "a day too late"]
)
def test_the_first_dose_keeps_to_its_rounds_days(gaon, first, second, start):
    with pytest.raises(NotNow):
        move(first, make_slot(gaon, start), second.slot_id)


def test_another_vaccine_is_no_change(gaon, first, second):
    with pytest.raises(NotNow):
        move(first, make_slot(gaon, "2021-08-27 09:00", group=make_group("az")), second.slot_id)


def test_a_full_time_leaves_her_where_she_was(gaon, first, second):
    full = make_slot(gaon, "2021-08-27 14:00", capacity=0)

    with pytest.raises(Full):
        move(first, full, second.slot_id)

    assert times() == ["08-26 10:00", "10-07 10:00"]
    assert sound()


def test_a_shut_day_is_no_choice(gaon, first, second):
    new = make_slot(gaon, "2021-08-27 14:00")
    Closure.objects.create(clinic=gaon, date=dt.date(2021, 8, 27), reason="flood")

    with pytest.raises(NotNow):
        move(first, new, second.slot_id)


def test_on_a_full_day_she_can_still_come_at_another_time(gaon, first, second):
    """The day's limit does not count the booking that moves."""
    day = first.slot.places.day
    new = make_slot(gaon, "2021-08-26 16:00")
    day.limit = 1
    day.save()

    move(first, new, second.slot_id)

    assert times()[0] == "08-26 16:00"
    assert sound()


def test_after_the_booking_window_she_can_still_move(at, gaon, first, second):
    at("2021-08-24 23:59:59")

    move(first, make_slot(gaon, "2021-08-27 14:00"), second.slot_id)

    assert times()[0] == "08-27 14:00"


def test_the_day_before_it_is_too_late_online_but_not_for_staff(at, gaon, first, second):
    at("2021-08-25 00:00")
    new = make_slot(gaon, "2021-08-27 14:00")

    with pytest.raises(TooLate, match="02-123-4567"):
        move(first, new, second.slot_id)

    oh = StaffMember.objects.create(username="oh")
    move(first, new, second.slot_id, staff=oh, channel="call", reason="asked by phone")
    event = BookingEvent.objects.filter(booking=first).latest("pk")
    assert (event.staff, event.who, event.channel) == (oh, "staff", "call")
    assert event.reason == "asked by phone"


def test_a_stopped_round_moves_nobody(gaon, first, second):
    round_ = first.round_version.round
    round_.stopped = True
    round_.save()

    with pytest.raises(NotNow):
        move(first, make_slot(gaon, "2021-08-27 14:00"), second.slot_id)


def test_a_form_sent_twice_is_one_change(gaon, first, second):
    new, key = make_slot(gaon, "2021-08-27 14:00"), uuid.uuid4()
    move(first, new, second.slot_id, key)

    again = move(first, new, second.slot_id, key)

    assert again.slot == new
    assert BookingEvent.objects.filter(act="changed").count() == 1


def test_a_late_repeat_does_not_take_her_back(gaon, first, second):
    friday, monday = make_slot(gaon, "2021-08-27 14:00"), make_slot(gaon, "2021-08-30 14:00")
    key = uuid.uuid4()
    move(first, friday, second.slot_id, key)
    move(first, monday, second.slot_id)

    move(first, friday, second.slot_id, key)
    with pytest.raises(OtherAnswers):
        move(first, monday, second.slot_id, key)

    assert times()[0] == "08-30 14:00"


def test_only_so_often_a_day(settings, at, gaon, first, second):
    settings.CHANGES_A_DAY = 2
    friday, monday = make_slot(gaon, "2021-08-27 14:00"), make_slot(gaon, "2021-08-30 14:00")
    move(first, friday, second.slot_id)
    move(first, monday, second.slot_id)

    with pytest.raises(Refused, match="2 times"):
        move(first, friday, second.slot_id)
    at("2021-08-10 20:00:01")
    move(first, friday, second.slot_id)

    assert times()[0] == "08-27 14:00"


def test_the_interval_is_the_one_in_force_on_the_first_doses_day(gaon, first, second):
    """From September on three weeks are the rule, five at most."""
    second.slot.group.planned_as.intervals.create(
        effective_from=dt.date(2021, 9, 1), min_days=21, standard_days=21, max_days=35
    )
    new, planned = make_slot(gaon, "2021-09-02 10:00"), make_slot(gaon, "2021-09-23 10:00")

    assert errands.sequel(first, new).slot.starts_at == seoul("2021-10-07 10:00")
    gone = make_slot(gaon, "2021-09-01 10:00")
    assert errands.sequel(first, gone).slot == planned


def test_whoever_waits_for_the_place_comes_first(gaon, first, second):
    """Seoyeon waits for a place in Gaon; Minji, who has one, does not get the better one before."""
    Slot.objects.update(capacity=1)
    wait_in_line("Seoyeon")
    new = make_slot(gaon, "2021-08-27 14:00")

    with pytest.raises(Full, match="waiting list"):
        move(first, new, second.slot_id)

    assert times()[0] == "08-26 10:00"
    oh = StaffMember.objects.create(username="oh")
    move(first, new, second.slot_id, staff=oh, channel="clinic", reason="power cut")
    assert times()[0] == "08-27 14:00"
