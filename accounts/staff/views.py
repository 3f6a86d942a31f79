"""The steps after the password: set the app up once, type its code at each log-in."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import RecoveryCodes

from . import factors
from .forms import FactorForm, RecoveryForm
from .pages import onward, render_page

LOOK_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def step(view):
    """A page for whoever has given the password; the guard keeps everybody else away."""
    return never_cache(sensitive_post_parameters()(LOOK_OR_SEND(view)))


def to(name, request):
    return redirect(f"{reverse(name)}?{urlencode({'next': onward(request)})}")


@step
def factor(request):
    """Ask for the code of the app."""
    if request.user.is_verified():
        return redirect(onward(request))
    if factors.authenticator_of(request.user) is None:
        return to("staff-enrol", request)
    form = FactorForm(request, factors.prove)
    if form.is_valid() and form.save():
        return redirect(onward(request))
    context = {"title": _("Second step"), "form": form, "next": onward(request)}
    return render_page(request, "staff/factor/code.html", context)


@step
def recovery(request):
    """Ask for a code of the sheet instead, when the telephone is lost."""
    if request.user.is_verified():
        return redirect(onward(request))
    form = RecoveryForm(request, factors.recover)
    if form.is_valid() and form.save():
        messages.warning(request, codes_left(form.outcome))
        return to("staff-codes", request)
    context = {"title": _("Recovery code"), "form": form, "next": onward(request)}
    return render_page(request, "staff/factor/recovery.html", context)


def codes_left(count):
    return ngettext(
        "%(count)d recovery code is left.", "%(count)d recovery codes are left.", count
    ) % {"count": count}


@step
def enrol(request):
    """Set the app up: at the first log-in, or anew by whoever came in with a recovery code."""
    if factors.authenticator_of(request.user) and not recovered(request):
        return to("staff-factor", request)
    form = FactorForm(request, factors.enrol)
    if form.is_valid() and form.save():
        return sheet(request, form.outcome)
    enrolment = factors.enrolment_of(request.user)
    context = {
        "title": _("Set up the second step"),
        "form": form,
        "picture": factors.picture(enrolment, request.get_host()),
        "key": enrolment.key_to_type,
    }
    return render_page(request, "staff/factor/enrol.html", context)


def recovered(request):
    return isinstance(request.user.otp_device, RecoveryCodes)


@step
def codes(request):
    """How many recovery codes are left, and ten new ones for whoever shows the app's code."""
    form = FactorForm(request, factors.renew_codes)
    if form.is_valid() and form.save():
        return sheet(request, form.outcome)
    mine = RecoveryCodes.objects.filter(user=request.user).first()
    context = {
        "title": _("Recovery codes"),
        "form": form,
        "left": mine.left if mine else 0,
        "recovered": recovered(request),
        "next": onward(request),
    }
    return render_page(request, "staff/factor/codes.html", context)


def sheet(request, texts):
    """The codes, this once: they are nowhere else, so the answer to the form shows them."""
    context = {"title": _("Your recovery codes"), "codes": texts, "next": onward(request)}
    return render_page(request, "staff/factor/sheet.html", context)
