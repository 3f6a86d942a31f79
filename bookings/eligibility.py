"""May this person book, and if not, exactly why and when.

The rule itself (cohort, window) is written once, in SQL: ``round_admits`` and
the windows ``[opens_at, closes_at)`` of the rounds' current versions, both read
against the database's clock. These answers are for telling people; the
statement that writes (``bookings.desk``) asks the same rule again.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import rows
from accounts.clock import PortalNow
from accounts.prepared import execute

from .models import Booking, Campaign, Round, RoundVersion


@dataclass
class Answer:
    """What one person can do at one moment (the database's, aware)."""

    now: datetime | None = None
    open: list[RoundVersion] = field(default_factory=list)
    coming: list[RoundVersion] = field(default_factory=list)
    past: list[RoundVersion] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)

    @property
    def may_book(self):
        booked = {booking.campaign_id for booking in self.bookings}
        return any(version.round.campaign_id not in booked for version in self.open)

    @property
    def why(self):
        """A sentence for whoever may not book now; empty for whoever may."""
        if self.may_book:
            return ""
        if self.open:
            return _("You already have a booking.")
        if self.coming:
            return _("It is not your turn yet. You can book from %(moment)s.") % {
                "moment": moment(self.coming[0].opens_at)
            }
        if self.past:
            return _("Booking for your date of birth closed on %(moment)s.") % {
                "moment": moment(self.past[-1].closes_at)
            }
        return _("No booking round includes your date of birth at present.")


def moment(at):
    """A moment as people in Korea read it, whatever zone it came in."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


#: The versions in force, by their opening; where there are none, the moment all the same.
IN_FORCE = f"""
SELECT {rows.columns(RoundVersion, "v")}, {rows.columns(Round, "r")}, {rows.columns(Campaign, "c")},
       portal_now(), {{also}}
FROM (SELECT) AS always
LEFT JOIN (bookings_round r JOIN bookings_roundversion v ON v.id = r.current_id
           JOIN bookings_campaign c ON c.id = r.campaign_id)
  ON NOT r.stopped AND {{those}}
ORDER BY v.opens_at, v.id
"""
#: ``round_admits`` is where the rule is written; the last column says whether anything is booked.
ROUNDS = IN_FORCE.format(
    those="round_admits(v.birth_from, v.birth_to, v.birth_day_digit, %(birth_date)s)",
    also="""EXISTS (SELECT FROM bookings_booking b WHERE b.person_id = %(person)s
                             AND b.status IN ('held', 'confirmed', 'completed'))""",
)
NOT_OVER = IN_FORCE.format(those="v.closes_at > portal_now()", also="NULL")


def asked(person):
    """Whether somebody has an active booking, and the versions whose cohort takes them in."""
    with connection.cursor() as cursor:
        execute(cursor, ROUNDS, {"person": person.pk, "birth_date": person.birth_date})
        found = cursor.fetchall()
    return found[0][-1], [version_of(row) for row in found if row[0]]


def not_over():
    """The moment, and the versions in force that are open then or open later."""
    with connection.cursor() as cursor:
        execute(cursor, NOT_OVER)
        found = cursor.fetchall()
    return found[0][-2], [version_of(row) for row in found if row[0]]


def version_of(row):
    version, row = rows.cut(RoundVersion, row)
    version.round, row = rows.cut(Round, row)
    version.round.campaign, (version.now, _) = rows.cut(Campaign, row)
    return version


def active(person):
    return list(person.bookings.active().select_related("slot__clinic"))


def explain(person):
    """Sort the rounds that take in this person into open, coming and past.

    :param person: whom the booking is for.
    :returns: an :class:`Answer`; its rounds are in order of opening.
    """
    booked, versions = asked(person)
    answer = Answer(bookings=active(person) if booked else [])
    for version in versions:
        answer.now = version.now
        if version.now < version.opens_at:
            answer.coming.append(version)
        elif version.now < version.closes_at:
            answer.open.append(version)
        else:
            answer.past.append(version)
    return answer


def regardless(person):
    """What this person could book were it not for windows and cohorts; a stopped round stays so.

    :returns: an :class:`Answer` in which every round is open.
    """
    versions = RoundVersion.objects.current().select_related("round__campaign")
    versions = list(versions.annotate(now=PortalNow()).order_by("opens_at", "pk"))
    booked = list(person.bookings.active().select_related("slot__clinic"))
    return Answer(now=versions[0].now if versions else None, open=versions, bookings=booked)
