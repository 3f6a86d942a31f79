import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person

from .bookings import Booking
from .proxies import Relationship


class Maker(models.Model):
    """Who made a booking for somebody else. Whoever books for themselves has no such row.

    Written by the statement that books, and never changed.
    """

    booking = models.OneToOneField(Booking, models.PROTECT, primary_key=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("staff"),
        null=True,
        related_name="+",
    )
    #: Why the round's window and cohort did not count; empty where they did.
    override = models.CharField(
        _("reason to book outside the round"), max_length=200, blank=True, db_default=""
    )
    proxy = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("proxy"), null=True, related_name="made"
    )
    relationship = models.CharField(
        _("relationship"),
        max_length=12,
        choices=Relationship.choices,
        blank=True,
        default="",
        db_default="",
    )

    class Meta:
        verbose_name = _("maker of a booking")
        verbose_name_plural = _("makers of bookings")
        default_permissions = ("view",)
        permissions = [
            ("book_by_phone", "Can book for callers"),
            ("book_at_clinic", "Can book for people at the clinic"),
            ("override_round", "Can book outside a round's window"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=False, proxy=None, relationship="")
                | Q(staff=None, proxy__isnull=False, override="") & ~Q(relationship=""),
                name="made_by_staff_or_proxy",
            )
        ]
        indexes = [
            models.Index(fields=["booking"], condition=~Q(override=""), name="overridden_bookings")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return str(self.staff or self.get_relationship_display())
