from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person, Verification

from .lines import Line

#: How long a place that was called stays valid.
CALL_LASTS = timedelta(minutes=10)

#: Between closing and draw nobody comes to a list whose digest is published, or leaves it.
CLOSED_LIST = """
    IF EXISTS (SELECT FROM waiting_draw d WHERE d.line_id = {row}.line_id AND d.digest <> '') THEN
        RAISE EXCEPTION 'The list of the early lane is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_list_stays';
    END IF;
    RETURN {row};
"""


class PlaceQuerySet(models.QuerySet):
    def waiting(self):
        """Not called yet, and with a number: whose receipt is not drawn has none."""
        return self.filter(called_at=None, number__isnull=False)

    def called(self):
        """Called and expected: neither inside nor too late."""
        return self.filter(called_at__isnull=False, entered_at=None, lapsed_at=None)


class Place(models.Model):
    """One verified person's place in a line. Who is not verified costs no row."""

    class Lane(models.IntegerChoices):
        EARLY = 0, _("early lane")
        LIVE = 1, _("live lane")

    # A draw writes a million of these at once: no index that another one makes superfluous.
    line = models.ForeignKey(Line, models.PROTECT, related_name="places", db_index=False)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices)
    #: In the early lane the rank that was drawn, before that nothing.
    number = models.BigIntegerField(_("number"), null=True)
    #: What the draw orders by; random, so that nobody can steer it.
    receipt = models.BinaryField(max_length=16, null=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="places", db_index=False)
    #: The device that holds it: the newest proof of identity that asked for it.
    verification = models.ForeignKey(Verification, models.SET_NULL, null=True, db_index=False)
    joined_at = models.DateTimeField(_("joined"), db_default=PortalNow())
    called_at = models.DateTimeField(_("called"), null=True)
    entered_at = models.DateTimeField(_("entered"), null=True)
    lapsed_at = models.DateTimeField(_("called and did not come"), null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in line")
        verbose_name_plural = _("places in line")
        constraints = [
            models.UniqueConstraint(fields=["line", "lane", "number"], name="one_place_a_number"),
            models.UniqueConstraint(fields=["person", "line"], name="one_place_a_person"),
            models.CheckConstraint(
                condition=Q(lane=1, number__isnull=False, number__gte=1)
                | Q(lane=0, receipt__isnull=False),
                name="place_has_number_or_receipt",
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=False) | Q(entered_at=None, lapsed_at=None),
                name="place_called_before_it_ends",
            ),
        ]
        indexes = [
            # Of the early lane the unique index tells them, from ``Line.early_called`` on.
            models.Index(
                F("line"), F("number"), name="live_to_call", condition=Q(called_at=None, lane=1)
            ),
            models.Index(
                F("called_at"), name="places_called", condition=Q(called_at__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="receipt_stays",
                # Before, it would lock each of a million rows that are given a number.
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("receipt"),
                condition=pgtrigger.Q(old__receipt__df=pgtrigger.F("new__receipt")),
                func="""
                    RAISE EXCEPTION 'A receipt never changes'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_stays';
                """,
            ),
            pgtrigger.Trigger(
                name="closed_list_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__lane=0),
                func=CLOSED_LIST.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="closed_list_keeps",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__lane=0, old__number__isnull=True),
                func=CLOSED_LIST.format(row="OLD"),
            ),
        ]

    def __str__(self):
        return f"{self.get_lane_display()} {self.number}"

    @property
    def receipt_shown(self):
        """As people read it and may type it: ``0123 4567 89ab …``."""
        digits = bytes(self.receipt).hex()
        return " ".join(digits[start : start + 4] for start in range(0, 32, 4))

    @property
    def over(self):
        """Whether it served: its person came in, or was called in vain."""
        return bool(self.entered_at or self.lapsed_at)

    @property
    def to_be_drawn(self):
        return self.number is None

    @property
    def position(self):
        """Where it stands in its line, early places first, from 1; None before the draw."""
        if self.number is None:
            return None
        return self.number + (self.line.early_size if self.lane == self.Lane.LIVE else 0)
