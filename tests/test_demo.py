import pytest
from django.core.management import CommandError, call_command

from accounts.models import Authenticator, Provider, StaffMember
from clinics.maps import plane
from clinics.maps.outlines import outlines
from clinics.maps.rings import distance, edges, inside, read_path
from clinics.models import (
    Clinic,
    ClinicDay,
    DayPlaces,
    OpeningHours,
    Region,
    Residents,
    Slot,
)
from portal import demo, demo_app

pytestmark = pytest.mark.django_db


def test_every_clinic_stands_in_its_province_on_the_map():
    """Or in the sea before it: the outlines are a kilometre off here and there."""
    strays = []
    for row in demo.rows("demo_clinics.csv"):
        place = plane.project(float(row["latitude"]), float(row["longitude"]))
        rings = read_path(outlines()[f"{row['district'][:2]}00000000"].path)
        shores = [distance(place, *edge) for ring in rings for edge in edges(ring)]
        if not inside(place, rings) and min(shores) > 1.5 * plane.kilometre(place[1]):
            strays.append(row["key"])
    assert strays == []


def everything():
    return [
        model.objects.count()
        for model in (Region, Residents, Clinic, OpeningHours, ClinicDay, Slot, Provider)
    ]


def test_a_fresh_machine_has_a_small_country(at, settings):
    settings.HTTPS = False
    at("2026-11-23 09:00")
    call_command("load_demo")

    assert Region.objects.provinces().count() == 17
    assert not Region.objects.filter(name_en="").exists()
    assert Clinic.objects.values("district__province").distinct().count() == 17
    assert Clinic.objects.bookable().count() == 62
    assert not Clinic.objects.exclude(name__endswith="(가상)").exists()
    settled = Residents.objects.filter(count__gt=0).values("region").distinct()
    assert settled.count() == Region.objects.districts().count()

    places = DayPlaces.objects.filter(date__range=("2026-11-27", "2026-12-30"), capacity__gt=0)
    assert places.filter(group__code="mrna").values("clinic").distinct().count() == 62

    nurse = StaffMember.objects.get(username="nurse")
    assert [clinic.key for clinic in nurse.clinics.order_by("key")] == ["demo-01", "demo-02"]
    assert [group.name for group in nurse.groups.all()] == ["Clinic staff"]
    assert nurse.check_password("demo-nurse-2021")
    assert Authenticator.objects.get(user=nurse, confirmed=True).key == demo_app.KEY
    assert StaffMember.objects.filter(is_staff=True).count() == 10

    before = everything()
    call_command("load_demo")
    assert everything() == before


def test_known_passwords_never_reach_production(settings):
    settings.HTTPS = True

    with pytest.raises(CommandError, match="only where HTTPS is off"):
        call_command("load_demo")

    assert not StaffMember.objects.exists()
