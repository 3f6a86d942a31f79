import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from . import desk
from .refusals import NotVerified, Refused

GARBLED = {
    code: _("The form arrived incomplete. Please press the button once more.")
    for code in ("required", "invalid")
}


class SlotForm(forms.Form):
    """Which time is wanted, as a link or a form names it."""

    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class BookingForm(SlotForm):
    """Book one time. The key makes a form that is sent twice one booking."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=GARBLED)

    def save(self, verification):
        """Return the booking, or None: with the reason among the errors, unless it is that
        nobody is verified.

        :param verification: id of the proof of identity that the visitor's cookie names, if any.
        """
        try:
            return desk.book(verification, self.cleaned_data["slot"], self.cleaned_data["key"])
        except NotVerified:
            return None
        except Refused as refusal:
            self.add_error(None, str(refusal))


class CancelForm(forms.Form):
    """Give a booking back. A refusal comes back as a form error."""

    def save(self, booking):
        """Return whether it was cancelled."""
        try:
            desk.cancel(booking)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return self.is_valid()
