"""The second factor of a member of staff. A dump of these tables lets nobody in."""

import secrets
from base64 import b32encode

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from accounts.clock import PortalNow, now
from accounts.crypto import EncryptedTextField

#: Steps of thirty seconds by which a telephone's clock may be early or late.
TOLERANCE = 1
#: After ten wrong codes in a row the wait, which doubles with each, grows no more: 8.5 minutes.
MOST_FAILURES = 10


class Factor(ThrottlingMixin, Device):
    """What proves, besides the password, that it is really them; django-otp slows guesses down."""

    name = None

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} ({self.user})"

    def get_throttle_factor(self):
        return 1

    def throttle_increment(self, commit=True):
        super().throttle_increment(commit=False)
        self.throttling_failure_count = min(self.throttling_failure_count, MOST_FAILURES)
        if commit:
            self.save()

    def verify_token(self, token):
        """django-otp's door: it calls this with the row locked, so a code counts once."""
        if not self.verify_is_allowed()[0]:
            return False
        good = self.accepts(token)
        if good:
            self.throttle_reset()
        else:
            self.throttle_increment()
        return good

    def accepts(self, token):
        raise NotImplementedError


def new_key():
    return secrets.token_hex(20)


class Authenticator(Factor):
    """An app on a telephone that shows six new digits every thirty seconds (RFC 6238)."""

    key = EncryptedTextField(default=new_key)
    #: The step of the last code that was accepted: it and those before it are worth nothing.
    last_step = models.BigIntegerField(default=-1)
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(confirmed=True), name="one_authenticator_each"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(confirmed=False), name="one_enrolment_each"
            ),
        ]

    @property
    def totp(self):
        """What the telephone shows at this moment, by the database's clock."""
        totp = TOTP(bytes.fromhex(self.key))
        totp.time = now().timestamp()
        return totp

    @property
    def key_to_type(self):
        """The key as people type it, in groups of four."""
        text = b32encode(bytes.fromhex(self.key)).decode()
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

    def accepts(self, token):
        totp = self.totp
        if not token.isdecimal() or not totp.verify(int(token), TOLERANCE, self.last_step + 1):
            return False
        self.last_step = totp.t()
        return True


class RecoveryCodes(Factor):
    """Ten codes on paper for the day when the telephone is lost."""

    class Meta:
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user"], name="one_set_of_codes_each")]

    @property
    def left(self):
        return self.codes.filter(used_at=None).count()

    def accepts(self, token):
        unused = self.codes.filter(digest=hashed(self, token), used_at=None)
        return bool(unused.update(used_at=PortalNow()))


class RecoveryCode(models.Model):
    """One of them: only its digest is kept."""

    of = models.ForeignKey(RecoveryCodes, models.CASCADE, related_name="codes")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["of", "digest"], name="one_row_per_recovery_code")
        ]

    def __str__(self):
        return str(self.pk)


def hashed(codes, token):
    letters = "".join(filter(str.isalnum, token.upper()))
    return salted_hmac(
        "accounts.recovery", f"{codes.user_id}:{letters}", algorithm="sha256"
    ).digest()
