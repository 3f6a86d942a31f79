"""Naming the person one books for.

A proxy learns what anybody can know of a birth date, and nothing else: whether the person has
a booking or a dose, lets nobody book or is being booked for already all sound the same.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import limits, named
from accounts.clock import PortalNow
from accounts.digests import digest
from accounts.refusals import Refused
from bookings.eligibility import explain
from bookings.history import doses_given
from bookings.models import Mandate, ProxyBlock

NOT_FOR_OTHERS = gettext_lazy(
    "Nobody else can book for this person here. They can book themselves, or telephone us."
)
A_DAY = timedelta(days=1)
LIMITS = [
    limits.Limit(
        ("proxy",),
        ((5, timedelta(minutes=10)), (20, A_DAY)),
        gettext_lazy("You have named several people already."),
    ),
    # It closes this door for a number and no other: its owner books all the same.
    limits.Limit(
        ("identifier",),
        ((20, A_DAY),),
        gettext_lazy("These details could not be confirmed several times already."),
        unless="attested_at",
    ),
]


def name_subject(proxy, relationship, claims):
    """Let a verified person book for another.

    :param claims: :class:`accounts.attesters.Claims` of the other; the phone may be empty.
    :returns: the :class:`Mandate`, live for two hours. An earlier one of the proxy's has ended.
    :raises Refused: by a limit, by the attester, for a reason anybody may know, or for none.
    """
    mandate = start(proxy=proxy.pk, identifier=digest("rrn", claims.number), relation=relationship)
    subject = named.vouched_for(claims, get_language(), reached_by=proxy.phone)
    Mandate.objects.filter(pk=mandate.pk).update(attested_at=PortalNow())
    if subject == proxy:
        raise Refused(_("This is you. Please book for yourself."))
    refuse_what_may_be_told(subject)
    if booked_or_blocked(subject):
        raise Refused(NOT_FOR_OTHERS)
    return begin(mandate, subject)


@transaction.atomic
def start(relation, **subjects):
    limits.hold_back_by(LIMITS, Mandate, subjects)
    proxy, identifier = subjects.values()
    return Mandate.objects.create(proxy_id=proxy, identifier=identifier, relationship=relation)


def refuse_what_may_be_told(subject):
    answer = known_to_all(subject)
    if not (answer.open or answer.coming):
        raise Refused(
            _("No booking round in which others may book includes this date of birth at present.")
        )


def known_to_all(subject):
    """What follows from a birth date alone, for rounds in which others may book.

    :returns: an :class:`bookings.eligibility.Answer` without bookings.
    """
    answer = explain(subject)
    answer.bookings = []
    for rounds in (answer.open, answer.coming, answer.past):
        rounds[:] = [version for version in rounds if version.round.proxies]
    return answer


def booked_or_blocked(subject):
    """Whether there is nothing to book for this person, for a reason nobody else may know."""
    answer = explain(subject)
    booked = {booking.campaign_id for booking in answer.bookings}
    given = {campaign for _person, campaign, dose in doses_given([subject.pk]) if dose == 1}
    campaigns = {version.round.campaign_id for version in answer.open + answer.coming}
    return campaigns <= booked | given or ProxyBlock.objects.filter(person=subject).exists()


@transaction.atomic
def begin(mandate, subject):
    """The first proxy of a subject has two hours; the newest subject of a proxy counts."""
    old = Mandate.objects.filter(ended_at=None).exclude(pk=mandate.pk)
    old.filter(Q(subject=subject, ends_at__lte=PortalNow()) | Q(proxy=mandate.proxy_id)).update(
        ended_at=PortalNow()
    )
    mandate.subject = subject
    try:
        with transaction.atomic():
            mandate.save(update_fields=["subject"])
    except IntegrityError as taken:
        raise Refused(NOT_FOR_OTHERS) from taken
    return mandate


def held_by(proxy):
    """The mandate with which a person books for another now, or None."""
    return Mandate.objects.live().filter(proxy=proxy).select_related("subject", "proxy").first()


def answer_for(proxy):
    """What a proxy could book for the person they named, as far as they may know, or None."""
    mandate = held_by(proxy)
    return mandate and known_to_all(mandate.subject)


def end(proxy):
    Mandate.objects.live().filter(proxy=proxy).update(ended_at=PortalNow())


def forget():
    """Drop what no limit needs any more: who named whom stays with the bookings alone.

    :returns: how many rows were dropped.
    """
    return Mandate.objects.filter(created_at__lt=PortalNow() - A_DAY).delete()[0]


@transaction.atomic
def block(person):
    """Let nobody else book for a person any more, beginning with who is about to."""
    ProxyBlock.objects.get_or_create(person=person)
    Mandate.objects.live().filter(subject=person).update(ended_at=PortalNow())


def allow(person):
    ProxyBlock.objects.filter(person=person).delete()
