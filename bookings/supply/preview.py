"""What an act would do by what is free now. Nothing is locked or written."""

from collections import Counter

from django.db import connection

from .deciding import clerk_for
from .families import MEMBERS, read
from .scope import COUNT, SOME, ids, terms

#: Bookings that are decided for the preview; of more, these are a part.
MOST = 2000
SAMPLES = 10


def preview(act):
    """:returns: counts by dose and by what would become of them, and samples without names."""
    answers = {**terms(act), "limit": MOST}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, answers)
        firsts, seconds, clinics = cursor.fetchone()
        verdicts = rehearse(cursor, act, answers)
    fates = [fate for each in verdicts for fate in each.fates]
    concerned = [fate for fate in fates if fate.dose.concerned]
    return {
        "firsts": firsts,
        "seconds": seconds,
        "clinics": clinics,
        "looked_at": len(concerned),
        "states": Counter(fate.state for fate in concerned),
        "whys": Counter(fate.why for fate in fates if fate.why),
        "others": sum(1 for fate in fates if not fate.dose.concerned),
        "samples": [sample(fate) for fate in fates[:: max(1, len(fates) // SAMPLES)]][:SAMPLES],
    }


def rehearse(cursor, act, answers):
    bookings = ids(cursor, SOME, answers)
    if not bookings:
        return []
    members = ids(cursor, MEMBERS, {"bookings": bookings})
    known = read(cursor, members, set(bookings))
    concerned = [family for family in known if family.concerned]
    clerk = clerk_for(cursor, act, concerned, answers)
    return [clerk.decide(family) for family in concerned]


def sample(fate):
    return {
        "reference": fate.dose.reference,
        "dose": fate.dose.dose,
        "old": fate.dose.day.isoformat(),
        "new": fate.place and fate.place.date.isoformat(),
        "clinic": fate.place and fate.place.clinic,
        "state": fate.state,
        "why": fate.why,
    }
