import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .regions import Region
from .remembering import EVERY, remember

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def every_weekday():
    return [1, 2, 3, 4, 5]


class ClinicQuerySet(models.QuerySet):
    def bookable(self):
        """Open for business and of a kind that vaccinates the public."""
        return self.filter(active=True, vaccinates=True)

    def staffed_by(self, member):
        """The clinics that name this staff member; all of them for those who work with all.

        By their ids, which came with the member: planned with a join in their place, a clinic's
        few bookings were looked for among all of a country's.
        """
        if member.has_perm("clinics.reach_every_clinic"):
            return self
        if not hasattr(member, "clinic_ids"):
            member.clinic_ids = list(member.clinics.values_list("pk", flat=True))
        return self.filter(pk__in=member.clinic_ids)


class Clinic(models.Model):
    """A place that vaccinates, as some register knows it."""

    source = models.CharField(_("source"), max_length=20)
    key = models.CharField(_("key in the source"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40)
    district = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("district"), related_name="clinics"
    )
    address = models.CharField(_("address"), max_length=300)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    latitude = models.FloatField(_("latitude (WGS84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS84)"), null=True, blank=True)
    active = models.BooleanField(_("in business"), default=True)
    vaccinates = models.BooleanField(_("vaccinates the public"), default=True)
    bookable_weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=WEEKDAYS),
        verbose_name=_("bookable weekdays"),
        default=every_weekday,
        help_text=_("1 is Monday, 7 is Sunday."),
    )
    doctors = models.PositiveSmallIntegerField(
        _("doctors"), default=1, help_text=_("Each may see 100 people a day.")
    )
    hours_generated = models.BooleanField(
        _("hours are invented"),
        default=False,
        help_text=_("Opening hours and doctors were made up for a rehearsal; no clinic said so."),
    )
    #: Since when its days wait to become what its hours say; ``bookings.places.reopening``.
    reopen_since = models.DateTimeField(null=True, editable=False)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="clinics", verbose_name=_("staff")
    )

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        permissions = [
            ("reach_every_clinic", "Can work with every clinic"),
            ("manage_places", "Can change hours, closures and places of a clinic"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="one_clinic_per_source_key")
        ]
        triggers = [
            remember(
                "clinic",
                "id",
                ["doctors", "bookable_weekdays", "active", "vaccinates"],
                pgtrigger.Update,
                pgtrigger.AnyChange("doctors", "bookable_weekdays", "active", "vaccinates"),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("clinic", args=[self.pk])


class OpeningHours(models.Model):
    """When a clinic vaccinates on one weekday; two rows leave room for lunch."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "weekday", "opens"], name="one_opening_per_time"
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="opens_before_it_closes",
                violation_error_message=_("A clinic opens before it closes."),
            ),
        ]
        triggers = [remember("hours", "clinic_id", ["weekday", "opens", "closes"], EVERY)]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """A day on which one clinic, or every clinic, does not vaccinate."""

    clinic = models.ForeignKey(
        Clinic, models.CASCADE, null=True, blank=True, related_name="closures"
    )
    date = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=100)

    class Meta:
        ordering = ["date"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "date"], name="one_closure_per_day", nulls_distinct=False
            )
        ]
        triggers = [remember("closure", "clinic_id", ["date", "reason"], EVERY)]

    def __str__(self):
        return f"{self.date}: {self.reason}"
