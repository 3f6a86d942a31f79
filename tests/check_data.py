"""The importers over the real registers: ``make check-data``, for who has the files.

Not part of the suite, which must need no file from outside. ``DATA`` names the
folder; the scratch database is the tests' own.
"""

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum

from clinics.models import Border, Clinic, Region, Residents

pytestmark = pytest.mark.django_db


def snapshot():
    models = (Region, Residents, Border, Clinic)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_real_files(tmp_path, capsys):
    folder = Path(os.environ["DATA"])

    def load(command, name, **options):
        (path,) = folder.glob(name)
        call_command(command, str(path), **options)
        out = capsys.readouterr().out
        with capsys.disabled():
            print(f"{path.name}: {out}")  # noqa: T201
        return out

    def clinics(name):
        out = load("import_clinics", name, report=str(tmp_path / "report.csv"))
        counts = {
            word: int(number.replace(",", ""))
            for word, number in re.findall(r"(\w+) ([\d,]+)[,.]", out.splitlines()[0])
        }
        assert counts["read"] == sum(counts.values()) - counts["read"]
        return counts

    def borders(what, summary):
        out = load("import_borders", f"skorea-{what}-*.json", report=str(tmp_path / "report.csv"))
        assert out.splitlines()[0] == summary

    load("import_regions", "mois_population_*.csv")
    borders("provinces", "read 17, added 17, updated 0, unchanged 0, guessed 0, skipped 0.")
    borders("municipalities", "read 250, added 250, updated 0, unchanged 0, guessed 2, skipped 0.")
    register = clinics("localdata_hospitals_*.csv")
    centres = clinics("covid_vaccination_centers_*.csv")

    assert Region.objects.provinces().count() == 17
    assert Residents.objects.aggregate(people=Sum("count"))["people"] == 51_829_023
    assert (register["read"], register["added"]) == (6_720, 4_540)
    assert (centres["read"], centres["added"]) == (267, 267)
    assert Clinic.objects.filter(source="localdata", active=True).count() == 4_540
    assert Clinic.objects.filter(source="centres", active=True).count() == 267
    bookable = Clinic.objects.bookable()
    assert not bookable.filter(name__contains="국군").exists()
    assert not bookable.filter(kind__in=["치과병원", "한방병원"]).exists()

    before = snapshot()
    load("import_regions", "mois_population_*.csv")
    borders("provinces", "read 17, added 0, updated 0, unchanged 17, guessed 0, skipped 0.")
    borders("municipalities", "read 250, added 0, updated 0, unchanged 250, guessed 2, skipped 0.")
    assert clinics("localdata_hospitals_*.csv")["unchanged"] == 4_540
    assert clinics("covid_vaccination_centers_*.csv")["unchanged"] == 267
    assert snapshot() == before
