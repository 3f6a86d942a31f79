"""The reference rounds, row by row, and the day of the demo."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from accounts.tests.builders import make_person
from bookings.eligibility import explain
from bookings.models import Campaign, Round, RoundVersion
from bookings.planning import vaccination_days
from clinics.models import ClinicDay, Interval, Slot, Vaccine, VaccineGroup
from clinics.tests.builders import make_clinic

pytestmark = pytest.mark.django_db

AZ, MODERNA, MRNA, LAST = (
    ("az", "05-27", "06-19"),
    ("mrna", "07-26", "08-14"),
    ("mrna", "08-16", "08-28"),
    ("mrna", "08-26", "09-30"),
)
#: First and last birth year, digit, window, and the doses: as announced.
ANNOUNCED = [
    (1947, 1951, None, "05-06 10:00", "06-03 18:00", *AZ),
    (1952, 1956, None, "05-10 00:00", "06-03 18:00", *AZ),
    (1957, 1961, None, "05-13 00:00", "06-03 18:00", "az", "06-07", "06-19"),
    (1962, 1966, None, "07-12 00:00", "07-12 15:30", *MODERNA),
    (1962, 1966, None, "07-14 20:00", "07-24 18:00", *MODERNA),
    (1967, 1968, None, "07-19 20:00", "07-20 18:00", *MRNA),
    (1969, 1971, None, "07-20 20:00", "07-21 18:00", *MRNA),
    (1967, 1971, None, "07-21 20:00", "07-24 18:00", *MRNA),
    (1972, 2003, 9, "08-09 20:00", "08-10 18:00", *LAST),
    (1972, 2003, 0, "08-10 20:00", "08-11 18:00", *LAST),
    (1972, 2003, 1, "08-11 20:00", "08-12 18:00", *LAST),
    (1972, 2003, 2, "08-12 20:00", "08-13 18:00", *LAST),
    (1972, 2003, 3, "08-13 20:00", "08-14 18:00", *LAST),
    (1972, 2003, 4, "08-14 20:00", "08-15 18:00", *LAST),
    (1972, 2003, 5, "08-15 20:00", "08-16 18:00", *LAST),
    (1972, 2003, 6, "08-16 20:00", "08-17 18:00", *LAST),
    (1972, 2003, 7, "08-17 20:00", "08-18 18:00", *LAST),
    (1972, 2003, 8, "08-18 20:00", "08-19 18:00", *LAST),
    (1972, 1985, None, "08-19 20:00", "08-20 18:00", *LAST),
    (1986, 2003, None, "08-20 20:00", "08-21 18:00", *LAST),
    (1972, 2003, None, "08-21 20:00", "09-18 18:00", *LAST),
]


def load(**options):
    call_command("load_rounds_2021", **options)


def seoul(moment):
    return moment.astimezone(ZoneInfo("Asia/Seoul"))


def terms(version):
    codes = dict(VaccineGroup.objects.values_list("pk", "code"))
    return (
        version.birth_from.year,
        version.birth_to.year,
        version.birth_day_digit,
        f"{seoul(version.opens_at):%m-%d %H:%M}",
        f"{seoul(version.closes_at):%m-%d %H:%M}",
        *(codes[group] for group in version.groups),
        f"{version.vaccinate_from:%m-%d}",
        f"{version.vaccinate_to:%m-%d}",
    )


def test_every_round_is_as_announced():
    load()

    versions = RoundVersion.objects.current().order_by("opens_at")
    assert [terms(version) for version in versions] == ANNOUNCED
    for version in versions:
        assert seoul(version.opens_at).year == seoul(version.closes_at).year == 2021
        assert (version.birth_from.month, version.birth_from.day) == (1, 1)
        assert (version.birth_to.month, version.birth_to.day) == (12, 31)


def test_rounds_have_names_in_both_languages():
    load()

    assert Round.objects.filter(name_ko="").count() == Round.objects.filter(name_en="").count() == 0
    names = Round.objects.values_list("name_ko", "name_en")
    assert len({ko for ko, _ in names}) == len({en for _, en in names}) == len(ANNOUNCED)


def test_intervals_have_dates():
    load()

    standard = Interval.objects.order_by("vaccine__code", "effective_from").values_list(
        "vaccine__code", "effective_from", "standard_days"
    )
    assert [(code, f"{day:%m-%d}", days) for code, day, days in standard] == [
        ("astrazeneca", "02-26", 77),
        ("moderna", "02-26", 28),
        ("moderna", "08-16", 42),
        ("moderna", "09-06", 35),
        ("moderna", "10-11", 28),
        ("pfizer", "02-26", 21),
        ("pfizer", "08-16", 42),
        ("pfizer", "09-06", 35),
        ("pfizer", "10-18", 21),
    ]
    assert Vaccine.objects.get(code="janssen").doses == 1


def test_loading_again_changes_nothing():
    load()
    before = list(RoundVersion.objects.order_by("pk").values())

    load()

    assert list(RoundVersion.objects.order_by("pk").values()) == before


def test_a_changed_term_becomes_a_version_and_the_old_one_stays(at):
    load()
    first = Round.objects.get(code="born-1962-1966").current
    at("2026-11-23 09:00")

    load(shift_to_now=True)

    round_ = Round.objects.get(code="born-1962-1966")
    assert (round_.current.number, round_.versions.count()) == (2, 2)
    first.refresh_from_db()
    assert terms(first) == ANNOUNCED[4]


@pytest.mark.parametrize(
    "moment",
    [
        "2021-07-22 12:00",
        "2026-11-23 00:00",
        "2026-11-23 23:59",
        "2027-01-01 18:30",
        "2028-02-29 19:59",
        "2020-12-31 06:00",
    ],
)
def test_on_the_day_of_the_demo_some_can_book_some_could_and_some_will(at, moment):
    now = at(moment)

    load(shift_to_now=True)

    jun, minji, haneul = (explain(make_person(born=f"{year}-06-15")) for year in (1950, 1965, 1990))
    assert [len(jun.open), len(jun.coming), len(jun.past)] == [0, 0, 1]
    assert [len(minji.open), len(minji.coming), len(minji.past)] == [1, 0, 1]
    assert [len(haneul.open), len(haneul.coming), len(haneul.past)] == [0, 3, 0]
    vaccination = minji.open[0].vaccinate_from
    assert (vaccination - now.date()).days == 4
    hours = RoundVersion.objects.current().order_by("opens_at").values_list("opens_at", flat=True)
    assert [f"{seoul(opens):%H:%M}" for opens in hours] == [row[3][-5:] for row in ANNOUNCED]


def test_the_same_day_moves_the_rounds_to_the_same_dates(at):
    at("2026-11-23 00:00")
    load(shift_to_now=True)
    at("2026-11-23 23:59")
    load(shift_to_now=True)

    assert RoundVersion.objects.count() == len(ANNOUNCED)


def test_days_are_opened_for_second_doses_too():
    load()
    groups = dict(VaccineGroup.objects.values_list("pk", "code"))

    spans = vaccination_days(Campaign.objects.get())

    assert {groups[group]: span for group, span in spans.items()} == {
        "az": (dt.date(2021, 5, 27), dt.date(2021, 9, 11)),
        "mrna": (dt.date(2021, 7, 26), dt.date(2021, 11, 25)),
    }


def test_slots_are_opened_from_today_for_the_groups_of_each_day(at, capsys):
    load()
    clinic = make_clinic()
    clinic.hours.create(weekday=5, opens="09:00", closes="10:00")
    at("2021-09-01 12:00")

    call_command("open_slots", campaign="covid19-2021")

    days = ClinicDay.objects.order_by("date").values_list("date", flat=True)
    assert (days.first(), days.last()) == (dt.date(2021, 9, 3), dt.date(2021, 11, 19))
    per_group = Slot.objects.values_list("group__code", flat=True)
    assert sorted(set(per_group.filter(places__date="2021-09-10"))) == ["az", "mrna"]
    assert sorted(set(per_group.filter(places__date="2021-09-17"))) == ["mrna"]
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2021-09-01 to 2021-11-25: 12 clinic days and 28 slots added, 0 slots changed."
    )
