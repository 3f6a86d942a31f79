import json
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.utils.translation import gettext_lazy as _

from .keys import text
from .makers import known
from .subscribing import subscribe

NO_SUBSCRIPTION = _("Your browser did not say where notifications reach it. Please try again.")
#: Words of a browser's own description, the telling ones first, and what people call it.
BROWSERS = [
    ("SamsungBrowser", "Samsung Internet"), ("Whale", "Whale"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"),
]  # fmt: skip
SYSTEMS = [
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
]  # fmt: skip


class SubscribeForm(forms.Form):
    """What a browser says when it subscribes; nobody types it."""

    subscription = forms.CharField(
        max_length=2000, widget=forms.HiddenInput, error_messages={"required": NO_SUBSCRIPTION}
    )

    def clean_subscription(self):
        try:
            said = json.loads(self.cleaned_data["subscription"])
            endpoint, keys = said["endpoint"], said["keys"]
            point, secret = opened(keys["p256dh"]), opened(keys["auth"])
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise forms.ValidationError(NO_SUBSCRIPTION) from None
        if not isinstance(endpoint, str) or len(secret) != 16:
            raise forms.ValidationError(NO_SUBSCRIPTION)
        if not known(endpoint):
            raise forms.ValidationError(
                _("The push service of your browser is not known here. You get text messages.")
            )
        return endpoint, text(point), text(secret)

    def save(self, person, description):
        subscribe(person, *self.cleaned_data["subscription"], browser_of(description))


def opened(said):
    """:raises ValueError: where it is no base64."""
    return urlsafe_b64decode(said.encode() + b"=" * (-len(said) % 4))


def browser_of(description):
    """``Chrome, Android`` from what a browser says of itself."""
    found = (
        next((name for word, name in words if word in description), "")
        for words in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, found)) or str(_("a browser"))
