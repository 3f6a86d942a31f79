from django import forms
from django.utils.translation import gettext_lazy as _

from . import desk
from .forms import ActForm


class DrawForm(ActForm):
    def act(self, operator):
        self.verb(operator, self.subject, **self.cleaned_data)


class AnnounceForm(DrawForm):
    title, verb = _("Announce the draw"), staticmethod(desk.announce_draw)
    commitment = forms.CharField(
        label=_("Hash of the secret"),
        max_length=100,
        help_text=_("SHA-256 of the secret, 64 hexadecimal digits."),
    )
    source = forms.CharField(
        label=_("Source of the public value"),
        max_length=200,
        help_text=_("In words that leave no choice: drand quicknet, round 4711."),
    )


class RevealForm(DrawForm):
    title, verb = _("Reveal the secret: first person"), staticmethod(desk.reveal_draw)
    secret = forms.CharField(
        label=_("Secret"), max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )
    value = forms.CharField(label=_("Public value"), max_length=200)


class ConfirmForm(DrawForm):
    title, verb = _("Enter the public value: second person"), staticmethod(desk.confirm_draw)
    value = forms.CharField(
        label=_("Public value"),
        max_length=200,
        help_text=_("Look it up at its source yourself, do not copy it from anybody."),
    )
