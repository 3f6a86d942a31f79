"""The whole way on the real registers and more than a million places, for who has the files.

Not part of the suite. ``DATA`` names the folder; see ``make try-real-data``.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from bookings.models import Booking
from clinics.models import Clinic, Slot

from .citizen import Citizen

FILES = [
    ("import_regions", "mois_population_*.csv"),
    ("import_clinics", "localdata_hospitals_*.csv"),
    ("import_clinics", "covid_vaccination_centers_*.csv"),
]
#: The days of first doses, and those on which the second ones fall.
DAYS = [(date(2021, 8, 26), date(2021, 9, 8)), (date(2021, 10, 7), date(2021, 10, 20))]
WAYS = [
    ("desktop", True, "ko"),
    ("desktop", False, "en"),
    ("phone", True, "en"),
    ("phone", False, "ko"),
]
SEOUL = {"ko": ("서울특별시", "종로구"), "en": ("Seoul", "Jongno-gu")}
TIMING = """() => {
    const page = performance.getEntriesByType("navigation")[0];
    return [page.responseStart - page.requestStart, page.loadEventEnd];
}"""


class Timed(Citizen):
    """A citizen with a stopwatch: milliseconds until the answer began, and until all was there."""

    def __init__(self, *args):
        super().__init__(*args)
        self.times = []

    def look(self, status=200):
        super().look(status)
        self.times.append((self.path().partition("?")[0], *self.page.evaluate(TIMING)))


@pytest.fixture
def town(transactional_db, at, tmp_path):
    """The country as it was on the evening of 19 August 2021."""
    at("2021-08-19 20:30")
    for command, name in FILES:
        (path,) = Path(os.environ["DATA"]).glob(name)
        report = {"report": str(tmp_path / "report.csv")} if command == "import_clinics" else {}
        call_command(command, str(path), **report)
    call_command("generate_hours", "localdata", "centres")
    call_command("load_rounds_2021")
    for first, last in DAYS:
        call_command("open_slots", campaign="covid19-2021", first=first, last=last)


def test_four_people_book_on_four_screens(town, seat, worker, capsys):
    clinics, slots = Clinic.objects.bookable().count(), Slot.objects.count()
    assert slots >= 1_000_000
    lines = [f"{clinics:,} clinics, {slots:,} slots", "answer ms, all ms, page"]
    for n, (screen, script, language) in enumerate(WAYS):
        somebody = seat(Timed, screen, script, language)
        somebody.registration = ("800309", f"200000{n}")
        somebody.number = f"0100000000{n}"
        book(somebody, worker)
        lines.append(f"{screen}, {language}, {'with' if script else 'without'} JavaScript")
        lines += [f"{answer:9.0f} {all_:7.0f}  {path}" for path, answer, all_ in somebody.times]
    with capsys.disabled():
        print("\n".join(lines))  # noqa: T201
    assert Booking.objects.filter(status="confirmed").count() == 2 * len(WAYS)


def book(somebody, worker):
    somebody.open("/")
    somebody.follow("Start booking")
    somebody.verify(worker.log)
    somebody.follow("Find a clinic")
    somebody.search(*SEOUL[somebody.language])
    somebody.arrive(somebody.page.locator(".card h3 a").first)
    somebody.arrive(somebody.page.locator("a[href*='/book/check/']").first)
    somebody.press("Book this appointment")
    somebody.sees("Your appointment is booked")
    somebody.look()
