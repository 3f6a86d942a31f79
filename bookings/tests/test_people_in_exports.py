"""The privacy officer finds people inside files with names, and is alarmed at who takes many."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AccessDay, AccessRecord, AccessRule
from bookings import desk
from bookings.models import Booking, ReportExport
from bookings.models.bookings import signature
from bookings.reports.inside import with_person
from bookings.staff.access import counting
from clinics.tests.builders import make_district
from tests.test_staff_costs import MOST, questions

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_person,
    make_slot,
    make_staff,
    seoul,
)
from .exports import order, rows

pytestmark = pytest.mark.django_db
SEARCH = reverse("staff-access")
State = ReportExport.State
NAMED = {"named": True, "reason": "who was called twice"}


@pytest.fixture
def han(at):
    """Investigator Han, who may take names home."""
    at("2021-08-29 12:00")
    return make_staff("han", "Ministry investigators")


@pytest.fixture
def yun(client, han):
    yun = make_staff("yun", "Privacy officers")
    client.force_login(yun)
    return yun


@pytest.fixture
def minji(han):
    slot = make_slot(make_clinic("Gaon Clinic"), "2021-08-30 09:00")
    return make_booking(make_person("Minji"), slot).person_id


def made(export, at="2021-08-29 18:00", count=1):
    """As a worker would leave it."""
    done = {"state": State.DONE, "sha256": "0" * 64, "rows": count, "ended_at": seoul(at)}
    ReportExport.objects.filter(pk=export.pk).update(**done)
    return export


def listed(client, **asked):
    r = client.get(SEARCH, asked)
    assert not r.context["form"].errors
    return [export.pk for export in r.context["files"]]


def test_she_finds_exactly_the_files_that_somebody_stands_in(han, at, settings):
    """Each file is written and read, as the control of what is asked of its terms."""
    settings.EXPORTS_OPEN = settings.EXPORTS_A_DAY = 99
    park = make_staff("park", "Clinic staff")
    here, there = (
        make_clinic("Gaon Clinic"),
        make_clinic("Narae Clinic", district=make_district("9922000000", "나래시", "Narae")),
    )
    early, late = make_slot(here, "2021-08-30 09:00"), make_slot(there, "2021-09-02 00:00")
    people = [make_person(name) for name in ("Minji", "Jun", "Haneul", "Seo")]
    minji, jun, haneul, _seo = (make_booking(person, early) for person in people)
    at("2021-08-30 09:30")
    give_dose(minji, park)
    at("2021-08-30 10:00")
    Booking.objects.filter(pk=jun.pk).update(slot=late, **signature(park))
    desk.cancel(haneul, park, "ill", "clinic")
    at("2021-08-30 11:00")
    desk.correct(minji, park, "wrong row")
    people.append(make_booking(make_person("Late"), late).person)
    at("2021-08-30 12:00")
    wishes = [
        {"kind": kind, "region": region, "first": first, "last": last, "as_of": seoul(moment)}
        for kind in ("bookings", "doses")
        for region in (None, here.district, there.district, there.district.province)
        for first, last in (("2021-08-30", "2021-09-01"), ("2021-08-31", "2021-09-02"))
        for moment in (f"2021-08-30 {hour}" for hour in ("09:20", "09:40", "10:30", "11:30"))
    ]

    found, held = set(), set()
    for wish in wishes:
        export = made(order(han, **wish, **NAMED))
        export.refresh_from_db()
        inside = {row["reference"] for row in rows(export)}
        held |= {(export.pk, person) for person in people if standing(person) in inside}
    for person in people:
        found |= {(export.pk, person) for export in with_person(person.pk)}

    assert found == held
    assert len({person for _pk, person in held}) == 5
    assert len(held) < len(wishes) * len(people) / 2


def standing(person):
    return Booking.objects.get(person=person).reference


def test_only_files_with_names_that_were_made(client, han, yun, minji):
    file = made(order(han, **NAMED))
    gone = made(order(han, format="xlsx", **NAMED), "2021-08-29 17:00")
    ReportExport.objects.filter(pk=gone.pk).update(state=State.REMOVED)
    order(han, format="jsonl", **NAMED)
    made(order(han))
    made(order(han, kind="counts", **NAMED))

    assert listed(client, whose=str(minji)) == [file.pk, gone.pk]
    assert listed(client, whose=Booking.objects.get().reference) == [file.pk, gone.pk]
    assert listed(client, whose=str(minji + 1)) == []
    assert listed(client) == []


def test_she_asks_for_those_of_somebody_or_of_some_days(client, han, yun, minji):
    file = made(order(han, **NAMED), "2021-08-28 23:59")
    other = made(order(make_staff("im", "Ministry investigators"), **NAMED), "2021-08-29 00:00")
    whose = {"whose": str(minji)}

    assert listed(client, **whose) == [other.pk, file.pk]
    assert listed(client, staff="han", **whose) == [file.pk]
    assert listed(client, first="2021-08-29", **whose) == [other.pk]
    assert listed(client, last="2021-08-28", **whose) == [file.pk]
    assert listed(client, act="export", **whose) == [other.pk, file.pk]
    assert listed(client, act="view", **whose) == []


def test_the_page_says_who_took_it_why_and_how_much(client, han, yun, minji):
    file = made(order(han, **NAMED), count=4321)

    page = client.get(SEARCH, {"whose": str(minji)}).content.decode()

    assert "Exports with names that this person stands in" in page
    for said in (
        f"{file.pk}: bookings 2021-08-01 – 2021-08-31",
        "han",
        "4321",
        "who was called twice",
    ):
        assert said in page


def test_fifty_files_cost_no_more_questions_than_one(client, han, yun, minji, settings):
    settings.EXPORTS_OPEN = settings.EXPORTS_A_DAY = 99
    for number in range(52):
        made(order(han, named=True, reason=f"case {number}", region=make_district()))
    address = f"{SEARCH}?whose={minji}"
    r = client.get(address)

    assert len(r.context["files"]) == 50
    assert "Only the newest are shown." in r.content.decode()
    assert questions(client, address) <= MOST


def test_who_takes_many_names_home_raises_an_alarm(han):
    AccessRule.objects.update_or_create(pk=1, defaults={"floor": 50, "factor": 3})
    made(order(han, **NAMED), count=40)
    made(order(han, format="xlsx", **NAMED), count=11)
    made(order(make_staff("kim", "Ministry analysts")), count=5_000_000)
    made(order(make_staff("bae", "Privacy officers"), kind="access", **NAMED), count=900)
    order(make_staff("im", "Call-centre operators"), **NAMED)

    counting.count_days()

    days = AccessDay.objects.values_list("staff__username", "people", "alarm")
    assert set(days) == {("han", 51, True), ("kim", 0, False), ("bae", 0, False), ("im", 0, False)}


def test_names_count_on_the_day_the_file_was_made_however_many(han, settings):
    settings.EXPORT_ROWS_A_DAY = 10**10
    made(order(han, **NAMED), "2021-08-30 00:00", count=2_000_000_000)
    made(order(han, format="xlsx", **NAMED), "2021-08-30 01:00", count=2_000_000_000)
    other = AccessRecord.objects.create(
        staff=han, act="view", target_kind="accounts.person", target_ids=[1]
    )
    assert other.at < seoul("2021-08-30 00:00")

    for day in (29, 30):
        counting.count(date(2021, 8, day))

    days = AccessDay.objects.order_by("day").values_list("people", "exports", "alarm")
    assert list(days) == [(1, 2, False), (2**31 - 1, 0, True)]
