from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import codes, identity
from accounts.addresses import client_address
from accounts.cookies import SignedCookie
from accounts.doorbell import ring
from accounts.forms import CodeForm, PhoneForm, ResendForm
from accounts.lights import lit_providers
from accounts.models import PhoneCode, Provider
from accounts.onward import onward, posted, sent_from, step
from accounts.throttle import throttled

code_cookie = SignedCookie("code", codes.PATIENCE)


@sensitive_post_parameters()
@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify(request):
    """Choose how to prove who one is; the phone's form is on the same page."""
    providers = lit_providers()
    phone = next((p for p in providers if p.active and p.kind == Provider.Kind.PHONE), None)
    form = phone and PhoneForm(posted(request), provider=phone, address=client_address(request))
    if form and form.is_valid() and (code := form.save()):
        return sent(request, code)
    return render(
        request,
        "accounts/verify.html",
        {"form": form, "providers": providers, "next": onward(request)},
    )


@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify_code(request):
    """Type in the code that was sent."""
    code = asked(request)
    if code is None:
        return redirect(step("verify", onward(request)))
    form = CodeForm(posted(request), code=code)
    if form.is_valid() and (verification := form.save()):
        response = redirect(onward(request))
        identity.succeed(request, response, verification)
        code_cookie.take_back(response)
        return response
    return render(request, "accounts/code.html", {"form": form, "next": onward(request)})


@sent_from("verify-code")
@throttled(address="1200/m", cookie="60/m")
def verify_code_again(request):
    """Send another code in place of the last one."""
    code = asked(request)
    if code is None:
        return redirect(step("verify", onward(request)))
    resend = ResendForm(request.POST, code=code, address=client_address(request))
    if resend.is_valid() and (another := resend.save()):
        return sent(request, another)
    return render(
        request,
        "accounts/code.html",
        {"form": CodeForm(code=code), "resend": resend, "next": onward(request)},
    )


def asked(request):
    """The code that this browser asked for, or None."""
    pk = code_cookie.read(request)
    return pk and PhoneCode.objects.select_related("provider").filter(pk=pk).first()


def sent(request, code):
    ring("accounts.tasks.send_codes")
    response = redirect(step("verify-code", onward(request)))
    code_cookie.hand_out(response, code.pk.hex)
    return response


@sent_from("home")
def sign_out(request):
    response = redirect("/")
    identity.end(request, response)
    return response
