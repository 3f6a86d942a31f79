"""Every page of the admin site, tried by every role that may not."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import roles
from accounts.models import AccessRule
from bookings.models import Notification, Offer
from bookings.tests.builders import make_round, make_staff, seoul, wait_in_line
from clinics.models import Clinic, Closure
from portal.models import Notice

from .staff_walk import make_haneul
from .writes import written

pytestmark = pytest.mark.django_db
#: The pages of a model, how they are tried, and what is needed for it. Lists are tried elsewhere.
PAGES = {
    "add": ("post", "add"),
    "change": ("post", "change"),
    "delete": ("post", "delete"),
    "history": ("get", "see"),
}
#: A row that somebody may see is looked at before they are told that they may not change it.
LOOKS = "accounts_accessrecord"
#: Fields whose choices are looked up, and the model that somebody must be allowed to see for it.
LOOKED_UP = [
    ("clinics", "clinic", "staff", "accounts.staffmember"),
    ("clinics", "clinic", "district", "clinics.region"),
    ("clinics", "closure", "clinic", "clinics.clinic"),
]


@pytest.fixture
def rows(at):
    """A row of each model, so that no page is refused for want of one."""
    at("2021-08-30 09:20")
    make_round(closes="2021-09-18 18:00")
    haneul = make_haneul()
    Offer.objects.create(
        reference="OFFERED",
        kind="leftover",
        person=wait_in_line(),
        campaign=haneul.campaign,
        slot=haneul.slot,
        begins_at=seoul("2021-08-30 09:20"),
        ends_at=seoul("2021-08-30 09:30"),
    )
    Notice.objects.create(text_ko="공지", text_en="Notice")
    AccessRule.read()
    Closure.objects.create(date="2021-09-24", reason="Holiday")
    rows = {model: model._base_manager.latest("pk") for model in admin.site._registry}
    return rows | {Notification: haneul.notifications.latest("pk")}


def forbidden(model, row, held):
    """The pages that these permissions do not open, each with how it is asked for."""
    app, name = model._meta.app_label, model._meta.model_name
    may = {verb: f"{app}.{verb}_{name}" in held for verb in ("view", "add", "change", "delete")}
    may["see"] = may["view"] or may["change"]
    for page, (method, need) in PAGES.items():
        if not may[need]:
            args = [] if page == "add" else [row.pk]
            yield method, reverse(f"admin:{app}_{name}_{page}", args=args)


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_page_of_the_admin_is_a_403_for_whoever_may_not(client, rows, role):
    held = set(roles.ROLES[role])
    client.force_login(make_staff("lee", role, *Clinic.objects.all()))
    before = written(LOOKS)

    said = {
        asked: getattr(client, asked[0])(asked[1]).status_code
        for model, row in rows.items()
        for asked in forbidden(model, row, held)
    }
    for app, model, field, looked_up in LOOKED_UP:
        if looked_up.replace(".", ".view_") not in held:
            query = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
            said[field] = client.get(reverse("admin:autocomplete"), query).status_code

    assert {asked: status for asked, status in said.items() if status != 403} == {}
    assert len(said) > 30
    assert written(LOOKS) == before
