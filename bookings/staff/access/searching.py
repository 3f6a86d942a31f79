"""Find access records among millions: every way to ask has its index."""

from django.db.models import F, Q

from accounts.models import AccessRecord
from bookings.models import Booking, Notification, ReportExport
from bookings.reports.inside import with_person


def search(staff=None, person=None, act="", first=None, last=None):
    """The records that match, the newest first.

    :param staff: whose looks, a :class:`accounts.models.StaffMember`.
    :param person: the id of whom they looked at.
    :param first: a moment; ``last`` is the first moment that is too late.
    """
    records = AccessRecord.objects.select_related("staff")
    if staff:
        records = records.filter(staff=staff)
    if act:
        records = records.filter(act=act)
    if first:
        records = records.filter(at__gte=first)
    if last:
        records = records.filter(at__lt=last)
    if person is None:
        return records.order_by("-at", "-pk")
    # By what cannot be read from an index, or the planner may walk all the newest for a few.
    return records.filter(about(person)).order_by((F("pk") + 0).desc())


def about(person):
    """Records that name a person, or one of their bookings or messages."""
    named = Q(target_kind="accounts.person", target_ids__contains=[person])
    for model in (Booking, Notification):
        ids = model.objects.filter(person=person).values_list("pk", flat=True)[:200]
        kind = model._meta.label_lower
        for pk in ids:
            named |= Q(target_kind=kind, target_ids__contains=[pk])
    return named


def exports(staff=None, person=None, act="", first=None, last=None):
    """The exports with names that a person stands in. Their records name the export alone."""
    if person is None or act not in ("", AccessRecord.Act.EXPORT):
        return ReportExport.objects.none()
    found = with_person(person)
    if staff:
        found = found.filter(asked_by=staff)
    if first:
        found = found.filter(ended_at__gte=first)
    if last:
        found = found.filter(ended_at__lt=last)
    return found


def older(records, before):
    """Those that come after the record ``before`` in a list of the newest first."""
    return records.filter(at__lte=before.at).exclude(at=before.at, pk__gte=before.pk)
