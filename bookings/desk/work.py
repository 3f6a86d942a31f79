"""The work list: second doses that the portal found no place for.

Whoever is on it hears so, and again when staff close the matter without a place; the messages
and the history are written by the table's triggers.
"""

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


def no_longer_needed(first, staff=None):
    """Take the second dose of a first that will not be given off the work list."""
    resolve(first, WorkItem.Outcome.OVER, staff)


def resolve(first, outcome, staff=None, **more):
    return first.work.open().update(
        resolved_at=PortalNow(), resolved_by=staff, outcome=outcome, **more
    )
