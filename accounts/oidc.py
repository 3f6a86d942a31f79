"""Certificate providers by OpenID Connect: how Kakao, Naver or PASS plug in.

``settings.OIDC_CLIENTS`` names each provider's issuer and our credentials with it;
endpoints and keys come from the issuer's discovery. A citizen has no session, so
what must come back unchanged travels in a short signed cookie (``Journey``).
"""

import base64
import json
import secrets
from dataclasses import asdict, dataclass

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from accounts import breakers
from accounts.breakers import Trouble
from accounts.refusals import Refused

#: Seconds for which a provider's own description and keys are believed.
FRESH = 600
#: Signatures that only the issuer can make; one with our shared secret is not among them.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
#: Seconds that a provider's clock may be wrong.
LEEWAY = 60


@dataclass(frozen=True)
class Journey:
    """What one visit to a provider must bring back."""

    provider: str
    onward: str
    state: str
    nonce: str
    verifier: str

    @classmethod
    def to(cls, provider, onward):
        return cls(
            provider, onward, secrets.token_urlsafe(16), secrets.token_urlsafe(16),
            generate_token(48),
        )  # fmt: skip

    def pack(self):
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def unpack(cls, packed):
        return cls(**json.loads(base64.urlsafe_b64decode(packed)))


def departure(provider, journey, back):
    """The provider's address to send the visitor to.

    :param back: our own address that the provider sends them back to.
    :raises Trouble: when the provider cannot be reached.
    :raises TurnedAway: when it is busy or rests.
    """
    try:
        with breakers.turn(provider) as ask:
            known = discover(provider.code, ask)
        with session(provider.code, back, known) as http:
            address, _state = http.create_authorization_url(
                known["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
    except (requests.RequestException, AuthlibBaseError, ValueError, KeyError) as error:
        raise Trouble(type(error).__name__) from error
    return address


def arrival(provider, journey, code, back):
    """Exchange the code that the visitor brought for what the provider says of them.

    :returns: the claims of the ID token and of the user-info endpoint.
    :raises Trouble: when the provider fails, or a signature, audience or time does not hold.
    :raises TurnedAway: when it is busy or rests; the code is unused then.
    :raises Refused: when the code is not of this visit.
    """
    with breakers.turn(provider) as ask:
        return ask(exchange, provider, journey, code, back)


def exchange(provider, journey, code, back):
    try:
        known = discover(provider.code)
        with session(provider.code, back, known) as http:
            token = http.fetch_token(
                known["token_endpoint"], code=code, code_verifier=journey.verifier
            )
            said = read_id_token(journey, known, token)
            return {**user_info(http, known, said), **said}
    except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, KeyError) as error:
        if is_visitors(error):
            raise not_confirmed(provider) from error
        raise Trouble(type(error).__name__) from error


def is_visitors(error):
    """Whether a code that was invented, used before or of another visit explains an error.

    It must not count against the provider: anybody could put it out of service.
    """
    grant = isinstance(error, AuthlibBaseError) and error.error == "invalid_grant"
    return grant or (isinstance(error, ClaimError) and error.claim == "nonce")


def not_confirmed(provider):
    return Refused(
        _("%(provider)s did not confirm who you are. You can try again or go another way.")
        % {"provider": provider}
    )


def session(code, back, known):
    ours = settings.OIDC_CLIENTS[code]
    supported = known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = "client_secret_basic" in supported
    return OAuth2Session(
        ours["client_id"],
        ours["client_secret"],
        token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
        scope=ours.get("scope", "openid profile phone"),
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=settings.IDENTITY_TIMEOUT,
    )


def plainly(call, *arguments):
    return call(*arguments)


def discover(code, ask=plainly):
    """What a provider publishes about itself; it must be the issuer that we were told.

    :param ask: what judges the call, when there is one: most of the time it is remembered.
    """
    issuer = settings.OIDC_CLIENTS[code]["issuer"]
    known = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration", ask)
    if known["issuer"] != issuer:
        raise ValueError("another issuer")
    return known


def fetch(address, ask=plainly, *, anew=False):
    """A provider's public document, asked for at most every ten minutes."""
    name = f"accounts.oidc.{address}"
    document = None if anew else cache.get(name)
    if document is None:
        document = ask(download, address)
        cache.set(name, document, FRESH)
    return document


def download(address):
    return read(requests.get(address, timeout=settings.IDENTITY_TIMEOUT))


def read(answer):
    answer.raise_for_status()
    return answer.json()


def read_id_token(journey, known, token):
    """The claims of an ID token that is the issuer's, for us, of this visit, and of now."""
    try:
        signed = decode(token["id_token"], fetch(known["jwks_uri"]))
    except InvalidKeyIdError:  # the issuer has a new key
        signed = decode(token["id_token"], fetch(known["jwks_uri"], anew=True))
    client_id = settings.OIDC_CLIENTS[journey.provider]["client_id"]
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        {"iss": {"value": known["issuer"]}, "aud": {"value": client_id}},
        {
            "nonce": journey.nonce,
            "client_id": client_id,
            "access_token": token["access_token"],
        },
    )
    claims.validate(leeway=LEEWAY)
    return dict(claims)


def decode(id_token, keys):
    return jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)


def user_info(http, known, said):
    """What the user-info endpoint adds, if there is one and it speaks of the same person."""
    if "userinfo_endpoint" not in known:
        return {}
    more = read(http.get(known["userinfo_endpoint"]))
    if more.get("sub") != said["sub"]:
        raise ValueError("another subject")
    return more
