import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person

#: How long a proxy has to book after naming somebody: the longest life of a proof of identity.
MANDATE_LASTS = timedelta(hours=2)


class Relationship(models.TextChoices):
    """What the person booked for is to the one who books."""

    PARENT = "parent", _("my parent")
    GRANDPARENT = "grandparent", _("my grandparent")
    SPOUSE = "spouse", _("my husband or wife")
    CHILD = "child", _("my child")
    SIBLING = "sibling", _("my brother or sister")
    RELATIVE = "relative", _("another relative of mine")
    CARE = "care", _("somebody in my care")


class MandateQuerySet(models.QuerySet):
    def live(self):
        """Those that let somebody book, by the database's clock."""
        return self.filter(subject__isnull=False, ended_at=None, ends_at__gt=PortalNow())


class Mandate(models.Model):
    """One person books for another, whose identity was attested.

    The row is written before the attester is asked and has no subject until then, so that
    whoever tries numbers out is held back. One at a time for each subject and each proxy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proxy = models.ForeignKey(Person, models.CASCADE, related_name="mandates")
    subject = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    identifier = models.BinaryField(_("identifier's digest"), max_length=32)
    relationship = models.CharField(_("relationship"), max_length=12, choices=Relationship.choices)
    created_at = models.DateTimeField(_("created"), db_default=PortalNow())
    attested_at = models.DateTimeField(_("attested"), null=True)
    ends_at = models.DateTimeField(_("ends"), db_default=PortalNow() + MANDATE_LASTS)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(ended_at=None), name="one_mandate_a_subject"
            ),
            models.UniqueConstraint(
                fields=["proxy"],
                condition=Q(ended_at=None, subject__isnull=False),
                name="one_mandate_a_proxy",
            ),
            models.CheckConstraint(condition=~Q(proxy=F("subject")), name="nobodys_own_proxy"),
        ]
        indexes = [
            models.Index(fields=["proxy", "created_at"], name="mandates_by_proxy"),
            models.Index(
                fields=["identifier", "created_at"],
                condition=Q(attested_at=None),
                name="refused_mandates",
            ),
        ]

    def __str__(self):
        return str(self.pk)


class ProxyBlock(models.Model):
    """Somebody who lets nobody else book for them."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    since = models.DateTimeField(_("since"), db_default=PortalNow())

    class Meta:
        verbose_name = _("refusal of proxies")
        verbose_name_plural = _("refusals of proxies")
        default_permissions = ()

    def __str__(self):
        return str(self.person)
