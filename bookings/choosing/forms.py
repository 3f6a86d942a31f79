from django import forms

from bookings import desk
from bookings.forms import BookingForm
from bookings.refusals import Refused


class ErrandForm(BookingForm):
    """Take one time. A refusal comes back as a form error.

    ``second`` is where the reader was told the second dose will be.
    """

    second = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def save(self, errand, booking):
        """Return the booking with its new time, or None with the reason among the errors.

        :param errand: ``change`` for another time, ``second`` for the dose after this booking.
        """
        slot, key = self.cleaned_data["slot"], self.cleaned_data["key"]
        try:
            if errand == "second":
                return desk.book_second(booking, slot, key)
            return desk.change(booking, slot, key, self.cleaned_data["second"])
        except Refused as refusal:
            self.add_error(None, str(refusal))
