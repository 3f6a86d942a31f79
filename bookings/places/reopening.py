"""Bringing a clinic's days to what its hours, doctors and closures say now.

Whoever changes those notes it at the clinic in the same transaction and calls ``settle`` after it;
where that died half-way a task finds the note.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import localdate

from accounts.clock import PortalNow, now
from bookings.models import Campaign
from bookings.planning import vaccination_days
from clinics.models import Clinic, DayPlaces
from clinics.openings import days, open_day

#: After this long nobody else is at it any more.
LEFT_ALONE = timedelta(minutes=1)


def note(clinic):
    Clinic.objects.filter(pk=clinic.pk).update(reopen_since=PortalNow())


def settle(pk):
    """Open the days to come anew, as far as they were opened before."""
    since = Clinic.objects.values_list("reopen_since", flat=True).get(pk=pk)
    if since is None:
        return
    for date, groups in needed(pk).items():
        open_day(date, groups, [pk])
    # Unless somebody changed it once more meanwhile.
    Clinic.objects.filter(pk=pk, reopen_since=since).update(reopen_since=None)


def note_all(date):
    """Note one day at every clinic whose days were opened as far.

    :returns: the moment by which ``settle_all`` knows its notes from those of others.
    """
    opened = DayPlaces.objects.filter(clinic=OuterRef("pk"), date__gte=date)
    moment = now()
    Clinic.objects.filter(Exists(opened), reopen_since=None).update(reopen_since=moment)
    return moment


def settle_all(date, moment):
    """Open one day anew at all clinics, in a few statements: one by one it would take hours."""
    opened = DayPlaces.objects.filter(date__gte=date)
    clinics = list(opened.order_by().values_list("clinic", flat=True).distinct())
    spans = [vaccination_days(campaign).items() for campaign in Campaign.objects.all()]
    groups = {group for each in spans for group, (first, end) in each if first <= date <= end}
    groups |= set(opened.filter(date=date).values_list("group", flat=True).distinct())
    open_day(date, groups, clinics)
    Clinic.objects.filter(reopen_since=moment).update(reopen_since=None)


def needed(pk):
    """Which vaccine groups are given on which days to come, up to the last that was opened."""
    opened = DayPlaces.objects.filter(clinic=pk, date__gte=localdate(now()))
    last = opened.aggregate(last=Max("date"))["last"]
    groups = defaultdict(set)
    if last is None:
        return groups
    for date, group in opened.values_list("date", "group"):
        groups[date].add(group)
    for campaign in Campaign.objects.all():
        for group, (first, end) in vaccination_days(campaign).items():
            for date in days(max(first, localdate(now())), min(end, last)):
                groups[date].add(group)
    return groups


def settle_forgotten():
    """Days that somebody began to open anew and did not finish. :returns: of how many clinics."""
    forgotten = Clinic.objects.filter(reopen_since__lt=PortalNow() - LEFT_ALONE)
    ids = list(forgotten.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        settle(pk)
    return len(ids)
