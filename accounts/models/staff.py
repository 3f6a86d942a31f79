from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

#: How long the link of an invitation is good.
INVITED_FOR = timedelta(hours=72)
#: How long a second person has to agree to a reset.
ASKED_FOR = timedelta(hours=24)


class StaffMember(AbstractUser):
    """Somebody who works with the portal. What they may do comes from their groups.

    Whoever is invited is a row from then on, which roles and clinics name already and
    which cannot log in; the link gives it a user name and a password.
    """

    class Meta(AbstractUser.Meta):
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")
        permissions = [
            ("invite_staff", "Can invite staff"),
            ("disable_staff", "Can disable the accounts of leavers"),
            ("reset_factor", "Can reset a second factor, with another person"),
        ]


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither used, nor taken back, nor too old, by the database's clock."""
        return self.filter(used_at=None, revoked_at=None, at__gt=PortalNow() - INVITED_FOR)


class Invitation(models.Model):
    """A link that lets somebody choose their user name and password, once."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="invitations",
        verbose_name=_("staff member"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    #: SHA-256 of what stands in the link, which nobody keeps.
    digest = models.BinaryField(max_length=32, unique=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())
    used_at = models.DateTimeField(_("used"), null=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ()

    def __str__(self):
        return str(self.member)


class FactorResetQuerySet(models.QuerySet):
    def open(self):
        """Asked for, and waiting for a second person."""
        return self.filter(decided_at=None, at__gt=PortalNow() - ASKED_FOR)


class FactorReset(models.Model):
    """A wish to let somebody set up a new second factor: one asks, another one decides."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="resets",
        verbose_name=_("staff member"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), db_default=PortalNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    granted = models.BooleanField(_("granted"), default=False)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("member")) & ~Q(decided_by=F("member")),
                name="nobody_resets_their_own",
                violation_error_message=_("Your own second factor is reset by two others."),
            ),
            models.CheckConstraint(
                condition=Q(granted=False) | ~Q(decided_by=F("asked_by")),
                name="another_one_grants",
                violation_error_message=_("Another person has to agree."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decision_is_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reset_has_a_reason"),
        ]

    def __str__(self):
        return str(self.member)
