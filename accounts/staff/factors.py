"""The second factor: set up once, asked for at each log-in, replaced by codes on paper."""

import secrets
from urllib.parse import quote

import django_otp
import segno
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Authenticator, RecoveryCode, RecoveryCodes
from accounts.models.factors import hashed
from accounts.refusals import Refused

from .acts import Act, note

#: Without the characters that are mistaken for one another on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HOW_MANY = 10


def authenticator_of(member):
    """The app that is in use, or None: then they have to set one up."""
    return Authenticator.objects.filter(user=member, confirmed=True).first()


def enrolment_of(member):
    """The app that is being set up: the same key until it is confirmed."""
    return Authenticator.objects.get_or_create(user=member, confirmed=False)[0]


def picture(authenticator, host):
    """What the app scans, an address for ``<img>``. In its list the portal has its host's name."""
    issuer, name = quote(host.partition(":")[0]), quote(authenticator.user.get_username())
    secret = authenticator.key_to_type.replace(" ", "")
    address = f"otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}"
    return segno.make_qr(address, error="m").svg_data_uri(border=4, omitsize=True)


def check(request, device, token):
    """Let them in by a code of theirs; the session gets a new key, as after the password.

    :raises Refused: when it is wrong, used up, or follows a wrong one too soon.
    """
    if device is None:
        raise Refused(_("There is nothing to check this code against. Please set up your app."))
    verified = django_otp.verify_token(request.user, device.persistent_id, token)
    if verified is None:
        raise wrong(type(device).objects.get(pk=device.pk))
    let_in(request, verified)


def prove(request, token):
    """Let them in by what their app shows."""
    check(request, authenticator_of(request.user), token)


def let_in(request, device):
    django_otp.login(request, device)
    request.session.cycle_key()


def wrong(device):
    """Each wrong code doubles the wait until the next one is looked at."""
    seconds = 2 ** max(device.throttling_failure_count - 1, 0)
    return Refused(
        ngettext(
            "This code was not accepted: it is wrong, or was used before. Please wait %(seconds)d"
            " second, then type the next one.",
            "This code was not accepted: it is wrong, or was used before. Please wait %(seconds)d"
            " seconds, then type the next one.",
            seconds,
        )
        % {"seconds": seconds}
    )


def recover(request, token):
    """Let them in by one of the codes on paper. :returns: how many are left."""
    codes = RecoveryCodes.objects.filter(user=request.user).first()
    check(request, codes, token)
    note(request, Act.RECOVERED)
    return codes.left


def enrol(request, token):
    """Take the app into use that shows this code, instead of one they had.

    :returns: their ten recovery codes, which nobody can show again.
    :raises Refused: when it is not what the app shows.
    """
    enrolment = enrolment_of(request.user)
    check(request, enrolment, token)
    with transaction.atomic():
        Authenticator.objects.filter(user=request.user, confirmed=True).delete()
        Authenticator.objects.filter(pk=enrolment.pk).update(confirmed=True)
        note(request, Act.ENROLLED)
        return new_codes(request.user)


def renew_codes(request, token):
    """Ten new recovery codes for whoever shows what the app shows; the old ones are void."""
    check(request, authenticator_of(request.user), token)
    with transaction.atomic():
        note(request, Act.CODES_MADE)
        return new_codes(request.user)


def new_codes(member):
    RecoveryCodes.objects.filter(user=member).delete()
    kept = RecoveryCodes.objects.create(user=member)
    texts = [new_code() for _number in range(HOW_MANY)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(of=kept, digest=hashed(kept, text)) for text in texts
    )
    return texts


def new_code():
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(10))
    return f"{letters[:5]}-{letters[5:]}"
