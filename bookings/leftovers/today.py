"""What a clinic's day says to doses that are left on it, in one statement."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.prepared import execute
from bookings.refusals import Refused
from clinics.models import ClinicDay, DayPlaces, OpeningHours
from clinics.openings import PEOPLE_PER_DOCTOR

LOOK = """
SELECT portal_now(), terms.campaign_id, terms.close_before,
    (SELECT x.reason FROM clinics_closure x
     WHERE x.date = today.date AND (x.clinic_id = %(clinic)s OR x.clinic_id IS NULL)
     ORDER BY x.id LIMIT 1),
    (SELECT h.reason FROM clinics_shortage h
     WHERE h.clinic_id = %(clinic)s AND (h.group_id = %(group)s OR h.group_id IS NULL)
       AND today.date >= h.first_date AND (today.date <= h.last_date OR h.last_date IS NULL)
     ORDER BY h.first_date, h.id LIMIT 1),
    (SELECT max(o.closes) FROM clinics_openinghours o
     WHERE o.clinic_id = %(clinic)s AND o.weekday = extract(isodow FROM today.date)::int),
    (SELECT p.id FROM clinics_dayplaces p
     WHERE p.clinic_id = %(clinic)s AND p.group_id = %(group)s AND p.date = today.date),
    ARRAY(SELECT s.starts_at FROM clinics_slot s
          WHERE s.clinic_id = %(clinic)s AND s.group_id = %(group)s
            AND s.starts_at BETWEEN portal_now() - interval '1 ms' AND portal_now())
FROM (SELECT (portal_now() AT TIME ZONE 'Asia/Seoul')::date AS date) AS today
LEFT JOIN LATERAL (
    SELECT t.campaign_id, t.close_before FROM bookings_leftoverterms t
    JOIN bookings_campaign_vaccines v ON v.campaign_id = t.campaign_id
    WHERE v.vaccine_id = %(vaccine)s ORDER BY t.campaign_id DESC LIMIT 1) AS terms ON true
"""


class Today(NamedTuple):
    """The clinic is locked, so that nobody writes any of it meanwhile but its hours."""

    moment: datetime
    #: The newest campaign that gives leftover doses of the vaccine.
    campaign: int | None
    close_before: timedelta | None
    #: Why the clinic is closed, or has no vaccine; None where it has.
    closed: str | None
    short: str | None
    #: Its last hour, where its hours are known.
    closes: time | None
    #: The day's sum that the slot belongs to, where there is one.
    places: int | None
    #: The moments of the last thousandth of a second at which it has slots of the group.
    taken: list[datetime]

    @property
    def date(self):
        return timezone.localdate(self.moment)

    def closing(self):
        return self.closes and on(self.date, self.closes)

    def free_moment(self):
        """The last one, to the microsecond, at which the clinic has no slot of the group yet."""
        moment = self.moment
        while moment in self.taken:
            moment -= timedelta(microseconds=1)
        return moment

    def refuse_shut(self):
        """What is left on a day that is shut would be offered to nobody."""
        if self.closed is not None:
            raise Refused(
                _("Nothing is offered today, because the clinic is closed: %(reason)s")
                % {"reason": self.closed}
            )
        if self.short is not None:
            raise Refused(
                _(
                    "Nothing is offered today, because the clinic is said to have no vaccine:"
                    " %(reason)s"
                )
                % {"reason": self.short}
            )


def on(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def closing(clinic, day):
    """When a clinic closes on a day; None where its hours are not known."""
    hours = OpeningHours.objects.filter(clinic=clinic, weekday=day.isoweekday())
    last = hours.order_by("closes").last()
    return last and on(day, last.closes)


def look(clinic, vaccine):
    """:returns: :class:`Today`."""
    terms = {"clinic": clinic.pk, "group": vaccine.group_id, "vaccine": vaccine.pk}
    with connection.cursor() as cursor:
        execute(cursor, LOOK, terms)
        return Today(*cursor.fetchone())


def places(clinic, group, day):
    """The id of the day's sum that the slot belongs to; leftover doses are not counted in it."""
    limit = min(clinic.doctors * PEOPLE_PER_DOCTOR, 32767)
    day_, _made = ClinicDay.objects.get_or_create(
        clinic=clinic, date=day, defaults={"limit": limit}
    )
    return DayPlaces.objects.get_or_create(
        clinic=clinic, group_id=group, date=day, defaults={"day": day_}
    )[0].pk
