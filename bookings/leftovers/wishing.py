"""Who wants to be offered leftover doses, and where."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import now
from bookings.models import LeftoverAlert, LeftoverTurn, LeftoverWish
from bookings.models.leftovers import MOST_CLINICS
from bookings.refusals import Refused
from clinics.models import Vaccine


def choices():
    """The vaccines of which leftover doses are given."""
    return Vaccine.objects.filter(campaign__leftover_terms__isnull=False).distinct()


@transaction.atomic
def wish(person, clinics, vaccines, quiet=(None, None)):
    """Ask to be offered leftover doses, or say anew where and of what.

    Whoever waits already keeps their turn; nobody gains one by asking again.

    :param clinics: up to five clinics, the preferred one first.
    :param vaccines: those they would take.
    :param quiet: from and until when they are offered nothing, as times of the day in Korea.
    :returns: the :class:`LeftoverWish`.
    :raises Refused: too many clinics, or none; no vaccine.
    """
    clinics, vaccines = list(dict.fromkeys(clinics)), set(vaccines)
    if not clinics or not vaccines:
        raise Refused(_("Please choose at least one clinic and one vaccine."))
    if len(clinics) > MOST_CLINICS:
        raise Refused(_("Alerts are possible at five clinics at most."))
    mine, _made = LeftoverWish.objects.select_for_update().get_or_create(person=person)
    if not mine.alerts.exists():
        mine.turn_at = now()
    mine.quiet_from, mine.quiet_until = quiet
    mine.save(update_fields=["turn_at", "quiet_from", "quiet_until"])
    mine.alerts.all().delete()
    stand(mine, clinics, vaccines)
    return mine


def stand(mine, clinics, vaccines):
    """Put somebody in the lines of these clinics, at their own turn."""
    alerts = LeftoverAlert.objects.bulk_create(
        LeftoverAlert(wish=mine, clinic=clinic, place=place)
        for place, clinic in enumerate(clinics, 1)
    )
    LeftoverTurn.objects.bulk_create(
        LeftoverTurn(
            wish=mine,
            alert=alert,
            clinic_id=alert.clinic_id,
            vaccine=vaccine,
            place=alert.place,
            turn_at=mine.turn_at,
        )
        for alert in alerts
        for vaccine in vaccines
    )


@transaction.atomic
def forget(person):
    """Offer this person nothing more. An offer that is open stays until it is answered."""
    mine = LeftoverWish.objects.select_for_update().filter(person=person).first()
    if mine:
        mine.alerts.all().delete()
