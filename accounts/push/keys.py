"""The portal's own key, by which push services know who writes. ``manage.py make_push_key``."""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid


def text(raw):
    """Bytes as web push writes them."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_key():
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return text(number.to_bytes(32, "big"))


def vapid():
    """:raises ValueError: where ``PUSH_KEY`` is no key."""
    return Vapid.from_raw(settings.PUSH_KEY.encode())


def public_key():
    """What a browser is told when it subscribes."""
    return text(vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
