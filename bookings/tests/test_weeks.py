"""Nurse Park looks at the weeks of Gaon Clinic."""

import datetime as dt

import pytest
from django.urls import reverse

from clinics.models import Clinic, Closure, Shortage, Slot
from clinics.openings import open_day

from .builders import make_booking, make_clinic, make_group, make_person, make_round, make_staff

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2021, 8, 30)


@pytest.fixture
def gaon(at):
    at("2021-08-27 09:00")
    clinic = make_clinic("Gaon Clinic", bookable_weekdays=[1, 2, 3, 4, 5])
    for weekday in (1, 2, 3, 4, 5, 6):
        clinic.hours.create(weekday=weekday, opens="09:00", closes="11:00")
    for number in range(7):
        open_day(MONDAY + dt.timedelta(number), [make_group().pk])
    return clinic


@pytest.fixture
def park(client, gaon):
    client.force_login(make_staff("park", "Clinic staff", gaon))
    return client


def page_of(park, gaon, week="2021-09-01"):
    return park.get(reverse("staff-places-week", args=[gaon.pk]), {"week": week})


def days(page):
    return {day.date.day: day for day in page.context["days"]}


def test_a_nurse_of_one_clinic_is_there_at_once(park, gaon):
    r = park.get(reverse("staff-places"))

    assert r.url == reverse("staff-places-week", args=[gaon.pk])


def test_operations_find_a_clinic_by_its_name(client, gaon):
    make_clinic("Naru Clinic")
    client.force_login(make_staff("seo", "Operations"))

    both = client.get(reverse("staff-places"))
    found = client.get(reverse("staff-places"), {"q": "naru"})
    nothing = client.get(reverse("staff-places"), {"q": "zzz"})

    assert [str(clinic) for clinic in both.context["page"]] == ["Gaon Clinic", "Naru Clinic"]
    assert [str(clinic) for clinic in found.context["page"]] == ["Naru Clinic"]
    assert "No clinic has this in its name." in nothing.text


def test_each_day_says_what_is_taken_and_free(park, gaon):
    make_round()
    make_booking(make_person("Minji"), Slot.objects.earliest("starts_at"))

    monday = days(page_of(park, gaon))[30]

    (mrna,) = monday.sums
    assert (mrna.places.taken, mrna.places.capacity, mrna.free) == (1, 100, 99)
    assert (monday.free, monday.doctors, monday.shut) == (99, 1, False)
    assert [slot.left for slot in mrna.slots] == [24, 25, 25, 25]


def test_the_doctors_bound_what_is_free(park, gaon):
    open_day(MONDAY, [make_group("az").pk])

    monday = days(page_of(park, gaon))[30]

    assert ([each.free for each in monday.sums], monday.free) == ([100, 100], 100)


def test_it_says_why_a_day_is_shut(park, gaon):
    Closure.objects.create(clinic=gaon, date=MONDAY, reason="power cut")
    Closure.objects.create(clinic=make_clinic("Naru"), date="2021-08-31", reason="elsewhere")
    Closure.objects.create(clinic=None, date="2021-09-01", reason="storm")
    Shortage.objects.create(clinic=gaon, first_date="2021-09-02", reason="lorry")
    page = page_of(park, gaon)

    seen = days(page)
    assert [seen[day].shut for day in (30, 31, 1, 2, 3, 4, 5)] == [
        True, False, True, True, True, True, True,
    ]  # fmt: skip
    for reason in ("power cut", "storm", "lorry"):
        assert reason in page.text
    assert "elsewhere" not in page.text


def test_of_a_shortage_of_one_vaccine_only_that_one_is_marked(park, gaon):
    az = make_group("az")
    open_day(MONDAY, [az.pk])
    Shortage.objects.create(clinic=gaon, group=az, first_date=MONDAY, reason="lorry")

    monday = days(page_of(park, gaon))[30]

    assert [(str(each.group), bool(each.short)) for each in monday.sums] == [
        ("az", True),
        ("mrna", False),
    ]
    assert not monday.shut


def test_public_holidays_have_their_name(park, gaon):
    seen = days(page_of(park, gaon, "2021-10-04"))

    assert seen[4].holiday == "Alternative holiday for National Foundation Day"
    assert seen[5].holiday == ""


def test_weeks_lead_to_one_another_and_a_wrong_one_says_so(park, gaon):
    page = page_of(park, gaon)
    assert 'href="?week=2021-08-23"' in page.text
    assert 'href="?week=2021-09-06"' in page.text

    wrong = page_of(park, gaon, "soon")

    assert wrong.context["days"][0].date == dt.date(2021, 8, 23)
    assert "Enter a valid date." in wrong.text


def test_a_week_is_few_questions(park, gaon, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page_of(park, gaon)


def test_other_clinics_are_not_there(client, gaon):
    naru = make_clinic("Naru Clinic")
    client.force_login(make_staff("choi", "Clinic staff", naru))

    for name in ("week", "history", "capacity"):
        page = reverse(f"staff-places-{name}", args=[gaon.pk])
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in (404, 405)


@pytest.mark.parametrize("role", ["Call-centre operators", "Ministry analysts", "Supply managers"])
def test_other_roles_may_not(client, gaon, role):
    client.force_login(make_staff("kim", role))

    assert client.get(reverse("staff-places")).status_code == 403
    assert client.get(reverse("staff-places-week", args=[gaon.pk])).status_code == 403


def test_history_tells_of_hours_doctors_and_closures_whoever_changes_them(park, gaon):
    Closure.objects.create(clinic=gaon, date=MONDAY, reason="power cut")
    Clinic.objects.filter(pk=gaon.pk).update(doctors=3)
    gaon.hours.filter(weekday=6).update(closes="12:00")
    gaon.hours.filter(weekday=5).delete()
    Clinic.objects.filter(pk=gaon.pk).update(name="Gaon")

    page = park.get(reverse("staff-places-history", args=[gaon.pk]))

    told = [(change.was, change.became) for change in page.context["page"]][:4]
    week = "Monday, Tuesday, Wednesday, Thursday, Friday"
    assert told == [
        ("Friday 09:00–11:00", ""),
        ("Saturday 09:00–11:00", "Saturday 09:00–12:00"),
        (f"doctors: 1 · {week}", f"doctors: 3 · {week}"),
        ("", "2021-08-30: power cut"),
    ]
    assert "the portal itself" in page.text
