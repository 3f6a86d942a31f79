"""Whoever missed an appointment and has no other: the clinic calls, and keeps what came of it."""

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from clinics.models import Clinic, Slot

from .models import Booking, FollowUp
from .models.bookings import Status
from .refusals import Refused

#: For so many days, as the campaign says.
AS_SAID = F("campaign__follow_up_days")


def to_call(clinics, days=AS_SAID):
    """The missed bookings that are to be followed up, the newest first.

    For as many days as the campaign says; not of whoever has booked the dose anew, nor of whoever
    said that they do not want it. The day is a subquery: a country's missed bookings are looked at
    from the newest on, until there are as many as somebody wants, instead of all of them.

    :param clinics: at which they were missed; None for all of the country.
    :param days: an expression; what if it were another than the campaign says?
    """
    today = TruncDate(PortalNow(), tzinfo=get_default_timezone())
    since = ExpressionWrapper(today - days, DateField())
    anew = Booking.objects.active().filter(
        person=OuterRef("person"), campaign=OuterRef("campaign"), dose=OuterRef("dose")
    )
    declined = FollowUp.objects.filter(booking=OuterRef("pk"), outcome=FollowUp.Outcome.DECLINED)
    missed = Booking.objects.filter(status=Status.NO_SHOW)
    if clinics is not None:
        missed = missed.filter(slot__places__clinic__in=clinics)
    day = Slot.objects.filter(pk=OuterRef("slot")).values("places__date")
    return (
        missed.alias(day=Subquery(day))
        .filter(day__gte=since)
        .exclude(Exists(anew))
        .exclude(Exists(declined))
        .order_by("-pk")
    )


def list_of(member):
    """Whom this member of staff has to call."""
    everywhere = member.has_perm("clinics.reach_every_clinic")
    return to_call(None if everywhere else Clinic.objects.staffed_by(member))


def note(booking, staff, outcome):
    """Keep what came of a call.

    :param outcome: of ``FollowUp.Outcome``.
    :raises Refused: there is nobody to call any more.
    """
    if not to_call([booking.slot.clinic_id]).filter(pk=booking.pk).exists():
        raise Refused(_("This person need not be called any more."))
    return FollowUp.objects.create(booking=booking, staff=staff, outcome=outcome)
