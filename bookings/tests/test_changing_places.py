"""Nurse Park changes how many people Gaon Clinic takes: one time, a day, a pattern."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from bookings import waitlist
from bookings.models import Offer
from clinics.models import ClinicChange, Closure, DayPlaces, Shortage, Slot
from clinics.openings import open_day

from .builders import make_booking, make_group, make_person, make_staff, wait_in_line
from .gaon import MONDAY, make_gaon

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + dt.timedelta(1)
DAY = {"first": "2021-08-30", "last": "2021-08-30", "weekdays": [1, 2, 3, 4, 5, 6, 7]}


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_gaon()


@pytest.fixture
def member(gaon):
    return make_staff("park", "Clinic staff", gaon)


@pytest.fixture
def park(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def page(gaon):
    return reverse("staff-places-capacity", args=[gaon.pk])


def look(park, page, capacity, **answers):
    return park.get(page, {**DAY, "capacity": capacity, **answers})


def confirm(park, page, looked, capacity, **answers):
    seen = looked.context["outlook"].seen
    return park.post(page, {**DAY, "capacity": capacity, **answers, "seen": seen, "verb": "save"})


def change(park, page, capacity, **answers):
    return confirm(park, page, look(park, page, capacity, **answers), capacity, **answers)


def capacities(date=MONDAY):
    slots = Slot.objects.filter(places__date=date).order_by("starts_at")
    return list(slots.values_list("capacity", flat=True))


def test_before_she_answers_she_is_asked(park, page):
    r = park.get(page, {"first": "2021-08-30", "since": "09:30"})

    assert 'value="09:30"' in r.text
    assert "outlook" not in r.context


def test_looking_changes_nothing(park, page):
    r = look(park, page, 10)

    outlook = r.context["outlook"]
    assert (len(outlook.changed), outlook.days, outlook.before, outlook.after) == (4, 1, 100, 40)
    assert capacities() == [25] * 4


def test_a_day(park, page, gaon):
    r = change(park, page, 10, reason="one doctor is ill")

    assert r.url == f"{reverse('staff-places-week', args=[gaon.pk])}?week=2021-08-30"
    assert (capacities(), capacities(TUESDAY)) == ([10] * 4, [25] * 4)
    assert DayPlaces.objects.get(date=MONDAY).capacity == 40


def test_one_time_of_one_vaccine(park, page):
    open_day(MONDAY, [make_group("az").pk])

    change(park, page, 30, since="09:30", until="10:00", group=make_group().pk)

    by_group = Slot.objects.filter(places__date=MONDAY).order_by("group__code", "starts_at")
    assert list(by_group.values_list("capacity", flat=True)) == [25] * 4 + [25, 30, 25, 25]


def test_a_pattern_of_weekdays_and_hours(park, page):
    change(park, page, 5, first="2021-08-01", last="2021-09-30", weekdays=[2], since="10:00")

    assert (capacities(), capacities(TUESDAY)) == ([25] * 4, [25, 25, 5, 5])


def test_who_from_what_to_what_and_why_is_history(park, page, member):
    change(park, page, 10, since="09:00", until="09:30", reason="one doctor is ill")

    told = ClinicChange.objects.get(kind="slot")
    assert (told.before["capacity"], told.after["capacity"]) == (25, 10)
    assert (told.staff, told.reason) == (member, "one doctor is ill")
    for act in (ClinicChange.objects.filter(pk=told.pk).delete, told.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_what_was_set_by_hand_outlasts_the_next_opening_of_days(park, page, gaon):
    change(park, page, 10)

    open_day(MONDAY, [make_group().pk])
    assert capacities() == [10] * 4

    Closure.objects.create(clinic=gaon, date=MONDAY, reason="power cut")
    open_day(MONDAY, [make_group().pk])
    assert capacities() == [0] * 4

    Closure.objects.all().delete()
    open_day(MONDAY, [make_group().pk])
    assert capacities() == [10] * 4


def test_nothing_is_lowered_below_what_is_taken(park, page):
    first = Slot.objects.earliest("starts_at")
    for name in ("Minji", "Jun", "Haneul"):
        make_booking(make_person(name), first)

    looked = look(park, page, 1)
    assert looked.context["outlook"].too_many == 2
    assert "2 people would have no place (times: 1)." in looked.text
    assert "Change these times" not in looked.text

    r = confirm(park, page, looked, 1)

    assert "More people are booked than there would be places. Nothing changed." in r.text
    assert capacities() == [25] * 4


def test_somebody_who_books_between_looking_and_confirming_keeps_the_place(park, page):
    looked = look(park, page, 0)
    make_booking(make_person("Minji"), Slot.objects.earliest("starts_at"))

    r = confirm(park, page, looked, 0)

    assert "1 person would have no place" in r.text
    assert capacities() == [25] * 4


def test_a_colleague_who_was_quicker_is_not_overwritten(park, page):
    looked = look(park, page, 10)
    change(park, page, 20)

    r = confirm(park, page, looked, 10)

    assert "Somebody changed these places in the meantime." in r.text
    assert capacities() == [20] * 4
    assert confirm(park, page, r, 10).status_code == 302


def test_what_is_like_this_already_says_so(park, page):
    change(park, page, 10)
    looked = look(park, page, 10)
    assert "It is like this already." in looked.text

    assert "It is like this already." in confirm(park, page, looked, 10).text
    assert ClinicChange.objects.filter(kind="slot").count() == 4


def test_times_that_are_over_and_days_that_are_shut_are_left(at, park, page, gaon):
    at("2021-08-30 10:10")
    Shortage.objects.create(clinic=gaon, first_date=TUESDAY, last_date=TUESDAY, reason="lorry")

    change(park, page, 5, last="2021-08-31")

    assert (capacities(), capacities(TUESDAY)) == ([25, 25, 25, 5], [25] * 4)

    Closure.objects.create(clinic=gaon, date=MONDAY, reason="power cut")
    assert "There are no times to change" in look(park, page, 6).text


def test_what_comes_free_is_offered_to_who_waits(park, page):
    change(park, page, 0, last="2021-08-31")
    wait_in_line()
    looked = look(park, page, 1)
    assert "1 person waits for a place in this district on these days." in looked.text

    confirm(park, page, looked, 1)

    assert waitlist.offer_batch() == 1
    assert Offer.objects.get().slot.starts_at.date() == MONDAY


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"last": "2021-08-29"}, "The last day comes before the first."),
        ({"last": "2023-08-29"}, "Please choose at most 366 days."),
        ({"since": "10:00", "until": "10:00"}, "This time is not after the other."),
        ({"capacity": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"capacity": "99999"}, "Ensure this value is less than or equal to 1000."),
        ({"weekdays": []}, "This field is required."),
        ({"first": "0000-00-00"}, "Enter a valid date."),
    ],
)
def test_bad_answers_change_nothing(park, page, answers, says):
    r = park.post(page, {**DAY, "capacity": 5, "seen": "", "verb": "save", **answers})

    assert says in r.text
    assert capacities() == [25] * 4


def test_another_clinics_vaccine_is_no_choice(park, page):
    other = make_group("az")

    assert "Select a valid choice." in look(park, page, 5, group=other.pk).text


def test_looking_and_changing_are_few_questions(park, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        looked = look(park, page, 10)
    with django_assert_max_num_queries(14):
        confirm(park, page, looked, 10)
