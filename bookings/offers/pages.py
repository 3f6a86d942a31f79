from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import identity
from accounts.throttle import throttled
from bookings.models import Offer
from bookings.views import see_other

from .forms import AnswerForm


@require_http_methods(["GET", "HEAD", "POST"])
@throttled(address="1200/m", cookie="30/m")
@identity.verified
def offer(request, reference):
    """What is offered and until when; two buttons. Somebody else's offer does not exist."""
    mine = request.person.offers.select_related(
        "slot__clinic", "slot__group", "slot__batch__vaccine", "campaign__leftover_terms"
    )
    offer = get_object_or_404(mine, reference=reference)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (onward := form.save(offer, request.verification.pk)):
        return see_other(onward)
    offer = mine.get(pk=offer.pk)
    if offer.state == Offer.State.ACCEPTED:
        return redirect("booking", offer.reference)
    now = request.verification.now
    open_ = offer.state == Offer.State.OPEN and now < offer.ends_at
    context = {"offer": offer, "form": form, "open": open_}
    if offer.kind == Offer.Kind.LEFTOVER:
        context["come_by"] = min(
            now + offer.campaign.leftover_terms.come_within, offer.slot.ends_at
        )
    return render(request, "bookings/offer.html", context)
