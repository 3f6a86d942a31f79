"""What each kind of staff may do. The groups in the database are written from here."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_noop

CALL_CENTRE = [
    "bookings.book_by_phone",
    "bookings.cancel_booking",
    "bookings.view_booking",
    "bookings.view_bookingevent",
    "bookings.view_maker",
    "bookings.retry_notification",
    "bookings.view_notification",
    "bookings.change_workitem",
    "bookings.view_offer",
    "bookings.view_waitlist",
    "bookings.view_workitem",
    "clinics.reach_every_clinic",
    "clinics.view_clinic",
]
SUPPLY = [
    "bookings.manage_supply",
    "bookings.cancel_booking",
    "bookings.change_workitem",
    "bookings.view_booking",
    "bookings.view_bookingevent",
    "bookings.view_supplyact",
    "bookings.view_workitem",
    "clinics.reach_every_clinic",
    "clinics.view_clinic",
    "clinics.view_shortage",
    "clinics.view_vaccine",
    "clinics.view_vaccinegroup",
]
ANALYST = [
    "bookings.export_booking",
    "bookings.view_dashboard",
    "bookings.view_campaign",
    "bookings.view_round",
    "bookings.view_roundversion",
    "clinics.reach_every_clinic",
    "clinics.view_clinic",
    "clinics.view_interval",
    "clinics.view_region",
    "clinics.view_vaccine",
    "clinics.view_vaccinegroup",
]
ROLES = {
    gettext_noop("Clinic staff"): [
        "bookings.attend_booking",
        "bookings.manage_leftovers",
        "bookings.view_booking",
        "bookings.view_bookingevent",
        "bookings.retry_notification",
        "bookings.view_notification",
        "bookings.change_workitem",
        "bookings.view_workitem",
        "clinics.manage_places",
        "clinics.manage_stock",
        "clinics.view_clinic",
    ],
    gettext_noop("Call-centre operators"): CALL_CENTRE,
    gettext_noop("Call-centre supervisors"): [*CALL_CENTRE, "bookings.override_round"],
    gettext_noop("Supply managers"): SUPPLY,
    gettext_noop("Ministry analysts"): ANALYST,
    gettext_noop("Ministry investigators"): [*ANALYST, "bookings.export_names"],
    gettext_noop("Operations"): [
        "accounts.change_provider",
        "accounts.view_provider",
        "accounts.view_accessrecord",
        "accounts.view_staffmember",
        "bookings.add_campaign",
        "bookings.change_campaign",
        "bookings.view_campaign",
        "bookings.add_leftoverterms",
        "bookings.change_leftoverterms",
        "bookings.view_leftoverterms",
        "bookings.add_round",
        "bookings.change_round",
        "bookings.view_round",
        "bookings.add_roundversion",
        "bookings.view_roundversion",
        "bookings.retry_notification",
        "bookings.view_notification",
        "bookings.change_workitem",
        "bookings.view_offer",
        "bookings.view_waitlist",
        "bookings.view_workitem",
        "bookings.manage_supply",
        "bookings.view_dashboard",
        "bookings.view_supplyact",
        "clinics.reach_every_clinic",
        "clinics.manage_places",
        "clinics.add_shortage",
        "clinics.change_shortage",
        "clinics.delete_shortage",
        "clinics.view_shortage",
        "clinics.add_clinic",
        "clinics.change_clinic",
        "clinics.view_clinic",
        "clinics.add_closure",
        "clinics.change_closure",
        "clinics.delete_closure",
        "clinics.view_closure",
        "clinics.add_openinghours",
        "clinics.change_openinghours",
        "clinics.delete_openinghours",
        "clinics.view_openinghours",
        "clinics.view_region",
        "clinics.add_interval",
        "clinics.change_interval",
        "clinics.delete_interval",
        "clinics.view_interval",
        "clinics.add_vaccine",
        "clinics.change_vaccine",
        "clinics.view_vaccine",
        "clinics.add_vaccinegroup",
        "clinics.change_vaccinegroup",
        "clinics.view_vaccinegroup",
        "operations.run_opening",
        "portal.add_notice",
        "portal.change_notice",
        "portal.delete_notice",
        "portal.view_notice",
    ],
}


def sync(apps=installed, using="default", **kwargs):
    """Give every group exactly the permissions listed here; safe to run again.

    Runs after each ``migrate``, before Django has made every app's permissions,
    so it has them made first. A permission that does not exist is a ``KeyError``.
    """
    try:
        Group = apps.get_model("auth", "Group")
    except LookupError:  # a migration back to before there were groups
        return
    for app in sorted({name.split(".")[0] for names in ROLES.values() for name in names}):
        create_permissions(installed.get_app_config(app), 0, apps=apps, using=using)
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in apps.get_model("auth", "Permission")
        .objects.using(using)
        .select_related("content_type")
    }
    for name, permissions in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set([existing[permission] for permission in permissions])
