import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.crypto import EncryptedTextField

from .people import Person


class Provider(models.Model):
    """A way to prove who one is. Operations can switch each one off."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        OIDC = "oidc", _("certificate (OpenID Connect)")

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name_ko = models.CharField(_("name in Korean"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    active = models.BooleanField(_("in service"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    per_minute = models.PositiveIntegerField(
        _("limit per minute"), default=6000, help_text=_("Starts of a verification, over all.")
    )
    troubled_at = models.DateTimeField(_("last trouble"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_ko


class VerificationQuerySet(models.QuerySet):
    def live(self):
        """Neither ended nor past its time, by the database's clock."""
        return self.filter(ended_at=None, ends_at__gt=PortalNow())


class Verification(models.Model):
    """One proof of identity. The citizen's cookie names it by this opaque id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="verifications")
    provider = models.ForeignKey(Provider, models.PROTECT)
    started_at = models.DateTimeField(_("started"), db_default=PortalNow())
    ends_at = models.DateTimeField(_("ends"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self):
        return str(self.pk)


class PhoneCodeQuerySet(models.QuerySet):
    def waiting(self):
        """Not sent yet, and still of use when they arrive."""
        return self.filter(sent_at=None, expires_at__gt=PortalNow()).exclude(code=None)


class PhoneCode(models.Model):
    """A code on its way to a phone, and what its owner said before it was sent.

    Tries are counted here, in PostgreSQL: a replayed cookie or a second browser
    resets nothing. ``code`` and ``claims`` are unreadable at rest and emptied
    as soon as they have served; a start that was refused never has them. While the
    attester is being asked a start is neither attested nor refused, and counts as both.
    """

    MOST_TRIES = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT)
    identifier = models.BinaryField(_("identifier's digest"), max_length=32)
    phone_digest = models.BinaryField(_("phone's digest"), max_length=32)
    address = models.GenericIPAddressField(_("address"), null=True)
    claims = EncryptedTextField(_("claims"), null=True)
    code = EncryptedTextField(_("code to send"), null=True)
    code_hash = models.CharField(_("code's hash"), max_length=128, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"), db_default=PortalNow())
    expires_at = models.DateTimeField(_("expires"))
    attested_at = models.DateTimeField(_("attested"), null=True)
    refused_at = models.DateTimeField(_("refused"), null=True)
    due_at = models.DateTimeField(_("due"), db_default=PortalNow())
    sent_at = models.DateTimeField(_("sent"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone code")
        verbose_name_plural = _("phone codes")
        constraints = [
            models.CheckConstraint(
                condition=Q(tries__lte=5),
                name="at_most_five_tries",
                violation_error_message=_("Too many wrong codes. Please ask for a new one."),
            )
        ]
        indexes = [
            models.Index(fields=["phone_digest", "created_at"], name="codes_by_phone"),
            models.Index(
                fields=["identifier", "created_at"],
                condition=Q(refused_at=None),
                name="codes_by_identifier",
            ),
            models.Index(
                fields=["identifier", "address", "created_at"],
                condition=Q(attested_at=None),
                name="refusals_by_identifier",
            ),
            models.Index(fields=["address", "created_at"], name="codes_by_address"),
            models.Index(fields=["created_at"], name="codes_by_age"),
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at=None, code__isnull=False),
                name="codes_to_send",
            ),
        ]

    def __str__(self):
        return str(self.pk)


class CertificateLoginQuerySet(models.QuerySet):
    def open(self):
        """Those that a fitting number would still complete."""
        return self.filter(
            used_at=None, expires_at__gt=PortalNow(), tries__lt=CertificateLogin.MOST_TRIES
        )


class CertificateLogin(models.Model):
    """Somebody whom a certificate provider confirmed and we do not know yet: the
    registration number is still to come. ``claims`` are emptied once they have served."""

    MOST_TRIES = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT)
    identifier = models.BinaryField(_("linking value's digest"), max_length=32)
    claims = EncryptedTextField(_("claims"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"), db_default=PortalNow())
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)

    objects = CertificateLoginQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate login")
        verbose_name_plural = _("certificate logins")
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="at_most_five_numbers")
        ]
        indexes = [models.Index(fields=["identifier", "created_at"], name="logins_by_identifier")]

    def __str__(self):
        return str(self.pk)
