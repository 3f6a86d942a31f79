import datetime as dt

import pytest
from django.db.models import Sum

from clinics.models import Clinic, ClinicDay, Closure, DayPlaces, Slot
from clinics.openings import Opened, days, open_day

from .builders import make_clinic, make_group, seoul

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2021, 8, 9)
SATURDAY = dt.date(2021, 8, 14)


@pytest.fixture
def mrna():
    return make_group("mrna")


@pytest.fixture
def gaon():
    """Gaon Clinic: one doctor, weekdays with lunch and Saturday mornings."""
    clinic = make_clinic(bookable_weekdays=[1, 2, 3, 4, 5, 6])
    for weekday in range(1, 6):
        clinic.hours.create(weekday=weekday, opens="09:00", closes="12:00")
        clinic.hours.create(weekday=weekday, opens="13:30", closes="17:30")
    clinic.hours.create(weekday=6, opens="09:00", closes="12:45")
    return clinic


def times(clinic, date):
    """When the clinic takes people, with how many."""
    slots = Slot.objects.filter(clinic=clinic, places__date=date, capacity__gt=0)
    return {
        f"{slot.starts_at.astimezone(dt.timezone(dt.timedelta(hours=9))):%H:%M}": slot.capacity
        for slot in slots.order_by("starts_at")
    }


def test_a_day_is_half_hours_with_a_break_for_lunch(gaon, mrna):
    assert open_day(MONDAY, [mrna.pk]) == Opened(days=1, slots=14, changed=0)

    assert list(times(gaon, MONDAY)) == [
        *("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"),
        *("13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00"),
    ]


def test_a_hundred_people_a_doctor_are_spread_over_the_day(gaon, mrna):
    open_day(MONDAY, [mrna.pk])

    assert list(times(gaon, MONDAY).values()) == [8, 8, *[7] * 12]
    assert ClinicDay.objects.get().limit == 100


def test_a_half_hour_must_fit_before_closing(gaon, mrna):
    open_day(SATURDAY, [mrna.pk])

    assert list(times(gaon, SATURDAY))[-1] == "12:00"


def test_groups_share_the_limit_of_a_day(gaon, mrna):
    az = make_group("az")

    open_day(MONDAY, [mrna.pk, az.pk])

    assert ClinicDay.objects.get().limit == 100
    sums = DayPlaces.objects.order_by("group__code").values_list("group__code", "capacity")
    assert list(sums) == [("az", 100), ("mrna", 100)]


def test_the_sums_of_a_day_are_those_of_its_slots(gaon, mrna):
    for day in days(MONDAY, SATURDAY):
        open_day(day, [mrna.pk])
    Clinic.objects.update(doctors=3)
    for day in days(MONDAY, SATURDAY):
        open_day(day, [mrna.pk])

    for places in DayPlaces.objects.annotate(slots_capacity=Sum("slots__capacity")):
        assert places.capacity == places.slots_capacity == 300


@pytest.mark.parametrize(
    "holiday", ["2021-08-16", "2021-09-20", "2021-09-21", "2021-09-22", "2021-10-04", "2021-10-11"]
)
def test_public_holidays_and_their_substitutes_are_closed(gaon, mrna, holiday):
    open_day(dt.date.fromisoformat(holiday), [mrna.pk])

    assert not Slot.objects.exists()


def test_sundays_and_weekdays_that_are_not_bookable_stay_closed(gaon, mrna):
    Clinic.objects.update(bookable_weekdays=[1, 2, 3, 4, 5])

    for day in (SATURDAY, SATURDAY + dt.timedelta(1)):
        open_day(day, [mrna.pk])

    assert not Slot.objects.exists()


@pytest.mark.parametrize(
    "change", [{"active": False}, {"vaccinates": False}, {"doctors": 0}], ids=str
)
def test_who_does_not_vaccinate_opens_nothing(gaon, mrna, change):
    Clinic.objects.update(**change)

    assert open_day(MONDAY, [mrna.pk]) == Opened()


def test_a_closure_is_of_one_clinic_or_of_all(gaon, mrna):
    narae = make_clinic("Narae Clinic")
    narae.hours.create(weekday=1, opens="09:00", closes="10:00")
    narae.hours.create(weekday=2, opens="09:00", closes="10:00")
    Closure.objects.create(clinic=gaon, date=MONDAY, reason="holiday of the team")
    Closure.objects.create(clinic=None, date=MONDAY + dt.timedelta(1), reason="typhoon")

    for day in days(MONDAY, MONDAY + dt.timedelta(1)):
        open_day(day, [mrna.pk])

    assert times(narae, MONDAY) == {"09:00": 50, "09:30": 50}
    assert Slot.objects.filter(clinic=gaon).count() == 0
    assert not Slot.objects.filter(starts_at__gte=seoul("2021-08-10 00:00")).exists()


def test_running_again_changes_nothing(gaon, mrna):
    open_day(MONDAY, [mrna.pk])
    before = list(Slot.objects.order_by("pk").values())

    assert open_day(MONDAY, [mrna.pk]) == Opened()
    assert list(Slot.objects.order_by("pk").values()) == before


def test_only_the_named_clinics_are_opened(gaon, mrna):
    narae = make_clinic("Narae Clinic")
    narae.hours.create(weekday=1, opens="09:00", closes="10:00")

    open_day(MONDAY, [mrna.pk], clinics=[narae.pk])

    assert set(Slot.objects.values_list("clinic", flat=True)) == {narae.pk}


def test_fewer_doctors_never_push_out_who_has_a_place(gaon, mrna):
    open_day(MONDAY, [mrna.pk])
    full, other = Slot.objects.order_by("starts_at")[:2]
    Slot.objects.filter(pk=full.pk).update(taken=8)
    Clinic.objects.update(doctors=0)

    open_day(MONDAY, [mrna.pk])

    full.refresh_from_db()
    other.refresh_from_db()
    assert (full.capacity, full.taken) == (8, 8)
    assert (other.capacity, other.taken) == (0, 0)
    day = ClinicDay.objects.get()
    assert (day.limit, day.taken) == (8, 8)


def test_a_closure_entered_later_takes_nobody_new_and_keeps_who_is_there(gaon, mrna):
    open_day(MONDAY, [mrna.pk])
    booked = Slot.objects.order_by("starts_at").first()
    Slot.objects.filter(pk=booked.pk).update(taken=3)
    closure = Closure.objects.create(clinic=gaon, date=MONDAY, reason="power cut")

    assert open_day(MONDAY, [mrna.pk]) == Opened(changed=14)
    assert times(gaon, MONDAY) == {"09:00": 3}
    assert DayPlaces.objects.values_list("capacity", "taken").get() == (3, 3)

    closure.delete()
    open_day(MONDAY, [mrna.pk])
    assert sum(times(gaon, MONDAY).values()) == 100
    assert ClinicDay.objects.values_list("limit", "taken").get() == (100, 3)


def test_new_hours_move_the_places(gaon, mrna):
    open_day(MONDAY, [mrna.pk])
    gaon.hours.filter(weekday=1).delete()
    gaon.hours.create(weekday=1, opens="10:00", closes="11:30")

    open_day(MONDAY, [mrna.pk])

    assert times(gaon, MONDAY) == {"10:00": 34, "10:30": 33, "11:00": 33}


def test_hours_that_overlap_count_once(gaon, mrna):
    gaon.hours.create(weekday=1, opens="11:00", closes="12:30")

    open_day(MONDAY, [mrna.pk])

    assert len(times(gaon, MONDAY)) == 15
    assert sum(times(gaon, MONDAY).values()) == 100
