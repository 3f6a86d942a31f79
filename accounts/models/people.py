from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.channels import choices
from accounts.clock import PortalNow
from accounts.crypto import EncryptedTextField


class Person(models.Model):
    """A citizen or foreign resident. The registration number is not here: see ``Identifier``."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")

    birth_date = models.DateField(_("birth date"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(_("phone"))
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="ko"
    )
    #: Whether they chose it themselves; until then it is the one they verified in last.
    language_chosen = models.BooleanField(default=False, db_default=False)
    channel = models.CharField(
        _("way of messages"), max_length=10, default="sms", db_default="sms", choices=choices
    )
    created_at = models.DateTimeField(_("created"), db_default=PortalNow())

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return f"#{self.pk}"


class Identifier(models.Model):
    """What proves that two visitors are one person, as a keyed digest."""

    class Scheme(models.TextChoices):
        RRN = "rrn", _("registration number")
        CI = "ci", _("identity provider's linking value")
        TEMPORARY = "temporary", _("temporary number issued by a health centre")

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme.choices)
    digest = models.BinaryField(_("digest"), max_length=32)
    pepper = models.PositiveSmallIntegerField(
        _("pepper"), help_text=_("How many peppers, oldest first, made this digest.")
    )

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "digest"],
                name="one_person_per_identifier",
                violation_error_message=_("This identity already belongs to somebody."),
            )
        ]
        indexes = [models.Index(fields=["pepper"], name="identifiers_to_rewrap")]

    def __str__(self):
        return f"{self.get_scheme_display()} #{self.pk}"


class Consent(models.Model):
    """What somebody agreed to, in which wording, and when."""

    class Kind(models.TextChoices):
        IDENTIFIER = "identifier", _("handling of the unique identification number")
        HEALTH = "health", _("handling of health data")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    wording = models.CharField(_("version of the wording"), max_length=20)
    given_at = models.DateTimeField(_("given"), db_default=PortalNow())

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.get_kind_display()} ({self.wording})"


class PhoneChange(models.Model):
    """A phone that somebody replaced, until the old one was told so."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phone_changes")
    old_phone = EncryptedTextField(_("old phone"), null=True)
    changed_at = models.DateTimeField(_("changed"), db_default=PortalNow())
    due_at = models.DateTimeField(_("due"), db_default=PortalNow())
    told_at = models.DateTimeField(_("told"), null=True)

    class Meta:
        verbose_name = _("change of a phone")
        verbose_name_plural = _("changes of phones")
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(told_at=None), name="phones_to_tell")
        ]

    def __str__(self):
        return f"{self.person} {self.changed_at:%Y-%m-%d}"
