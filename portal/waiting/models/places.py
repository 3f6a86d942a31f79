from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person, Verification

from .lines import Line

#: How long a place that was called stays valid.
CALL_LASTS = timedelta(minutes=10)


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

    line = models.ForeignKey(Line, models.PROTECT, related_name="places")
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices)
    #: In the early lane the rank that was drawn, before that nothing.
    number = models.BigIntegerField(_("number"), null=True)
    #: What the draw orders by; random, so that nobody can steer it.
    receipt = models.BinaryField(max_length=16, null=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="places")
    #: The device that holds it: the newest proof of identity that asked for it.
    verification = models.ForeignKey(Verification, models.SET_NULL, null=True)
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
            models.UniqueConstraint(fields=["line", "person"], name="one_place_a_person"),
            models.CheckConstraint(
                condition=Q(lane=1, number__gte=1) | Q(lane=0, receipt__isnull=False),
                name="place_has_number_or_receipt",
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=False) | Q(entered_at=None, lapsed_at=None),
                name="place_called_before_it_ends",
            ),
        ]
        indexes = [
            models.Index(
                F("line"),
                F("lane"),
                F("number"),
                name="places_to_call",
                condition=Q(called_at=None),
            ),
            models.Index(
                F("called_at"), name="places_called", condition=Q(called_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.get_lane_display()} {self.number}"

    @property
    def position(self):
        """Where it stands in its line, early places first, from 1; None before the draw."""
        if self.number is None:
            return None
        return self.number + (self.line.early_size if self.lane == self.Lane.LIVE else 0)
