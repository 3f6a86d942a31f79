"""A place kept for one person for a few minutes, to accept or decline.

``clinics.Slot.taken`` counts open offers as it counts bookings, by triggers of the same kind: what
is kept for somebody nobody else can take, and an offer can be made only of a place that is free.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person
from accounts.triggers import statement
from clinics.models import Slot

from .rounds import Campaign
from .triggers import COUNT
from .waitlist import Waitlist


class State(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("not answered in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    NEEDLESS = "needless", _("booked otherwise")


OPEN_NOW = "SELECT slot_id, {sign}1 AS n FROM {rows} WHERE state = 'open' AND keeps"
MOVED = (
    "SELECT slot_id, (state = 'open' AND keeps)::int AS n FROM after"
    " UNION ALL SELECT slot_id, -(state = 'open' AND keeps)::int FROM before"
)
# What they did themselves nobody needs to tell them; nor that a leftover dose went to the next,
# which costs them nothing.
TOLD = "o.state IN ('open', 'withdrawn') OR o.state = 'lapsed' AND o.kind = 'waitlist'"
TELL = f"""
    INSERT INTO bookings_notification (offer_id, person_id, template, language, dedupe_key, due_at)
    SELECT o.id, o.person_id, CASE o.kind WHEN 'leftover' THEN 'leftover' ELSE 'offer' END
               || CASE o.state WHEN 'open' THEN '' ELSE '_' || o.state END,
           p.language, 'offer-' || o.id || '-' || o.state,
           greatest(portal_now(), CASE o.state WHEN 'open' THEN o.begins_at END)
    FROM ({{change}}) AS o JOIN accounts_person p ON p.id = o.person_id
    WHERE {TOLD}
    ORDER BY o.id;
"""


class OfferQuerySet(models.QuerySet):
    def of_leftovers(self):
        """Leftover doses that can be accepted now."""
        return self.filter(kind="leftover", state=State.OPEN, ends_at__gt=PortalNow())


class Offer(models.Model):
    """One mechanism for every kind; a kind says who is next and how long they may think."""

    State = State

    class Kind(models.TextChoices):
        WAITLIST = "waitlist", _("waiting list")
        LEFTOVER = "leftover", _("leftover dose")

    #: Whoever accepts has a booking of the same reference.
    reference = models.CharField(_("reference"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="offers")
    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"))
    dose = models.PositiveSmallIntegerField(_("dose"), default=1)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="offers")
    entry = models.ForeignKey(Waitlist, models.PROTECT, null=True, related_name="offers")
    #: Whether the place is kept. When time is short a leftover dose is offered to several people,
    #: who are told so: it is for the first of them.
    keeps = models.BooleanField(_("keeps the place"), default=True, db_default=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(_("made"), db_default=PortalNow())
    #: When its person is told: in the night, in the morning. Until then they can answer, too.
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), help_text=_("The first moment after it."))
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state=State.OPEN), name="one_open_offer"
            ),
            models.CheckConstraint(
                condition=Q(begins_at__gte=F("made_at"), ends_at__gt=F("begins_at")),
                name="offer_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN) ^ Q(decided_at__isnull=False),
                name="decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(kind="waitlist") ^ Q(entry__isnull=True), name="offered_to_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(kind="leftover") | Q(keeps=True), name="a_place_of_a_time_is_kept"
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(state=State.OPEN), name="open_offers"),
            models.Index(
                fields=["decided_at"], condition=Q(kind="leftover"), name="leftovers_decided"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="offer_stays",
                fields=[
                    "reference", "kind", "person", "campaign", "dose", "slot", "entry", "keeps",
                    "made_at", "begins_at", "ends_at",
                ],
            ),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__df="open"),
            ),
            statement(
                "offered",
                pgtrigger.Insert,
                COUNT.format(change=OPEN_NOW.format(sign="", rows="added"), rows="added")
                + TELL.format(change="SELECT * FROM added"),
                new="added",
            ),
            statement(
                "decided",
                pgtrigger.Update,
                COUNT.format(change=MOVED, rows="after")
                + TELL.format(
                    change="SELECT n.* FROM after n JOIN before b USING (id)"
                    " WHERE n.state <> b.state"
                ),
                new="after",
                old="before",
            ),
            statement(
                "taken_back",
                pgtrigger.Delete,
                COUNT.format(change=OPEN_NOW.format(sign="-", rows="removed"), rows="removed"),
                old="removed",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("offer", args=[self.reference])

    @property
    def is_open(self):
        return self.state == State.OPEN
