from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.staff.clinics import ClinicForm

from .board import Board


class DayForm(ClinicForm):
    """Which clinic's day."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def board(self):
        return Board(self.cleaned_data["clinic"], self.cleaned_data["date"])


class FindForm(forms.Form):
    """Whom to find: a reference as a scanner types it, a name, or the end of a phone number."""

    words = forms.CharField(
        label=_("Scan a code, or find by name, phone or booking number"),
        max_length=60,
        error_messages={"required": _("Please scan a code or type whom to find.")},
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "off",
                "autofocus": True,
                "spellcheck": "false",
                "accesskey": "f",
            }
        ),
    )
