import pytest
from django.core.management import CommandError, call_command

from accounts.models import Authenticator, Provider, StaffMember
from clinics.models import Clinic, ClinicDay, DayPlaces, OpeningHours, Region, Slot
from portal import demo_app

pytestmark = pytest.mark.django_db


def everything():
    return [
        model.objects.count() for model in (Region, Clinic, OpeningHours, ClinicDay, Slot, Provider)
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
