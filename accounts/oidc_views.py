import logging

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import breakers, certificates, identity, oidc
from accounts.breakers import Trouble, TurnedAway
from accounts.cookies import SignedCookie
from accounts.forms import CertificateNumberForm
from accounts.lights import report_trouble
from accounts.models import CertificateLogin, Provider
from accounts.onward import onward, posted, step
from accounts.refusals import Refused
from accounts.throttle import throttled

logger = logging.getLogger(__name__)

journey_cookie = SignedCookie("journey", certificates.PATIENCE)
login_cookie = SignedCookie("login", certificates.PATIENCE)


@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify_oidc(request, code):
    """Send the visitor to a certificate provider. A link and no form, so that the content
    policy need not name the provider as a place that forms may lead to."""
    provider = in_service(code)
    journey = oidc.Journey.to(code, onward(request))
    try:
        response = redirect(oidc.departure(provider, journey, back(request, code)))
    except Trouble as trouble:
        return failed(request, provider, trouble)
    except TurnedAway as refusal:
        return turned_away(request, refusal)
    journey_cookie.hand_out(response, journey.pack())
    return response


@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify_oidc_back(request, code):
    """Where a provider sends the visitor back to."""
    provider = in_service(code)
    packed = journey_cookie.read(request)
    journey = packed and oidc.Journey.unpack(packed)
    if not journey or (journey.provider, journey.state) != (code, request.GET.get("state")):
        return stopped(request, _("We lost track of your visit. Please start again."))
    if "error" in request.GET or "code" not in request.GET:
        return stopped(request, str(oidc.not_confirmed(provider)))
    try:
        claims = oidc.arrival(provider, journey, request.GET["code"], back(request, code))
        response = admit(request, provider, certificates.applicant_of(provider, claims), journey)
    except Trouble as trouble:
        return failed(request, provider, trouble)
    except TurnedAway as refusal:
        return turned_away(request, refusal)
    except Refused as refusal:
        return stopped(request, str(refusal))
    journey_cookie.take_back(response)
    return response


def admit(request, provider, applicant, journey):
    if certificates.is_known(applicant):
        response = redirect(journey.onward)
        identity.succeed(request, response, certificates.enter(provider, applicant))
        return response
    login = certificates.wait_for_number(provider, applicant)
    response = redirect(step("verify-number", journey.onward))
    login_cookie.hand_out(response, login.pk.hex)
    return response


@sensitive_post_parameters()
@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify_number(request):
    """The registration number of somebody whose certificate we see for the first time."""
    pk = login_cookie.read(request)
    logins = CertificateLogin.objects.open().select_related("provider")
    login = pk and logins.filter(pk=pk).first()
    if not login:
        return redirect(step("verify", onward(request)))
    form = CertificateNumberForm(posted(request), login=login)
    if form.is_valid() and (verification := form.save()):
        response = redirect(onward(request))
        identity.succeed(request, response, verification)
        login_cookie.take_back(response)
        return response
    return render(request, "accounts/number.html", {"form": form, "provider": login.provider})


def in_service(code):
    return get_object_or_404(Provider, code=code, kind=Provider.Kind.OIDC, active=True)


def back(request, code):
    return request.build_absolute_uri(reverse("verify-oidc-back", args=[code]))


def failed(request, provider, trouble):
    """Say that the provider is in trouble, and turn its light red for a while."""
    logger.warning("Provider %s failed: %s", provider.code, trouble)
    report_trouble(provider)
    return stopped(request, breakers.silent(provider), status=502)


def turned_away(request, refusal):
    """Say that a provider is not asked now. Whoever comes back from it may ask again by the same
    address: their code was not used."""
    response = stopped(request, str(refusal), status=503, again=request.get_full_path())
    response["Retry-After"] = refusal.seconds
    return response


def stopped(request, reason, status=200, **more):
    return render(request, "accounts/stopped.html", {"reason": reason, **more}, status=status)
