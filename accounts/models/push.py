from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.crypto import EncryptedTextField

from .people import Person

#: Browsers in which one person is told at most.
MOST = 5


class PushSubscription(models.Model):
    """A browser that shows somebody's messages. Whoever has its address and keys can write to it,
    so both are kept as names are."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions")
    #: SHA-256 of the address: a browser shows one person's messages, those of who asked last.
    digest = models.BinaryField(max_length=32, unique=True)
    endpoint = EncryptedTextField(_("address at the push service"))
    public_key = EncryptedTextField(_("public key"))
    secret = EncryptedTextField(_("secret"))
    browser = models.CharField(_("browser"), max_length=60)
    since = models.DateTimeField(_("since"), db_default=PortalNow())

    class Meta:
        verbose_name = _("browser with notifications")
        verbose_name_plural = _("browsers with notifications")
        default_permissions = ()

    def __str__(self):
        return f"{self.person} {self.browser}"
