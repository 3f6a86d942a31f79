"""Nurse Park changes when Gaon Clinic is open and how many doctors it has."""

import datetime as dt

import pytest
from django.urls import reverse

from bookings.models import SupplyAct
from bookings.places import reopening
from clinics.models import Clinic, ClinicChange, ClinicDay, Slot
from clinics.openings import open_day

from .builders import make_group, make_staff
from .gaon import MONDAY, book, make_gaon
from .supply import finish

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + dt.timedelta(1)


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_gaon()


@pytest.fixture
def park(client, gaon):
    client.force_login(make_staff("park", "Clinic staff", gaon))
    return client


@pytest.fixture
def page(gaon):
    return reverse("staff-places-hours", args=[gaon.pk])


def answers(**more):
    """As it is now, but for what is said otherwise."""
    week = {"doctors": 1, "reason": "", "within_km": 0, "placeless": "list"}
    for weekday in (1, 2):
        week[f"open_{weekday}"] = "on"
        week[f"from_{weekday}_0"], week[f"to_{weekday}_0"] = "09:00", "11:00"
    return {name: value for name, value in {**week, **more}.items() if value is not None}


def save(park, page, verb="save", **more):
    seen = park.get(page, answers(**more)).context["again"][-1]
    seen = seen.split('value="')[1].split('"')[0]
    return park.post(page, {**answers(**more), "verb": verb, "seen": seen})


def times(date):
    slots = Slot.objects.filter(places__date=date).order_by("starts_at")
    return [slot.capacity for slot in slots]


def test_the_form_is_filled_with_what_is_so(park, page):
    r = park.get(page)

    assert r.context["form"]["from_1_0"].value() == dt.time(9)
    assert [tick.value() for tick, _pairs in r.context["form"].rows()] == [True] * 2 + [False] * 5
    assert "outlook" not in r.context


def test_looking_writes_nothing(park, page, gaon):
    changes = ClinicChange.objects.count()

    r = park.get(page, answers(to_1_0="10:00", doctors=2))

    outlook = r.context["outlook"]
    assert (outlook.before, outlook.after, outlook.closing) == (200, 400, 2)
    assert "Nobody who is booked is affected." in r.text
    assert list(gaon.hours.values_list("closes", flat=True)) == [dt.time(11)] * 2
    assert ClinicChange.objects.count() == changes


def test_saved_the_days_follow_at_once(park, page, gaon):
    r = save(park, page, to_1_0="10:00", reason="short Mondays")

    assert r.url == reverse("staff-places-week", args=[gaon.pk])
    assert (times(MONDAY), times(TUESDAY)) == ([50, 50, 0, 0], [25] * 4)
    told = ClinicChange.objects.filter(kind="hours", staff__username="park", reason="short Mondays")
    assert [(bool(each.before), bool(each.after)) for each in told] == [
        (False, True),
        (True, False),
    ]


def test_doctors(park, page):
    save(park, page, doctors=3)

    assert ClinicDay.objects.get(date=MONDAY).limit == 300
    assert times(MONDAY) == [75] * 4
    told = ClinicChange.objects.filter(kind="clinic").first()
    assert (told.before["doctors"], told.after["doctors"]) == (1, 3)


def test_an_afternoon_is_added_and_a_weekday_left_out(park, page, gaon):
    save(park, page, from_1_1="13:00", to_1_1="14:00", open_2=None)

    assert len(times(MONDAY)) == 6
    assert times(TUESDAY) == [0] * 4
    gaon.refresh_from_db()
    assert (gaon.bookable_weekdays, gaon.hours.filter(weekday=2).count()) == ([1], 1)


def test_who_is_booked_keeps_the_time_and_nobody_new_comes(park, page):
    minji = book("Minji", "10:30")
    looked = park.get(page, answers(to_1_0="10:00"))
    assert "1 person is booked beyond the new hours or doctors (times: 1)." in looked.text
    assert "M***i" in looked.text
    assert "Minji" not in looked.text

    save(park, page, to_1_0="10:00")

    assert times(MONDAY) == [50, 50, 0, 1]
    minji.refresh_from_db()
    assert minji.slot.taken == 1


def test_or_is_moved_by_an_act_that_she_starts(park, page, gaon):
    minji = book("Minji", "10:30")

    r = save(park, page, verb="move", to_1_0="10:00", reason="short Mondays")
    act = SupplyAct.objects.get()
    assert r.url == reverse("staff-places-act", args=[gaon.pk, act.pk])
    assert (act.kind, act.capacities, act.preview["states"]) == ("fewer", [0], {"moved": 1})
    settle = reverse("staff-places-settle", args=[gaon.pk, act.pk])
    park.post(settle, {"verb": "start", "seen": 1})
    finish()

    minji.refresh_from_db()
    assert minji.slot.starts_at.isoformat() == "2021-08-30T00:30:00+00:00"
    assert times(MONDAY) == [50, 50, 0, 0]
    assert Slot.objects.exclude(by_hand=None).count() == 0


def test_moving_needs_a_reason_before_anything_is_saved(park, page, gaon):
    book("Minji", "10:30")

    r = save(park, page, verb="move", to_1_0="10:00")

    assert "Please say why." in r.text
    assert gaon.hours.get(weekday=1).closes == dt.time(11)


def test_fewer_doctors_than_people_concern_the_latest_times(park, page):
    Clinic.objects.update(doctors=2)
    open_day(MONDAY, [make_group().pk])
    monday = Slot.objects.filter(places__date=MONDAY).order_by("starts_at")
    for slot in monday:
        slot.taken = 40
        slot.save()

    outlook = park.get(page, answers(doctors=1)).context["outlook"]

    # 25 fit each half hour, and 100 are all that one doctor sees.
    assert (outlook.too_many, [slot.target for slot in outlook.below]) == (60, [25] * 4)


def test_a_colleague_who_was_quicker_is_not_overwritten(park, page):
    seen = park.get(page, answers(doctors=2)).context["again"][-1].split('value="')[1].split('"')[0]
    save(park, page, doctors=3)

    r = park.post(page, {**answers(doctors=2), "verb": "save", "seen": seen})

    assert "Somebody changed these hours in the meantime." in r.text
    assert Clinic.objects.get().doctors == 3


def test_what_is_so_already_says_so(park, page):
    assert "It is like this already." in save(park, page).text


def test_a_process_that_died_half_way_is_made_good(at, park, page, gaon):
    gaon.hours.filter(weekday=1).update(closes="10:00")
    reopening.note(gaon)
    assert reopening.settle_forgotten() == 0
    at("2021-08-09 20:02")

    assert reopening.settle_forgotten() == 1

    assert times(MONDAY) == [50, 50, 0, 0]
    assert reopening.settle_forgotten() == 0


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"to_1_0": ""}, "Please give both times or none."),
        ({"to_1_0": "08:00"}, "A clinic opens before it closes."),
        ({"from_1_1": "10:00", "to_1_1": "12:00"}, "These times overlap."),
        ({"open_3": "on"}, "Please say when it is open."),
        ({"doctors": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"from_1_0": "noon"}, "Enter a valid time."),
    ],
)
def test_bad_answers_change_nothing(park, page, gaon, more, says):
    r = park.post(page, {**answers(**more), "verb": "save", "seen": ""})

    assert says in r.text
    assert gaon.hours.count() == 2


def test_looking_is_few_questions(park, page, django_assert_max_num_queries):
    book("Minji", "10:30")

    for looked in (answers(to_1_0="10:00"), None):
        with django_assert_max_num_queries(12):
            park.get(page, looked)
