from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import rows
from accounts.glances import glance


class Named(models.Model):
    """Something with a name in both languages."""

    code = models.SlugField(_("code"), unique=True)
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_ko


GROUPS = "FROM clinics_vaccinegroup g WHERE g.id = ANY(%s) ORDER BY g.code"
INTERVALS = "FROM clinics_interval i WHERE i.vaccine_id = %s ORDER BY i.effective_from DESC"


class VaccineGroupQuerySet(models.QuerySet):
    def with_keys(self, keys):
        """Those, by code."""
        return rows.read(VaccineGroup, "g", GROUPS, [keys])


class VaccineGroup(Named):
    """Vaccines that share a place in the refrigerator plan; the product may be told later."""

    #: Whose intervals plan second doses while the product is not yet told.
    planned_as = models.ForeignKey(
        "Vaccine",
        models.PROTECT,
        verbose_name=_("planned as"),
        null=True,
        blank=True,
        related_name="+",
    )

    objects = VaccineGroupQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("vaccine group")
        verbose_name_plural = _("vaccine groups")

    def interval_after(self, day):
        """How long after a first dose on a day the second follows; None where one dose is all."""
        if self.planned_as is None or self.planned_as.doses < 2:
            return None
        known = glance(
            ("intervals", self.planned_as_id),
            lambda: rows.read(Interval, "i", INTERVALS, [self.planned_as_id]),
        )
        return next((interval for interval in known if interval.effective_from <= day), None)


class Vaccine(Named):
    group = models.ForeignKey(
        VaccineGroup, models.PROTECT, verbose_name=_("vaccine group"), related_name="vaccines"
    )
    doses = models.PositiveSmallIntegerField(_("doses"), default=2)
    age_from = models.PositiveSmallIntegerField(_("from age"), default=0)
    age_to = models.PositiveSmallIntegerField(_("to age"), default=150)

    class Meta:
        ordering = ["code"]
        verbose_name = _("vaccine")
        verbose_name_plural = _("vaccines")
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from__lte=F("age_to")),
                name="age_band_in_order",
                violation_error_message=_("The lower age comes first."),
            )
        ]


class Interval(models.Model):
    """Days between the first and the second dose, for first doses given from a date on."""

    vaccine = models.ForeignKey(Vaccine, models.CASCADE, related_name="intervals")
    effective_from = models.DateField(_("for first doses from"))
    min_days = models.PositiveSmallIntegerField(_("at least, in days"))
    standard_days = models.PositiveSmallIntegerField(_("as a rule, in days"))
    max_days = models.PositiveSmallIntegerField(_("at most, in days"))
    #: Who wanted it and who approved it; what a command loads has neither.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    emergency = models.BooleanField(_("emergency"), default=False, db_default=False)

    class Meta:
        ordering = ["vaccine", "effective_from"]
        verbose_name = _("dose interval")
        verbose_name_plural = _("dose intervals")
        constraints = [
            models.UniqueConstraint(
                fields=["vaccine", "effective_from"], name="one_interval_per_date"
            ),
            models.CheckConstraint(
                condition=Q(min_days__lte=F("standard_days"), standard_days__lte=F("max_days")),
                name="interval_in_order",
                violation_error_message=_("Minimum, standard and maximum must rise."),
            ),
            models.CheckConstraint(
                condition=Q(made_by=None)
                | Q(emergency=True)
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("made_by")),
                name="interval_approved_by_a_second",
                violation_error_message=_("Another person has to approve this."),
            ),
        ]

    def __str__(self):
        return f"{self.vaccine} {self.effective_from}: {self.standard_days}"
