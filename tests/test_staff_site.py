import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from accounts import roles
from accounts.models import Provider, StaffMember
from accounts.tests.builders import make_phone_provider
from bookings.models import Campaign, Round, RoundVersion
from bookings.tests.builders import make_clinic, make_round, make_slot
from clinics.models import Clinic, ClinicChange, Region, Vaccine, VaccineGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    client.force_login(StaffMember.objects.create_superuser("root"))
    return client


def test_groups_hold_exactly_what_the_code_says():
    Group.objects.get(name="Clinic staff").permissions.clear()

    roles.sync()

    for name, permissions in roles.ROLES.items():
        member = StaffMember.objects.create_user(name)
        member.groups.add(Group.objects.get(name=name))
        assert member.get_all_permissions() == set(permissions)


@pytest.mark.parametrize("model", [model._meta.label for model in admin.site._registry])
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_page_of_the_admin_opens(root, model, page):
    label = model.lower().replace(".", "_")

    r = root.get(reverse(f"admin:{label}_{page}"))

    assert r.status_code in (200, 403 if page == "add" else 200)


@pytest.mark.parametrize(
    "model", [Provider, StaffMember, Region, Clinic, Vaccine, VaccineGroup, Campaign, Round]
)
def test_what_others_hang_on_is_deleted_by_nobody(root, model):
    make_slot(make_clinic(), "2021-08-26 10:00")
    make_phone_provider()
    make_round()
    label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    rows = model.objects.count()

    r = root.post(reverse(f"{label}_delete", args=[model.objects.first().pk]), {"post": "yes"})

    assert r.status_code == 403
    root.post(
        reverse(f"{label}_changelist"),
        {"action": "delete_selected", "select_across": 1, "_selected_action": 1, "post": "yes"},
    )
    assert model.objects.count() == rows > 0


def test_no_public_address_is_told_by_a_guessed_id():
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


def test_what_changes_in_the_admin_is_written_down_with_who_did_it(root):
    root.post(reverse("admin:clinics_closure_add"), {"date": "2021-09-01", "reason": "storm"})

    told = ClinicChange.objects.get()
    assert (told.kind, told.staff.username, told.clinic) == ("closure", "root", None)


def test_hours_and_doctors_of_a_clinic_do_not_change_in_the_admin(root):
    clinic = make_clinic()

    page = root.get(reverse("admin:clinics_clinic_change", args=[clinic.pk])).text

    assert 'name="doctors"' not in page
    assert 'name="hours-0-opens"' not in page


def terms_form(round_, **changes):
    return {
        "campaign": round_.campaign_id, "code": round_.code, "name_ko": "50대", "name_en": "50s",
        "versions-TOTAL_FORMS": round_.versions.count() + 1,
        "versions-INITIAL_FORMS": round_.versions.count(),
        "versions-0-id": round_.current_id, "versions-0-round": round_.pk,
        "versions-1-round": round_.pk,
        "versions-1-opens_at_0": "2021-08-09", "versions-1-opens_at_1": "20:00:00",
        "versions-1-closes_at_0": "2021-08-10", "versions-1-closes_at_1": "18:00:00",
        "versions-1-birth_from": "1972-01-01", "versions-1-birth_to": "2003-12-31",
        "versions-1-birth_day_digit": "",
        "versions-1-vaccinate_from": "2021-08-26", "versions-1-vaccinate_to": "2021-09-30",
        "versions-1-groups": round_.current.groups,
        **changes,
    }  # fmt: skip


def test_new_terms_of_a_round_are_a_new_version(root):
    round_ = make_round()
    url = reverse("admin:bookings_round_change", args=[round_.pk])

    root.get(url)
    root.post(url, terms_form(round_, **{"versions-1-closes_at_1": "20:00:00"}))

    old, new = RoundVersion.objects.order_by("number")
    assert Round.objects.get().current == new
    assert (new.number, new.made_by.username) == (2, "root")
    assert (new.closes_at - old.closes_at).total_seconds() == 7200


def test_a_round_saved_without_new_terms_keeps_its_version(root):
    round_ = make_round()

    r = root.post(reverse("admin:bookings_round_change", args=[round_.pk]), terms_form(round_))

    assert r.status_code == 302
    assert RoundVersion.objects.get() == round_.current
    assert Round.objects.get().name_en == "50s"


def test_terms_in_the_wrong_order_are_refused_in_the_page(root):
    round_ = make_round()

    r = root.post(
        reverse("admin:bookings_round_change", args=[round_.pk]),
        terms_form(round_, **{"versions-1-closes_at_0": "2021-08-01"}),
    )

    assert "A round opens before it closes." in r.content.decode()
    assert RoundVersion.objects.count() == 1
