from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import identity
from accounts.models import Provider


def verify(request):
    """Choose how to prove who one is."""
    return render(request, "accounts/verify.html", {"providers": Provider.objects.all()})


@require_POST
def sign_out(request):
    response = redirect("/")
    identity.end(request, response)
    return response
