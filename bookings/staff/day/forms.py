from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """Which clinic's day. Nobody can name a clinic that does not name them."""

    clinic = forms.TypedChoiceField(label=_("Clinic"))
    date = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, clinics, *args, **kwargs):
        super().__init__(*args, **kwargs)
        by_key = {str(clinic.pk): clinic for clinic in clinics}
        self.fields["clinic"].choices = [(clinic.pk, str(clinic)) for clinic in clinics]
        self.fields["clinic"].coerce = by_key.__getitem__


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
