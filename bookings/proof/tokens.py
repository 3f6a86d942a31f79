"""What the code on a proof says: which doses, signed. It names nobody.

The signature alone shows that the portal issued it; whether the doses still stand, the database
says. A dump of the database holds the codes of doses and not the key, so nobody can make a proof
of it. Keys rotate: the first of ``PROOF_KEYS`` signs, all of them are believed.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.core import signing

#: Bytes of a dose's code.
CODE = 16


def signer():
    first, *others = settings.PROOF_KEYS
    return signing.Signer(key=first, sep=".", salt="bookings.proof.1", fallback_keys=others)


def token(codes):
    """:param codes: the ``DoseRecord.code`` of each dose, in their order."""
    packed = b"".join(code.bytes for code in codes)
    return signer().sign(urlsafe_b64encode(packed).rstrip(b"=").decode())


def read(text):
    """:returns: the codes of the doses, or None where the portal signed no such thing."""
    try:
        packed = signer().unsign(text)
    except signing.BadSignature:
        return None
    codes = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    return [UUID(bytes=codes[at : at + CODE]) for at in range(0, len(codes), CODE)]
