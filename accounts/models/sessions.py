from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

#: How long a member of staff may do nothing.
IDLE = timedelta(minutes=15)
#: The longest that one log-in lasts, busy or not.
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
#: Activity is written down again only after this time: a page is not a write.
GRAIN = timedelta(seconds=30)


def is_so(condition):
    return ExpressionWrapper(condition, models.BooleanField())


class StaffSessionQuerySet(models.QuerySet):
    def young(self):
        return self.filter(started_at__gt=PortalNow() - LONGEST)

    def with_age(self):
        """Each with whether it is ``idle``, and whether its activity is worth writing (``due``)."""
        return self.annotate(
            idle=is_so(Q(active_at__lte=PortalNow() - IDLE)),
            due=is_so(Q(active_at__lt=PortalNow() - GRAIN)),
        )

    def note_activity(self):
        """Unless another request just did: then this one waits for no lock of it."""
        self.filter(active_at__lt=PortalNow() - GRAIN).update(active_at=PortalNow())


class StaffSession(AbstractBaseSession):
    """A browser at which somebody of the staff has logged in; delete it and they are out."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    started_at = models.DateTimeField(db_default=PortalNow())
    #: When its reader last did something: a page that reloads itself is not it.
    active_at = models.DateTimeField(db_default=PortalNow())

    objects = StaffSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ()
        indexes = [models.Index(F("started_at"), name="sessions_by_start")]
