"""What waits for a member of staff, list by list."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings import follow_ups, leftovers
from bookings.models import Notification, WorkItem
from clinics.models import Clinic

#: More than these nobody counts on a page.
MOST = 500


@dataclass(frozen=True)
class ToDo:
    title: str
    address: str
    count: int

    @property
    def shown(self):
        return f"{MOST}+" if self.count > MOST else str(self.count)


def todo(member):
    """The lists that this member may work on, with how much is on each, up to ``MOST``."""
    clinics = Clinic.objects.staffed_by(member)
    lists = [
        (
            "bookings.change_workitem",
            _("Doses without a place or vaccine"),
            "staff-work",
            WorkItem.objects.open().filter(booking__slot__clinic__in=clinics),
        ),
        (
            "bookings.attend_booking",
            _("Missed appointments to call"),
            "staff-missed",
            follow_ups.list_of(member),
        ),
        (
            "bookings.manage_leftovers",
            _("Leftover doses: did not come, to be recorded"),
            "staff-leftovers",
            leftovers.overdue(clinics),
        ),
        (
            "bookings.retry_notification",
            _("Messages not delivered"),
            "staff-messages",
            Notification.objects.seen_by(member).resting(),
        ),
    ]
    return [
        ToDo(title, reverse(name), rows[: MOST + 1].count())
        for permission, title, name, rows in lists
        if member.has_perm(permission)
    ]
