from django.conf import settings
from django.core import signing


class SignedCookie:
    """A short-lived value that a browser keeps for us and cannot change.

    Signed and readable, not secret: it only ever names a row.
    """

    def __init__(self, name, life):
        self.name = settings.HOST_PREFIX + name
        self.life = life
        self.signer = signing.TimestampSigner(salt=f"accounts.cookies.{name}")

    def read(self, request):
        """What was handed out, or None when it is missing, forged or too old."""
        try:
            return self.signer.unsign(request.COOKIES.get(self.name, ""), max_age=self.life)
        except signing.BadSignature:
            return None

    def hand_out(self, response, value):
        response.set_cookie(
            self.name,
            self.signer.sign(value),
            max_age=self.life,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )

    def take_back(self, response):
        response.delete_cookie(self.name, samesite="Lax")
