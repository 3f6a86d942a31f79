from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .clinics import Clinic
from .vaccines import VaccineGroup


def short(clinic, group, date):
    """SQL that is true where a clinic has no vaccine on a day; the arguments are SQL too."""
    return f"""EXISTS (
        SELECT FROM clinics_shortage h WHERE h.clinic_id = {clinic}
        AND (h.group_id = {group} OR h.group_id IS NULL)
        AND {date} >= h.first_date AND ({date} <= h.last_date OR h.last_date IS NULL))"""


def closed(clinic, date):
    """SQL that is true where a clinic, or every clinic, is closed on a day."""
    return f"""EXISTS (
        SELECT FROM clinics_closure x WHERE x.date = {date}
        AND (x.clinic_id = {clinic} OR x.clinic_id IS NULL))"""


class Shortage(models.Model):
    """Days on which a clinic has no vaccine of a group, or none at all: nobody new is booked.

    Unlike a closure it says nothing of other groups, and may have no end.
    """

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, verbose_name=_("clinic"), related_name="shortages"
    )
    group = models.ForeignKey(
        VaccineGroup,
        models.CASCADE,
        verbose_name=_("vaccine group"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("None means that no vaccine is given."),
    )
    first_date = models.DateField(_("from"))
    last_date = models.DateField(
        _("until"), null=True, blank=True, help_text=_("None means for good.")
    )
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["first_date", "pk"]
        verbose_name = _("days without vaccine")
        verbose_name_plural = _("days without vaccine")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "group", "first_date", "last_date"],
                name="one_shortage_per_span",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(last_date=None) | Q(first_date__lte=F("last_date")),
                name="shortage_in_order",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.clinic} {self.first_date}–{self.last_date or ''}"
