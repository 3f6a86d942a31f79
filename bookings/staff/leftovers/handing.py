"""A leftover dose for whoever stands at the desk, and was recognised there as for any booking."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.models import Call
from accounts.onward import sent_from
from bookings import leftovers
from bookings.forms import GARBLED
from bookings.refusals import Refused
from bookings.staff.phone.pages import during_call

from .views import MAY, theirs


class HandOverForm(forms.Form):
    """The key makes a form that is sent twice one booking."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=GARBLED)

    def save(self, call, batch):
        """Return the booking, or None with the reason among the form's errors."""
        try:
            return leftovers.hand_over(call, batch, self.cleaned_data["key"])
        except Refused as refusal:
            self.add_error(None, str(refusal))


def at_hand(request, call):
    """What a page of somebody at the desk shows: batches that nobody is promised all of."""
    if call.door != Call.Door.CLINIC or not request.user.has_perm(MAY):
        return {}
    batches = theirs(request).usable().filter(slot__taken__lt=F("slot__capacity"))
    return {"batches": batches.order_by("-pk"), "handing": HandOverForm(auto_id=False)}


@during_call(doors=[Call.Door.CLINIC])
@permission_required(MAY, raise_exception=True)
@sent_from("staff-call", "call")
def hand_over(request, call, pk):
    """Book an unclaimed dose; its person is taken on at the desk."""
    batch = get_object_or_404(theirs(request), pk=pk)
    form = HandOverForm(request.POST)
    if form.is_valid() and (booking := form.save(call, batch)):
        messages.success(
            request, _("Handed over: %(reference)s.") % {"reference": booking.reference}
        )
        return redirect("staff-card", booking.reference)
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect("staff-call", call.pk)
