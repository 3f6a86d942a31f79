"""Who looked at whose personal data: written down before it is shown, kept for two years."""

from datetime import timedelta

from django.db import connection
from django.db.models import Model

from accounts.addresses import client_address
from accounts.clock import PortalNow
from accounts.models import AccessRecord
from accounts.staff.presence import somebody_is_there

#: A page that reloads itself leaves one record in this time as long as it shows the same people.
AGAIN = timedelta(minutes=10)


def record(staff, act, targets, reason="", request=None):
    """Write down who did what with whose personal data, before it is shown.

    :param act: one of ``AccessRecord.Act``.
    :param targets: one row, several in a list, or a queryset of them.
    """
    if isinstance(targets, Model):
        targets = [targets]
    if isinstance(targets, list):
        kind, ids = targets[0]._meta.label_lower, [row.pk for row in targets]
    else:
        kind, ids = targets.model._meta.label_lower, list(targets.values_list("pk", flat=True))
    return keep(staff, act, kind, ids, reason, request)


def record_people(request, people, act=AccessRecord.Act.VIEW, reason=""):
    """Write down whom a page is about to show its reader; nothing for an empty page.

    :param people: ids of :class:`accounts.models.Person` rows, as often as they occur.
    """
    if ids := sorted({person for person in people if person}):
        keep(request.user, act, "accounts.person", ids, reason, request)


def keep(staff, act, kind, ids, reason, request):
    what = {"staff": staff, "act": act, "target_kind": kind, "target_ids": ids, "reason": reason}
    if request and not somebody_is_there(request) and kept_lately(what):
        return None
    address = client_address(request) if request else None
    return AccessRecord.objects.create(**what, address=address)


def kept_lately(what):
    """Whether a page that its reader left open showed the same people already."""
    return AccessRecord.objects.filter(**what, at__gt=PortalNow() - AGAIN).exists()


def forget(most=10_000):
    """Remove a batch of records that are older than two years, through the database's one door.

    The database writes down that it did. :returns: how many went.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_access_records(%s)", [most])
        return cursor.fetchone()[0]
