from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refused


class FactorForm(forms.Form):
    """Six digits of the app. ``verb`` is what they are good for; a refusal is a form error."""

    token = forms.CharField(
        label=_("Code of your app"),
        help_text=_("Six digits. They change every 30 seconds."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def __init__(self, request, verb):
        super().__init__(request.POST if request.method == "POST" else None)
        self.request, self.verb = request, verb

    def clean_token(self):
        return "".join(self.cleaned_data["token"].split())

    def save(self):
        """:returns: whether it was accepted; what the verb returned is ``outcome``."""
        try:
            self.outcome = self.verb(self.request, self.cleaned_data["token"])
        except Refused as refusal:
            self.add_error("token", str(refusal))
        return not self.errors


class RecoveryForm(FactorForm):
    token = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the ten from your sheet, such as 2X9KP-7HTQ3. Each works once."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
