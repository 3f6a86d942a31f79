from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import codes, identity
from accounts.addresses import client_address
from accounts.blanks import Blank, page
from accounts.cookies import SignedCookie
from accounts.doorbell import ring
from accounts.forms import CodeForm, PhoneForm, ResendForm
from accounts.lights import lit_providers
from accounts.models import Provider
from accounts.onward import onward, sent_from, step
from accounts.throttle import throttled

code_cookie = SignedCookie("code", codes.PATIENCE)
BLANK_PHONE, BLANK_CODE = Blank(PhoneForm, provider=None, address=""), Blank(CodeForm, code=None)


@sensitive_post_parameters()
@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify(request):
    """Choose how to prove who one is; the phone's form is on the same page."""
    if request.method != "POST":
        return page(request, "accounts/verify.html", lambda: ways(request))
    told = ways(request)
    if phone := told["phone"]:
        form = PhoneForm(request.POST, provider=phone, address=client_address(request))
        if form.is_valid() and (code := form.save()):
            return sent(request, code)
        told["form"] = form
    return render(request, "accounts/verify.html", told)


def ways(request):
    providers = lit_providers()
    phone = next((p for p in providers if p.active and p.kind == Provider.Kind.PHONE), None)
    form = phone and BLANK_PHONE
    return {"providers": providers, "phone": phone, "form": form, "next": onward(request)}


@never_cache
@throttled(address="1200/m", cookie="60/m")
def verify_code(request):
    """Type in the code that was sent."""
    code, form = code_cookie.read(request), BLANK_CODE
    if code and request.method == "POST":
        form = CodeForm(request.POST, code=code)
    if form.is_valid() and (verification := form.save()):
        response = redirect(onward(request))
        identity.succeed(request, response, verification)
        code_cookie.take_back(response)
        return response
    if not codes.is_kept(code):
        return redirect(step("verify", onward(request)))
    told = {"form": form, "next": onward(request)}
    if form is BLANK_CODE:
        return page(request, "accounts/code.html", lambda: told)
    return render(request, "accounts/code.html", told)


@sent_from("verify-code")
@throttled(address="1200/m", cookie="60/m")
def verify_code_again(request):
    """Send another code in place of the last one."""
    code = codes.find(code_cookie.read(request))
    if code is None:
        return redirect(step("verify", onward(request)))
    resend = ResendForm(request.POST, code=code, address=client_address(request))
    if resend.is_valid() and (another := resend.save()):
        return sent(request, another)
    return render(
        request,
        "accounts/code.html",
        {"form": BLANK_CODE, "resend": resend, "next": onward(request)},
    )


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
