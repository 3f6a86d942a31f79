import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accounts import roles
from accounts.models import Provider, StaffMember
from accounts.tests.builders import make_phone_provider, make_root
from bookings import desk
from bookings.models import Campaign, Round, WorkItem
from bookings.tests.builders import (
    make_booking,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    make_staff,
    wait_in_line,
)
from clinics.models import Clinic, ClinicChange, Region, Vaccine, VaccineGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    client.force_login(make_root())
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


@pytest.mark.parametrize("model", ["booking", "notification", "workitem", "waitlist", "offer"])
def test_lists_of_millions_offer_neither_to_sort_nor_to_count_all_of_them(root, at, model):
    at("2021-08-09 20:00")
    booking = make_booking(make_person("Minji"), make_slot(make_clinic(), "2021-08-26 10:00"))
    WorkItem.objects.create(booking=booking, kind="second_dose")
    wait_in_line("Jun")

    page = root.get(reverse(f"admin:bookings_{model}_changelist")).content.decode()

    assert re.findall(r"[?&;](?:o=|_facets)[^\"]*", page) == []


def test_an_arrival_is_taken_back_from_the_list_of_bookings_with_the_reason(root, at):
    at("2021-08-09 20:00")
    minji = make_booking(make_person("Minji"), make_slot(make_clinic(), "2021-08-26 10:00"))
    desk.arrive(minji, StaffMember.objects.get())
    answers = {"action": "take_back_arrival", "_selected_action": [minji.pk], "index": "0"}
    changelist = reverse("admin:bookings_booking_changelist")

    silent = root.post(changelist, {**answers, "reason": " "}, follow=True)
    assert "Please say why this is corrected." in silent.text
    root.post(changelist, {**answers, "reason": "wrong row"})

    minji.refresh_from_db()
    assert minji.arrived_at is None
    assert minji.events.latest("pk").reason == "wrong row"


def test_the_few_rounds_can_be_sorted(root):
    make_round()

    assert "?o=" in root.get(reverse("admin:bookings_round_changelist")).content.decode()


SETTLED = [
    (Campaign, ["code", "vaccines"]),
    (Vaccine, ["code", "group", "doses", "age_from", "age_to"]),
    (VaccineGroup, ["code", "planned_as"]),
]


@pytest.mark.parametrize(("model", "settled"), SETTLED)
def test_what_decides_who_may_book_is_not_changed_by_one_operator(client, model, settled):
    make_round()
    label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    page, new = reverse(f"{label}_change", args=[model.objects.first().pk]), reverse(f"{label}_add")

    client.force_login(make_staff("seo", "Operations"))
    changing, adding = (client.get(each).context["adminform"].form for each in (page, new))
    assert not changing.fields.keys() & set(settled)
    # Of a campaign two people change even the names.
    assert model is Campaign or {"name_ko", "name_en"} <= changing.fields.keys()
    assert set(settled) <= adding.fields.keys()

    client.force_login(make_root())
    assert set(settled) <= client.get(page).context["adminform"].form.fields.keys()


def test_an_age_that_an_operator_sends_all_the_same_stays_as_it_was(client):
    make_round()
    vaccine = Vaccine.objects.first()
    client.force_login(make_staff("seo", "Operations"))
    sent = {"name_ko": "새 이름", "name_en": "New name", "age_from": 70, "age_to": 71}
    formset = {"intervals-TOTAL_FORMS": 0, "intervals-INITIAL_FORMS": 0}

    client.post(reverse("admin:clinics_vaccine_change", args=[vaccine.pk]), sent | formset)

    changed = Vaccine.objects.get(pk=vaccine.pk)
    assert changed.name_en == "New name"
    assert (changed.age_from, changed.age_to) == (vaccine.age_from, vaccine.age_to)


def test_no_public_address_is_told_by_a_guessed_id():
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_row_of_the_admin_opens(model):
    """A row whose model has an address of its own is linked to it, or not at all."""
    row = model(pk=1)

    link = admin.site.get_model_admin(model).get_view_on_site_url(row)

    assert not link or link == row.get_absolute_url()


def test_what_changes_in_the_admin_is_written_down_with_who_did_it(root):
    clinic = make_clinic()

    change(root, clinic, active="")

    told = ClinicChange.objects.get()
    assert (told.kind, told.staff.username, told.clinic) == ("clinic", "root", clinic)


def change(root, clinic, **answers):
    """Send the admin's form of a clinic as it is shown, but for some answers."""
    page = reverse("admin:clinics_clinic_change", args=[clinic.pk])
    shown = root.get(page).context
    fields = {name: value for name, value in shown["adminform"].form.initial.items() if value}
    for inline in shown["inline_admin_formsets"]:
        rows = inline.formset
        fields |= {f"{rows.prefix}-TOTAL_FORMS": rows.initial_form_count()}
        fields |= {f"{rows.prefix}-INITIAL_FORMS": rows.initial_form_count()}
        fields |= {f"{form.prefix}-id": form.instance.pk for form in rows.initial_forms}
    assert root.post(page, {**fields, **answers}).status_code == 302


def test_hours_and_doctors_of_a_clinic_do_not_change_in_the_admin(root):
    clinic = make_clinic()

    page = root.get(reverse("admin:clinics_clinic_change", args=[clinic.pk])).text

    assert 'name="doctors"' not in page
    assert 'name="hours-0-opens"' not in page
    assert reverse("staff-places-week", args=[clinic.pk]) in page


def test_days_without_vaccine_end_in_the_admin_but_do_not_begin_there(root):
    clinic = make_clinic()
    late = clinic.shortages.create(first_date="2021-08-30", reason="late")
    new = {"first_date": "2021-09-01", "reason": "mine"}

    page = root.get(reverse("admin:clinics_clinic_change", args=[clinic.pk])).text
    assert reverse("staff-supply") in page
    assert 'name="shortages-0-first_date"' not in page
    rows = {f"shortages-{row}-{name}": value for row in (0, 1) for name, value in new.items()}
    change(root, clinic, **rows, **{"shortages-TOTAL_FORMS": 2})
    assert list(clinic.shortages.values_list("pk", "reason")) == [(late.pk, "late")]

    change(root, clinic, **{"shortages-0-DELETE": "on"})
    assert not clinic.shortages.exists()


def test_days_on_which_all_clinics_close_are_none_of_the_admins(root):
    with pytest.raises(NoReverseMatch):
        reverse("admin:clinics_closure_add")


def test_rounds_are_only_shown(root):
    """They change at ``/staff/operations/rounds/``, by two people."""
    round_ = make_round()
    url = reverse("admin:bookings_round_change", args=[round_.pk])

    assert root.get(url).status_code == 200
    assert root.post(url, {"code": "mine"}).status_code == 403
    assert root.get(reverse("admin:bookings_round_add")).status_code == 403


def test_what_the_admin_lists_has_a_korean_name():
    with translation.override("ko"):
        names = [
            str(label_for_field(column, model, page))
            for model, page in admin.site._registry.items()
            for column in page.list_display
        ]

    assert [name for name in names if not re.search("[가-힣]", name)] == []
