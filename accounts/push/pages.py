from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import channels, identity
from accounts.onward import sent_from
from accounts.throttle import throttled

from .channel import WebPush
from .forms import SubscribeForm
from .keys import public_key
from .subscribing import unsubscribe


def in_service(view):
    """Where the deployment has no web push, its pages do not exist."""

    def page(request, **more):
        if WebPush.code not in channels.in_service():
            raise Http404("This portal sends no notifications.")
        return view(request, **more)

    return page


@require_http_methods(["GET", "HEAD", "POST"])
@throttled(address="1200/m", cookie="30/m")
@identity.verified
@in_service
def notifications(request):
    """In which browsers one's messages are shown; this one can be added."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save(request.person, request.headers.get("User-Agent", ""))
        return see_other()
    context = {
        "form": form,
        "key": public_key(),
        "browsers": request.person.push_subscriptions.order_by("since"),
    }
    return render(request, "accounts/notifications.html", context)


@sent_from("notifications")
@throttled(address="1200/m", cookie="30/m")
@identity.verified
@in_service
def stop(request, pk):
    """Show no messages in one of them any more."""
    unsubscribe(request.person, pk)
    return see_other()


def see_other():
    response = redirect("notifications")
    response.status_code = 303
    return response


@require_safe
def service_worker(request):
    """The script that shows notifications; from the root, so that it may stand for all pages."""
    response = render(request, "accounts/notifications.js", content_type="text/javascript")
    response["Cache-Control"] = "max-age=3600"
    return response
