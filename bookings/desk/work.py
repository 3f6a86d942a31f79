"""The work list: second doses, and appointments without vaccine, that found no place.

Whoever is on it hears so, and again when staff close the matter without a place; the messages
and the history are written by the table's triggers.
"""

from django.db.models import Q

from accounts.clock import PortalNow
from bookings.models import WorkItem
from bookings.models.bookings import Status

#: Statuses of a first dose after which a second is needed.
FOLLOWED = (Status.CONFIRMED, Status.COMPLETED)


def put_on_work_list(first, cause):
    """Ask staff to find a second dose, unless somebody asked already."""
    WorkItem.objects.bulk_create(
        [WorkItem(booking=first, kind=WorkItem.Kind.SECOND_DOSE, cause=cause)],
        ignore_conflicts=True,
    )


def no_longer_needed(booking, staff=None):
    """Take whatever was to do for a booking that is over, or its second dose, off the list."""
    theirs = WorkItem.objects.filter(Q(booking=booking) | Q(booking__first_dose=booking))
    resolve(theirs, WorkItem.Outcome.OVER, staff)


def resolve(items, outcome, staff=None, **more):
    return items.open().update(resolved_at=PortalNow(), resolved_by=staff, outcome=outcome, **more)
