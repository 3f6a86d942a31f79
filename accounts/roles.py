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
CLINIC = [
    "bookings.attend_booking",
    "bookings.book_at_clinic",
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
]
#: Those who look after other people's accounts.
STAFF = [
    "accounts.disable_staff",
    "accounts.invite_staff",
    "accounts.reset_factor",
    "accounts.view_staffmember",
]
ROLES = {
    gettext_noop("Clinic staff"): CLINIC,
    gettext_noop("Clinic leads"): [*CLINIC, "accounts.invite_staff"],
    gettext_noop("Call-centre operators"): CALL_CENTRE,
    gettext_noop("Call-centre supervisors"): [
        *CALL_CENTRE,
        "accounts.invite_staff",
        "bookings.override_round",
    ],
    gettext_noop("Privacy officers"): [
        "accounts.change_accessrule",
        "accounts.review_access",
        "accounts.view_accessrecord",
        "accounts.view_accessrule",
        "accounts.view_staffmember",
    ],
    gettext_noop("Supply managers"): SUPPLY,
    gettext_noop("Ministry analysts"): ANALYST,
    gettext_noop("Ministry investigators"): [*ANALYST, "bookings.export_names"],
    gettext_noop("Operations"): [
        *STAFF,
        "accounts.change_provider",
        "accounts.view_provider",
        "bookings.add_campaign",
        "bookings.view_campaign",
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
        "clinics.delete_shortage",
        "clinics.view_shortage",
        "clinics.add_clinic",
        "clinics.change_clinic",
        "clinics.view_clinic",
        "clinics.add_closure",
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
#: Roles that operations may invite people into besides those whose permissions they have all
#: themselves: what a nurse or an analyst may do is not theirs, but who is one they decide.
HANDED_OUT = {
    "Operations": [
        "Clinic staff",
        "Clinic leads",
        "Call-centre operators",
        "Call-centre supervisors",
        "Supply managers",
        "Ministry analysts",
    ]
}


def may_give(inviter):
    """The names of the roles that a member of staff may invite others into."""
    if inviter.is_superuser:
        return list(ROLES)
    theirs = set(inviter.groups.values_list("name", flat=True))
    handed_out = {role for name in theirs for role in HANDED_OUT.get(name, [])}
    return [
        role
        for role, permissions in ROLES.items()
        if role in handed_out or (role not in HANDED_OUT and inviter.has_perms(permissions))
    ]


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
