from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.models import Verification
from bookings import offers
from bookings.eligibility import explain
from bookings.models import Offer, Waitlist
from bookings.refusals import AlreadyBooked, AlreadyWaiting, NotNow, NotVerified, TooLate

#: What a booking asks of a person is asked here too; of several rounds, the one that lasts longest.
JOIN = """
INSERT INTO bookings_waitlist (person_id, campaign_id, round_id, region_id, from_date, to_date)
SELECT p.id, r.campaign_id, r.id, region.id,
       greatest(%(since)s, rv.vaccinate_from), least(%(until)s, rv.vaccinate_to)
FROM accounts_verification v
JOIN accounts_person p ON p.id = v.person_id
JOIN clinics_region region ON region.code = %(region)s AND region.kind IN ('province', 'district')
JOIN bookings_round r ON NOT r.stopped
JOIN bookings_roundversion rv ON rv.id = r.current_id
WHERE v.id = %(verification)s AND v.ended_at IS NULL AND v.ends_at > portal_now()
  AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
  AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
  AND greatest(%(since)s, rv.vaccinate_from,
               (portal_now() AT TIME ZONE 'Asia/Seoul')::date + 2)
      <= least(%(until)s, rv.vaccinate_to)
  AND NOT EXISTS (
      SELECT FROM bookings_booking b
      WHERE b.person_id = p.id AND b.campaign_id = r.campaign_id AND b.dose = 1
        AND b.status IN ('held', 'confirmed', 'completed'))
  AND NOT EXISTS (
      SELECT FROM bookings_doserecord d
      WHERE d.person_id = p.id AND d.campaign_id = r.campaign_id AND d.dose = 1)
ORDER BY rv.closes_at DESC, rv.id
LIMIT 1
ON CONFLICT DO NOTHING
RETURNING id
"""


def join(verification_id, region, since=None, until=None):
    """Put a verified person at the end of the waiting list.

    :param region: official code of the district or province where they would go.
    :param since: first day on which they could go, or None for the round's first; so with
        ``until`` and the last.
    :returns: the id of their entry.
    :raises Refused: nothing was written; the message says why.
    """
    wish = {"region": region, "since": since, "until": until, "verification": verification_id}
    with connection.cursor() as cursor:
        cursor.execute(JOIN, wish)
        row = cursor.fetchone()
    return row[0] if row else explain_refusal(verification_id)


def explain_refusal(verification_id):
    verification = (
        Verification.objects.live().select_related("person").filter(pk=verification_id).first()
    )
    if verification is None:
        raise NotVerified(_("Please prove who you are again: the time for it has run out."))
    answer = explain(verification.person)
    if not answer.may_book:
        raise (AlreadyBooked if answer.open else NotNow)(answer.why)
    if verification.person.waits.on_list().exists():
        raise AlreadyWaiting(_("You are on the waiting list already."))
    if verification.person.doses.filter(dose=1).exists():
        raise AlreadyBooked(_("This dose was already given."))
    raise NotNow(
        _("On these days no place can be offered to you. Please choose days of your booking round.")
    )


@transaction.atomic
def leave(entry):
    """Take somebody off the list; a place that is kept for them goes to the next in line.

    :raises TooLate: they are not on it any more.
    """
    list(Waitlist.objects.select_for_update().filter(pk=entry.pk))
    kept = Offer.objects.filter(entry=entry, state=Offer.State.OPEN).first()
    if kept:
        offers.decline(kept, leave=True)
        return
    left = Waitlist.objects.on_list().filter(pk=entry.pk)
    if not left.update(state=Waitlist.State.LEFT, ended_at=PortalNow()):
        raise TooLate(_("You are no longer on this waiting list."))
