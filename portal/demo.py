"""A small country of fictional clinics, so that a fresh machine has something to show."""

import csv
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.clock import now
from accounts.models import Authenticator, Provider, StaffMember
from clinics import fridge
from clinics.models import Clinic, Lot, OpeningHours, Region, Residents, Vaccine
from clinics.provinces import provinces

from .demo_app import KEY

DATA = Path(__file__).parent / "data"
#: The day of the demo's population, which is as fictional as its clinics.
COUNTED_ON = date(2021, 7, 31)

#: User name, password, group (none: a superuser). Never on a machine that others reach.
STAFF = [
    ("nurse", "demo-nurse-2021", "Clinic staff"),
    ("lead", "demo-lead-2021", "Clinic leads"),
    ("caller", "demo-caller-2021", "Call-centre operators"),
    ("supervisor", "demo-supervisor-2021", "Call-centre supervisors"),
    ("supplier", "demo-supply-2021", "Supply managers"),
    ("analyst", "demo-analyst-2021", "Ministry analysts"),
    ("operator", "demo-operator-2021", "Operations"),
    ("reviewer", "demo-reviewer-2021", "Operations"),
    ("privacy", "demo-privacy-2021", "Privacy officers"),
    ("admin", "demo-admin-2021", None),
]
PROVIDERS = [
    ("phone", Provider.Kind.PHONE, "휴대전화 문자 인증", "Code by text message", True),
    ("demo-oidc", Provider.Kind.OIDC, "인증서 (시연용)", "Certificate (demo)", False),
]


@transaction.atomic
def load():
    """Everything of the demo but its rounds, slots and vaccine; safe to run again."""
    load_regions()
    settle()
    load_clinics()
    load_staff()
    for position, (code, kind, name_ko, name_en, active) in enumerate(PROVIDERS):
        Provider.objects.get_or_create(
            code=code,
            defaults={"kind": kind, "name_ko": name_ko, "name_en": name_en}
            | {"active": active, "position": position},
        )


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load_regions():
    """Provinces and districts that an import brought already stay as they are."""
    found = {
        province["code"]: Region.objects.get_or_create(
            code=province["code"],
            defaults={"kind": Region.Kind.PROVINCE}
            | {name: province[name] for name in ("name_ko", "name_en")},
        )[0]
        for province in provinces()
    }
    for row in rows("demo_districts.csv"):
        Region.objects.get_or_create(
            code=row.pop("code"),
            defaults={
                "kind": Region.Kind.DISTRICT,
                "province": found[row.pop("province")],
                **row,
            },
        )


def settle():
    """People of every age in each district, most of them about fifty; none where a population file
    was imported."""
    if Residents.objects.exists():
        return
    Residents.objects.bulk_create(
        Residents(
            region=region,
            as_of=COUNTED_ON,
            age=age,
            count=(300 + int(region.code[:4]) % 900) * (60 - abs(age - 47)) // 60,
        )
        for region in Region.objects.districts()
        for age in range(101)
    )


def load_clinics():
    districts = {region.code: region for region in Region.objects.districts()}
    for row in rows("demo_clinics.csv"):
        hours = list(read_hours(row.pop("hours")))
        row["district"] = districts[row["district"]]
        row["bookable_weekdays"] = sorted({weekday for weekday, _, _ in hours})
        clinic, new = Clinic.objects.get_or_create(source="demo", key=row.pop("key"), defaults=row)
        if new:
            OpeningHours.objects.bulk_create(
                OpeningHours(clinic=clinic, weekday=weekday, opens=opens, closes=closes)
                for weekday, opens, closes in hours
            )


def read_hours(text):
    """``1-5 09:00-13:00 14:00-18:00; 6 09:00-13:00`` as rows of weekday, opens, closes."""
    for part in text.split("; "):
        weekdays, *spans = part.split()
        first, _, last = weekdays.partition("-")
        for weekday in range(int(first), int(last or first) + 1):
            for span in spans:
                yield weekday, *span.split("-")


def load_staff():
    for username, password, group in STAFF:
        if StaffMember.objects.filter(username=username).exists():
            continue
        member = StaffMember.objects.create_user(
            username, password=password, is_staff=True, is_superuser=group is None
        )
        Authenticator.objects.create(user=member, key=KEY)
        if group:
            member.groups.add(Group.objects.get_or_create(name=group)[0])
    for member in StaffMember.objects.filter(username__in=["nurse", "lead"]):
        member.clinics.add(*Clinic.objects.filter(source="demo").order_by("key")[:2])


@transaction.atomic
def fill_refrigerators():
    """Vaccine for the clinics that name the demo's nurse, unless they have had some."""
    nurse = StaffMember.objects.get(username="nurse")
    last = timezone.localdate(now()) + timedelta(weeks=12)
    for clinic in nurse.clinics.exclude(pk__in=Lot.objects.values("clinic")):
        for number, vaccine in enumerate(Vaccine.objects.all(), start=1):
            fridge.receive(clinic, nurse, vaccine, f"DEMO{number}", last, 10, vials=20)
