from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from . import revealing
from .forms import RevealForm
from .pages import onward


@require_POST
def reveal(request):
    """Unmask the people of a page for its reader, or mask all again, and lead back there."""
    if "mask" in request.POST:
        revealing.mask(request)
        return redirect(onward(request))
    form = RevealForm(request.POST)
    if not (form.is_valid() and form.save(request)):
        for errors in form.errors.values():
            messages.error(request, errors[0])
    return redirect(onward(request))
