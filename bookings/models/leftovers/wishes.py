"""Who wants to be offered leftover doses, where, and whose turn it is.

Somebody's turn stands in every line they stand in, so that the next of a clinic's line are a few
rows of an index, however many wait in the country.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person
from clinics.models import Clinic, Vaccine

MOST_CLINICS = 5


class LeftoverWish(models.Model):
    """One person's wish, and the row that whoever offers them something locks.

    It has a number of its own, in the order in which people asked: those who are next in line lie
    together in the indexes by it, as they do not by the person's.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="leftover_wish")
    quiet_from = models.TimeField(_("no offers from"), null=True, blank=True)
    quiet_until = models.TimeField(_("no offers until"), null=True, blank=True)
    since = models.DateTimeField(_("since"), db_default=PortalNow())
    #: When they were last offered something, or else since when they wait: the longest first.
    turn_at = models.DateTimeField(_("waits since"), db_default=PortalNow())

    #: What it was before the last offer: whoever is offered what is then withdrawn has it back.
    turn_before = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("wish for leftover doses")
        verbose_name_plural = _("wishes for leftover doses")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_from_and_until",
                violation_error_message=_("Quiet hours need a beginning and an end."),
            )
        ]

    def __str__(self):
        return f"#{self.pk}"


class LeftoverAlert(models.Model):
    """A clinic where somebody would take a dose, in the order of their preference."""

    wish = models.ForeignKey(LeftoverWish, models.CASCADE, related_name="alerts")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="leftover_alerts")
    place = models.PositiveSmallIntegerField(_("preference"))

    class Meta:
        ordering = ["place"]
        verbose_name = _("alert for leftover doses")
        verbose_name_plural = _("alerts for leftover doses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["wish", "place"], name="one_alert_per_place"),
            models.UniqueConstraint(fields=["wish", "clinic"], name="one_alert_per_clinic"),
            models.CheckConstraint(
                condition=Q(place__range=(1, MOST_CLINICS)),
                name="at_most_five_alerts",
                violation_error_message=_("Alerts are possible at five clinics at most."),
            ),
        ]

    def __str__(self):
        return f"{self.clinic} {self.place}"


class LeftoverTurn(models.Model):
    """Somebody's place in the line of one clinic and vaccine.

    In line the order is ``turn_at``, then their own preference, then who asked first, as alerts are
    numbered. Whoever is found unfit when their turn comes rests until ``wakes_at``, so that nobody
    looks at them twice.

    Each offer moves its person in all their lines, and then every index gets new entries: there are
    two, the key and the line. Somebody's turns are found by their alerts, which no offer changes.
    """

    pk = models.CompositePrimaryKey("alert_id", "vaccine_id")
    wish = models.ForeignKey(LeftoverWish, models.CASCADE, related_name="+", db_index=False)
    alert = models.ForeignKey(LeftoverAlert, models.CASCADE, related_name="turns", db_index=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="+", db_index=False)
    vaccine = models.ForeignKey(Vaccine, models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField(_("preference"))
    turn_at = models.DateTimeField(_("waits since"))
    in_line = models.BooleanField(_("in line"), default=True, db_default=True)
    wakes_at = models.DateTimeField(_("in line again from"), null=True)

    class Meta:
        verbose_name = _("turn in a line for leftover doses")
        verbose_name_plural = _("turns in lines for leftover doses")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(in_line=False) | Q(wakes_at=None), name="nobody_wakes_in_line"
            )
        ]
        indexes = [
            models.Index(
                fields=["clinic", "vaccine", "turn_at", "place", "alert"],
                condition=Q(in_line=True),
                name="leftover_line",
            ),
            models.Index(
                fields=["wakes_at"],
                condition=Q(in_line=False, wakes_at__isnull=False),
                name="leftover_sleepers",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"
