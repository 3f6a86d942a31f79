"""From what a certificate provider says to a verification."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import identity
from accounts.applicants import Applicant
from accounts.clock import PortalNow
from accounts.digests import seed, wrapped
from accounts.models import CertificateLogin, Identifier, Person
from accounts.numbers import read_mobile
from accounts.refusals import Refused
from accounts.registry import agree, recognise
from accounts.turns import take_turns

SEXES = {"female": Person.Sex.FEMALE, "male": Person.Sex.MALE}
#: How long a certificate waits for the registration number, and how often a day.
PATIENCE = timedelta(minutes=10)
A_DAY = 10


def applicant_of(provider, claims):
    """Read a provider's claims.

    :raises Refused: when something is missing; people may leave out what they tell.
    """
    linking = settings.OIDC_CLIENTS[provider.code].get("linking_claim", "ci")
    try:
        return Applicant(
            name=required(claims, "name"),
            birth_date=date.fromisoformat(required(claims, "birthdate")),
            sex=SEXES[required(claims, "gender")],
            phone=read_mobile(required(claims, "phone_number")),
            language=get_language(),
            seeds={"ci": seed("ci", required(claims, linking)).hex()},
        )
    except (KeyError, ValueError):
        raise Refused(
            _(
                "%(provider)s did not tell us your name, birth date, sex and phone."
                " Please allow all of them there, or choose another way."
            )
            % {"provider": provider}
        ) from None


def required(claims, name):
    value = claims[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(name)
    return value.strip()


def is_known(applicant):
    digests = wrapped(bytes.fromhex(applicant.seeds["ci"]))
    return Identifier.objects.filter(scheme="ci", digest__in=digests).exists()


@transaction.atomic
def enter(provider, applicant):
    """Verify somebody whom the linking value names already."""
    return identity.start(recognise(applicant), provider)


@transaction.atomic
def wait_for_number(provider, applicant):
    """Keep what a provider said of somebody unknown until they enter their number.

    :raises Refused: when this certificate waited for a number too often today.
    """
    linking = digest_of(applicant)
    take_turns(linking)
    today = CertificateLogin.objects.filter(
        identifier=linking, created_at__gt=PortalNow() - timedelta(days=1)
    )
    if today.count() >= A_DAY:
        raise Refused(_("This certificate was used very often today. Please try tomorrow."))
    return CertificateLogin.objects.create(
        provider=provider,
        identifier=linking,
        claims=applicant.pack(),
        expires_at=PortalNow() + PATIENCE,
    )


def digest_of(applicant):
    return wrapped(bytes.fromhex(applicant.seeds["ci"]))[-1]


def give_number(login, number):
    """Complete a certificate login by the registration number, which must fit it.

    :returns: the new ``Verification``.
    :raises Refused: when number and certificate are of two people, or after five tries.
    """
    counted = CertificateLogin.objects.open().filter(pk=login.pk)
    if not counted.update(tries=F("tries") + 1):
        raise Refused(_("Too much time or too many tries went by. Please start again."))
    applicant = Applicant.unpack(login.claims)
    if (number.birth_date, number.sex) != (applicant.birth_date, applicant.sex):
        raise Refused(
            _("This number does not fit the birth date and sex that %(provider)s told us.")
            % {"provider": login.provider}
        )
    with transaction.atomic():
        used = CertificateLogin.objects.filter(pk=login.pk, used_at=None)
        if not used.update(used_at=PortalNow(), claims=None):
            raise Refused(_("This certificate was used already. Please start again."))
        verification = enter(login.provider, applicant.known_as("rrn", number.digits))
        agree(verification.person)
        return verification


def forget():
    """Empty what nobody will complete any more, and drop what no limit needs."""
    stale = CertificateLogin.objects.filter(expires_at__lt=PortalNow())
    stale.exclude(claims=None).update(claims=None)
    CertificateLogin.objects.filter(created_at__lt=PortalNow() - timedelta(days=1)).delete()
