"""What clinic staff do with the doses they have left."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.doorbell import ring
from bookings.models import LeftoverAct, LeftoverBatch, LeftoverTerms
from bookings.offers.ending import withdraw
from bookings.refusals import Refused
from clinics.models import Clinic, Slot

from .today import closing, look, places

Act = LeftoverAct.Act


@transaction.atomic
def publish(clinic, vaccine, doses, usable_until, staff, after=None):
    """Offer doses that are left today to those who wait for them.

    :param doses: how many.
    :param usable_until: the moment, today, from which none can be given any more (aware).
    :param after: the newest act when the form was made: the same form sent twice publishes once.
    :returns: the :class:`LeftoverBatch`.
    :raises Refused: no campaign gives this vaccine, nothing would be offered because the clinic
        is closed or without vaccine, or there is no time left to come for it.
    """
    list(Clinic.objects.select_for_update(no_key=True).filter(pk=clinic.pk))
    told = noted_since(after, Act.PUBLISHED, doses, staff, batch__vaccine=vaccine)
    if act := told.filter(batch__slot__clinic=clinic).first():
        return act.batch
    here = look(clinic, vaccine)
    if here.campaign is None:
        raise Refused(_("No campaign gives leftover doses of this vaccine."))
    here.refuse_shut()
    closes_at, usable_until = last_moments(
        here.closing(), here.close_before, here.moment, usable_until
    )
    slot = Slot.objects.create(
        clinic=clinic,
        group_id=vaccine.group_id,
        places_id=here.places or places(clinic, vaccine.group_id, here.date),
        starts_at=here.free_moment(),
        ends_at=usable_until,
        capacity=doses,
        leftover=True,
    )
    batch = LeftoverBatch.objects.create(
        campaign_id=here.campaign,
        vaccine=vaccine,
        slot=slot,
        published=doses,
        closes_at=closes_at,
        usable_until=usable_until,
    )
    note(batch, Act.PUBLISHED, doses, staff)
    transaction.on_commit(ring_for_offers)
    return batch


def ring_for_offers():
    ring("bookings.tasks.offer_leftovers")


def last_moments(closes, close_before, moment, usable_until):
    """When offers end, and until when people can come: the clinic closes, too. Whoever accepts at
    the last moment has a while left to come."""
    today = timezone.localdate(moment)
    if timezone.localdate(usable_until) != today or usable_until <= moment:
        raise Refused(_("The doses must be usable for a while yet, and today."))
    if closes is not None and closes <= usable_until:
        usable_until = closes
        late = _("The clinic closes at %(time)s. It is too late for anybody to come.")
    else:
        late = _("The doses are usable until %(time)s only. It is too late for anybody to come.")
    closes_at = usable_until - close_before
    if closes_at <= moment:
        raise Refused(late % {"time": clock(usable_until)})
    return closes_at, usable_until


def clock(moment):
    return date_format(timezone.localtime(moment), "TIME_FORMAT")


@transaction.atomic
def change_count(batch, doses, staff):
    """Say that there are more or fewer doses than were published.

    :raises Refused: fewer than are promised, given or wasted.
    """
    lock(batch, LeftoverBatch.State.OPEN)
    set_count(batch, "published", doses)
    note(batch, Act.CHANGED, doses, staff)
    transaction.on_commit(ring_for_offers)


@transaction.atomic
def change_until(batch, usable_until, staff):
    """Say that the doses are usable for longer, or not for as long as was said. Offers that would
    run on for too long are withdrawn; their people are the next.

    :param usable_until: as of :func:`publish`.
    :raises Refused: there is no time left to come, or somebody is coming who was told a later one.
    """
    lock(batch, LeftoverBatch.State.OPEN, LeftoverBatch.State.STOPPED)
    moment = now()
    today = timezone.localdate(moment)
    if timezone.localdate(batch.slot.starts_at) != today:
        raise Refused(_("These doses are no longer offered."))
    terms = LeftoverTerms.objects.get(pk=batch.campaign_id)
    closes = closing(batch.slot.clinic, today)
    closes_at, usable_until = last_moments(closes, terms.close_before, moment, usable_until)
    withdraw(batch.slot_id, ends_at__gt=closes_at)
    # Whoever books meanwhile waits for the slot, and reads the new time.
    slot = Slot.objects.select_for_update(no_key=True).get(pk=batch.slot_id)
    expected = slot.bookings.filter(status__in=("held", "confirmed"), come_by__gt=usable_until)
    if last := expected.order_by("come_by").last():
        raise Refused(
            _("Somebody who has accepted was told to come by %(time)s.")
            % {"time": clock(last.come_by)}
        )
    before = LeftoverBatch.objects.values_list("usable_until", flat=True).get(pk=batch.pk)
    LeftoverBatch.objects.filter(pk=batch.pk).update(closes_at=closes_at, usable_until=usable_until)
    Slot.objects.filter(pk=slot.pk).update(ends_at=usable_until)
    times = f"{timezone.localtime(before):%H:%M} → {timezone.localtime(usable_until):%H:%M}"
    note(batch, Act.UNTIL, batch.published, staff, times)
    transaction.on_commit(ring_for_offers)


def lock(batch, *states):
    """Nobody else changes the batch. :raises Refused: it is in none of these states any more."""
    rows = LeftoverBatch.objects.select_for_update().filter(pk=batch.pk, state__in=states)
    if not rows.exists():
        raise Refused(_("These doses are no longer offered."))


def set_count(batch, field, doses):
    """Write a count; the slot's own constraint says whether it can be kept."""
    try:
        with transaction.atomic():
            LeftoverBatch.objects.filter(pk=batch.pk).update(**{field: doses})
    except IntegrityError as conflict:
        promised = Slot.objects.values_list("taken", flat=True).get(pk=batch.slot_id)
        raise Refused(
            _("That cannot be: %(promised)d doses are given, on their way or offered now.")
            % {"promised": promised}
        ) from conflict


@transaction.atomic
def stop(batch, staff, reason=""):
    """Offer nothing more of a batch. Open offers are withdrawn, and their people told; whoever
    has accepted comes. What is free can still be handed over.

    :raises Refused: it was stopped before.
    """
    lock(batch, LeftoverBatch.State.OPEN)
    LeftoverBatch.objects.filter(pk=batch.pk).update(state=LeftoverBatch.State.STOPPED)
    withdraw(batch.slot_id)
    note(batch, Act.STOPPED, batch.published, staff, reason)
    transaction.on_commit(lambda: ring("bookings.tasks.deliver_notifications"))


def noted_since(after, act, doses, staff, **which):
    """What somebody has done since a form was made: this very form has come before.

    :param after: the newest act at that time; None where no form says.
    """
    if after is None:
        return LeftoverAct.objects.none()
    return LeftoverAct.objects.filter(pk__gt=after, act=act, doses=doses, staff=staff, **which)


def note(batch, act, doses, staff, reason=""):
    LeftoverAct.objects.create(batch=batch, act=act, doses=doses, staff=staff, reason=reason)
