from django import forms

from bookings.forms import GARBLED
from bookings.models import Offer
from bookings.refusals import NotVerified, Refused

from .deciding import accept, decline

ACCEPT, DECLINE, LEAVE = "accept", "decline", "leave"


class AnswerForm(forms.Form):
    """The button that was pressed. A refusal comes back as a form error."""

    answer = forms.ChoiceField(
        choices=[(each, each) for each in (ACCEPT, DECLINE, LEAVE)],
        widget=forms.HiddenInput,
        error_messages={**GARBLED, "invalid_choice": GARBLED["invalid"]},
    )

    def save(self, offer, verification):
        """Return where to go on: the booking, one's bookings, or the page of a leftover dose that
        was declined, which says what else there is. None with the reason among the errors."""
        answer = self.cleaned_data["answer"]
        try:
            if answer == ACCEPT:
                return accept(verification, offer.reference)
            decline(offer, leave=answer == LEAVE)
        except NotVerified:
            return "verify"
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return None
        return offer if offer.kind == Offer.Kind.LEFTOVER else "bookings"
