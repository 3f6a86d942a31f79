"""Vaccine in the refrigerator. What was given and thrown away never exceeds what came.

``Lot.received`` and ``Lot.wasted`` are kept by the ledger's triggers, ``Lot.given`` by those of the
table of doses given; the limit is a constraint on the lot. A statement locks lots by id, after
whatever else it locks.
"""

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.triggers import append_only, never_emptied, statement

from .clinics import Clinic
from .vaccines import Vaccine

#: As printed on vials; read by a scanner it has no blanks.
LOT_NUMBER = RegexValidator(
    r"\A[0-9A-Z][0-9A-Z./-]{1,19}\Z",
    _("A lot number has 2 to 20 letters, digits, points, strokes or hyphens."),
)


class LotQuerySet(models.QuerySet):
    def staffed_by(self, member):
        """Those of the clinics that name this staff member."""
        return self.filter(clinic__in=Clinic.objects.staffed_by(member))

    def in_stock(self):
        return self.filter(received__gt=F("given") + F("wasted"))

    def with_recalls(self):
        """``recalled``: whether nobody may be given it."""
        recalls = LotRecall.objects.in_force().filter(
            vaccine=OuterRef("vaccine"), number=OuterRef("number")
        )
        return self.annotate(recalled=Exists(recalls))

    def usable(self, day):
        """Those that can be given on a day, the first to expire first."""
        kept = self.in_stock().with_recalls().filter(recalled=False, expires_on__gte=day)
        return kept.order_by("expires_on", "number", "pk")


class Lot(models.Model):
    """What one clinic has of one lot of a vaccine; all counts are doses."""

    clinic = models.ForeignKey(
        Clinic, models.PROTECT, verbose_name=_("clinic"), related_name="lots"
    )
    vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("vaccine"), related_name="+"
    )
    number = models.CharField(_("lot number"), max_length=20, validators=[LOT_NUMBER])
    expires_on = models.DateField(_("expires"), help_text=_("The last day on which it is given."))
    doses_per_vial = models.PositiveSmallIntegerField(
        _("doses per vial"), validators=[MinValueValidator(1)]
    )
    received = models.IntegerField(_("received"), default=0, db_default=0)
    given = models.IntegerField(_("given"), default=0, db_default=0)
    wasted = models.IntegerField(_("wasted"), default=0, db_default=0)

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering = ["expires_on", "number", "pk"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        permissions = [("manage_stock", "Can receive, count and throw away vaccine")]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "vaccine", "number"], name="one_lot_per_clinic"
            ),
            models.CheckConstraint(
                condition=Q(given__gte=0, wasted__gte=0, received__gte=F("given") + F("wasted")),
                name="lot_within_what_came",
                violation_error_message=_("There are not so many doses of this lot."),
            ),
            models.CheckConstraint(condition=Q(doses_per_vial__gte=1), name="vials_hold_doses"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="lot_stays_what_it_is",
                fields=["clinic", "vaccine", "number", "doses_per_vial"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self):
        return self.number

    @property
    def left(self):
        return self.received - self.given - self.wasted


class Kind(models.TextChoices):
    RECEIVED = "received", _("received")
    BROUGHT = "brought", _("received from another clinic")
    SENT = "sent", _("sent to another clinic")
    WASTED = "wasted", _("thrown away")
    COUNTED = "counted", _("counted")
    EXPIRY = "expiry", _("expiry date corrected")


class Waste(models.TextChoices):
    BROKEN = "broken", _("broken vial")
    EXPIRED = "expired", _("expired")
    COLD_CHAIN = "cold_chain", _("cold chain interrupted")
    CLOSING = "closing", _("left over at closing")
    OTHER = "other", _("another reason")


# Lots are locked by id before they are counted.
KEEP = """
    PERFORM 1 FROM clinics_lot WHERE id IN (SELECT lot_id FROM added)
        ORDER BY id FOR NO KEY UPDATE;
    UPDATE clinics_lot l SET received = l.received + e.received, wasted = l.wasted + e.wasted
        FROM (SELECT lot_id, coalesce(sum(doses) FILTER (WHERE kind <> 'wasted'), 0) AS received,
                     coalesce(sum(doses) FILTER (WHERE kind = 'wasted'), 0) AS wasted
              FROM added GROUP BY lot_id) AS e
        WHERE l.id = e.lot_id AND (e.received, e.wasted) <> (0, 0);
"""


class StockEntry(models.Model):
    """The ledger of a lot: what came, went and was counted. No row ever changes."""

    Kind, Waste = Kind, Waste

    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name=_("lot"), related_name="entries")
    kind = models.CharField(_("act"), max_length=10, choices=Kind.choices)
    #: What it adds to the lot, or to its waste. Waste below zero takes back what was noted before.
    doses = models.IntegerField(_("doses"))
    reason = models.CharField(
        _("reason"), max_length=12, choices=Waste.choices, blank=True, default="", db_default=""
    )
    note = models.CharField(_("note"), max_length=200, blank=True, default="", db_default="")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("staff"), related_name="+"
    )
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=(Kind.RECEIVED, Kind.BROUGHT), doses__gt=0)
                | Q(kind=Kind.SENT, doses__lt=0)
                | Q(kind=Kind.WASTED) & ~Q(doses=0)
                | Q(kind=Kind.COUNTED)
                | Q(kind=Kind.EXPIRY, doses=0),
                name="entry_adds_or_takes",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.WASTED) ^ Q(reason=""), name="wasted_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(note="")
                | Q(kind__in=(Kind.RECEIVED, Kind.BROUGHT))
                | Q(kind=Kind.WASTED, doses__gt=0) & ~Q(reason=Waste.OTHER),
                name="entry_says_why",
            ),
        ]
        triggers = [
            append_only(),
            never_emptied(),
            statement("stocked", pgtrigger.Insert, KEEP, new="added"),
        ]

    def __str__(self):
        return f"{self.lot}: {self.get_kind_display()} {self.doses:+}"


class LotRecallQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class LotRecall(models.Model):
    """A lot that nobody may be given any more, at any clinic."""

    vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("vaccine"), related_name="+"
    )
    number = models.CharField(_("lot number"), max_length=20, validators=[LOT_NUMBER])
    reason = models.CharField(_("reason"), max_length=200)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("staff"), related_name="+"
    )
    at = models.DateTimeField(_("at"), db_default=PortalNow())
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = LotRecallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("recalled lot")
        verbose_name_plural = _("recalled lots")
        constraints = [
            models.UniqueConstraint(
                fields=["vaccine", "number"],
                condition=Q(ended_at=None),
                name="recalled_once",
                violation_error_message=_("This lot is recalled already."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self):
        return self.number
