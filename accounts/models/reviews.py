"""How many people each member of staff saw in a day, held against their peers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.triggers import append_only, never_emptied


class AccessRule(models.Model):
    """When a day's looks are far more than peers': one row, which the privacy officer changes."""

    factor = models.PositiveSmallIntegerField(
        _("times the median of the peers"),
        default=3,
        help_text=_("Peers have the same roles and work at clinics of the same kinds."),
    )
    floor = models.PositiveIntegerField(
        _("and more people than"),
        default=50,
        help_text=_("Whoever saw no more than these in a day raises no alarm."),
    )

    class Meta:
        verbose_name = _("rule for alarms")
        verbose_name_plural = _("rule for alarms")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_access_rule")]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def read(cls):
        return cls.objects.get_or_create(pk=1)[0]


class AccessDayQuerySet(models.QuerySet):
    def alarming(self):
        """Days on which somebody saw far more people than peers, and that nobody looked into."""
        return self.filter(alarm=True, reviews=None)


class AccessDay(models.Model):
    """One member of staff's day, counted from the access records, which stay the truth."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="access_days",
        verbose_name=_("staff"),
    )
    day = models.DateField(_("day"))
    #: Roles and kinds of clinics: those who share them are peers.
    peers = models.CharField(_("peers"), max_length=200)
    people = models.PositiveIntegerField(_("people seen"))
    views = models.PositiveIntegerField(_("looks"))
    reveals = models.PositiveIntegerField(_("asked for in full"))
    searches = models.PositiveIntegerField(_("searches"))
    exports = models.PositiveIntegerField(_("exports"))
    changes = models.PositiveIntegerField(_("changes"))
    #: The median of ``people`` among the peers of that day, oneself apart.
    usual = models.FloatField(_("median of the peers"), default=0)
    alarm = models.BooleanField(_("alarm"), default=False)

    objects = AccessDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of access")
        verbose_name_plural = _("days of access")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "staff"], name="one_access_day_each")]
        indexes = [
            models.Index(fields=["day"], name="access_alarms", condition=Q(alarm=True)),
        ]

    def __str__(self):
        return f"{self.day} {self.staff}: {self.people}"


class AccessReview(models.Model):
    """What a privacy officer found of a month, or of one alarm. The database keeps it as it is."""

    month = models.DateField(_("month"))
    alarm = models.ForeignKey(
        AccessDay, models.PROTECT, null=True, related_name="reviews", verbose_name=_("alarm")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    finding = models.CharField(_("what the review found"), max_length=300)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("review of access records")
        verbose_name_plural = _("reviews of access records")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=Q(alarm=None), name="one_review_a_month"
            ),
            models.UniqueConstraint(fields=["alarm"], name="one_review_an_alarm"),
            models.CheckConstraint(condition=~Q(finding=""), name="review_finds_something"),
        ]
        triggers = [append_only(), never_emptied()]

    def __str__(self):
        return f"{self.month}: {self.finding}"
