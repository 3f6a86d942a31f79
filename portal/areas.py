"""The rooms of the staff area, in the order of a day: the menu and the start page lead there."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Area(NamedTuple):
    """:param says: to somebody new, in a line.
    :param permissions: any of which opens it; none where it is open to all."""

    name: str
    words: str | Promise
    says: str | Promise
    permissions: tuple = ()


AREAS = [
    Area(
        "staff-day",
        _("Day list"),
        _("Who comes today: find people, record arrivals and doses."),
        ("bookings.attend_booking",),
    ),
    Area(
        "staff-places",
        _("Hours and places"),
        _("Hours, doctors, places, and closed days."),
        ("clinics.manage_places",),
    ),
    Area(
        "staff-leftovers",
        _("Leftover doses"),
        _("Publish what is left today, and see who comes."),
        ("bookings.manage_leftovers",),
    ),
    Area(
        "staff-stock",
        _("Stock"),
        _("What is in the refrigerator, and what the coming days need."),
        ("clinics.manage_stock",),
    ),
    Area(
        "staff-phone",
        _("Telephone"),
        _("Book, move and cancel for whoever calls."),
        ("bookings.book_by_phone",),
    ),
    Area(
        "staff-work",
        _("Work list"),
        _("Doses without a place, and missed appointments to call."),
        ("bookings.change_workitem",),
    ),
    Area(
        "staff-supply",
        _("Supply"),
        _("Late deliveries, recalled lots, clinics that drop out."),
        ("bookings.manage_supply",),
    ),
    Area(
        "staff-reports",
        _("Reports"),
        _("Files to take home, once or every midnight."),
        ("bookings.export_booking", "accounts.view_accessrecord"),
    ),
    Area(
        "dashboard",
        _("Dashboard"),
        _("Bookings, places, visits and waste, counted a minute ago."),
        ("bookings.view_dashboard",),
    ),
    Area(
        "staff-messages",
        _("Messages not delivered"),
        _("Send them again, or set them aside."),
        ("bookings.retry_notification",),
    ),
    Area(
        "operations",
        _("Opening room"),
        _("Watch and steer an opening; propose and approve rounds."),
        ("operations.run_opening",),
    ),
    Area(
        "staff-people",
        _("Staff"),
        _("Invite somebody, disable an account, replace a lost telephone."),
        ("accounts.invite_staff",),
    ),
    Area(
        "staff-access",
        _("Access records"),
        _("Who looked at whom, alarms, the monthly review."),
        ("accounts.review_access",),
    ),
    Area("staff-roles", _("Roles"), _("Who may do what, you too.")),
]


def open_to(user):
    """The areas that somebody's roles open."""
    return [
        area for area in AREAS if not area.permissions or any(map(user.has_perm, area.permissions))
    ]
