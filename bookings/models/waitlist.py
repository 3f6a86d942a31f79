import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person
from clinics.models import Region

from .rounds import Campaign, Round


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("a place is offered")
    BOOKED = "booked", _("booked")
    LEFT = "left", _("left the list")
    MISSED = "missed", _("did not answer an offer")
    OVER = "over", _("the round is over")


#: States in which somebody is on the list.
ON_LIST = (State.WAITING, State.OFFERED)


class WaitlistQuerySet(models.QuerySet):
    def on_list(self):
        return self.filter(state__in=ON_LIST)

    def to_tell(self):
        """The last of a person's waits, unless it led to a booking or they left."""
        last = self.select_related("region__province", "round").order_by("pk").last()
        return last if last and last.state not in (State.BOOKED, State.LEFT) else None

    def before(self, entry):
        """Those who wait for some of the same area and days, and came first."""
        area = Q(region=entry.region_id) | Q(region__province=entry.region_id)
        if entry.region.province_id:
            area |= Q(region=entry.region.province_id)
        return self.filter(
            area,
            Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk),
            state=State.WAITING,
            round__campaign=entry.campaign_id,
            from_date__lte=entry.to_date,
            to_date__gte=entry.from_date,
        )


class Waitlist(models.Model):
    """One person's wish for a first dose that no place is left for, in order of joining."""

    State = State

    person = models.ForeignKey(Person, models.PROTECT, related_name="waits")
    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"))
    round = models.ForeignKey(Round, models.PROTECT, verbose_name=_("round"))
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("province or district"), related_name="+"
    )
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING,
        db_default=State.WAITING,
    )  # fmt: skip
    joined_at = models.DateTimeField(_("joined"), db_default=PortalNow())
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the waiting list")
        verbose_name_plural = _("waiting list")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign"],
                condition=Q(state__in=ON_LIST),
                name="once_on_the_waitlist",
                violation_error_message=_("You are on the waiting list already."),
            ),
            models.CheckConstraint(
                condition=Q(from_date__lte=F("to_date")),
                name="waits_for_days_in_order",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ON_LIST) ^ Q(ended_at__isnull=False),
                name="off_the_list_since_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region", "joined_at", "id"],
                condition=Q(state=State.WAITING),
                name="waitlist_in_order",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="wish_stays",
                fields=["person", "campaign", "round", "region", "joined_at"],
            )
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def offer(self):
        """The place that is kept for them now, if any."""
        return self.offers.filter(state="open").select_related("slot__clinic").first()

    @property
    def ahead(self):
        """How many are before them in line for any of the same places."""
        return type(self).objects.before(self).count()
