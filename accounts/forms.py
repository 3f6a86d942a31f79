import re
import unicodedata

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import certificates, codes
from accounts.attesters import Claims
from accounts.breakers import silent
from accounts.clock import now
from accounts.lights import Light, in_trouble
from accounts.numbers import RegistrationNumber, read_digits, read_mobile
from accounts.refusals import Refused

#: Letters that are drawn as nothing at all.
FILLERS = "\u115f\u1160\u3164\uffa0"


def clean_name(text):
    """A name of letters of any script, with what stands between them in names."""
    name = unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))
    letters = [c for c in name if unicodedata.category(c)[0] == "L" and c not in FILLERS]
    others = {c for c in name if unicodedata.category(c)[0] not in "LM"}
    if not letters or others - set(" '’.,-·") or set(name) & set(FILLERS):
        raise forms.ValidationError(
            _("Please write the name with letters only, as on your identity card.")
        )
    return name


class NumberForm(forms.Form):
    """A registration number and the consents that the law asks for before it is read."""

    number_front = forms.CharField(
        label=_("Registration number, first six digits"),
        help_text=_("Your birth date as year, month and day: 690301 for 1 March 1969."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    number_back = forms.CharField(
        label=_("Registration number, last seven digits"),
        help_text=_("Foreign residents use their foreign registration number."),
        max_length=20,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    consent_identifier = forms.BooleanField(
        label=_("I agree that my registration number is used to recognise me."),
        help_text=_(
            "It is turned into a code that cannot be turned back, and is not kept."
            " Without it nobody could make sure that everybody books once."
        ),
        error_messages={"required": _("Without your consent we cannot verify you here.")},
    )
    consent_health = forms.BooleanField(
        label=_("I agree that my vaccination data are used for my appointments."),
        help_text=_("Your clinic and the health authorities see your bookings and doses."),
        error_messages={"required": _("Without your consent we cannot book for you here.")},
    )

    def clean_number_front(self):
        return self.digits("number_front", 6)

    def clean_number_back(self):
        return self.digits("number_back", 7)

    def digits(self, field, length):
        try:
            return read_digits(self.cleaned_data[field], length)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self):
        answers = super().clean()
        if {"number_front", "number_back"} <= answers.keys():
            try:
                answers["number"] = self.number(answers["number_front"] + answers["number_back"])
            except Refused as refusal:
                self.add_error("number_front", str(refusal))
        return answers

    def number(self, digits):
        number = RegistrationNumber(digits)
        if number.birth_date > localdate(self.moment()):
            raise Refused(_("This birth date is still to come. Please check the digits."))
        return number

    def moment(self):
        return now()


class CertificateNumberForm(NumberForm):
    """The number of somebody whom a certificate provider confirmed."""

    def __init__(self, *args, login, **kwargs):
        super().__init__(*args, **kwargs)
        self.login = login

    def save(self):
        """:returns: the verification, or None with the reason among the errors."""
        try:
            return certificates.give_number(self.login, self.cleaned_data["number"])
        except Refused as refusal:
            self.add_error(None, str(refusal))


class PhoneForm(NumberForm):
    """Who somebody says they are, and the phone that proves it. A refusal is a form error."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As on your identity card."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        help_text=_("A phone in your own name. We send a six-digit code to it."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "type": "tel"}),
    )
    field_order = ["name", "number_front", "number_back", "phone"]

    def __init__(self, *args, provider, address, **kwargs):
        """:param provider: one of ``lit_providers``."""
        super().__init__(*args, **kwargs)
        self.provider, self.address = provider, address

    def moment(self):
        """The one at which its provider was read, just before."""
        return self.provider.now

    def clean_name(self):
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self):
        try:
            return read_mobile(self.cleaned_data["phone"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self):
        """Ask for a code. :returns: the code's row, or None with the reason among the errors."""
        if self.provider.light == Light.RED:
            full = _("Too many people are verifying by phone. Please wait a minute.")
            trouble = in_trouble(self.provider, self.moment())
            self.add_error(None, silent(self.provider) if trouble else full)
            return None
        number = self.cleaned_data["number"]
        claims = Claims(
            name=self.cleaned_data["name"],
            birth_date=number.birth_date,
            sex=number.sex,
            phone=self.cleaned_data["phone"],
            number=number.digits,
        )
        try:
            return codes.ask(self.provider, claims, self.address)
        except Refused as refusal:
            self.add_error(None, str(refusal))


class CodeForm(forms.Form):
    digits = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits. The message can take a minute to arrive."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def __init__(self, *args, code, **kwargs):
        """:param code: the key of the one that this browser asked for."""
        super().__init__(*args, **kwargs)
        self.code = code

    def clean_digits(self):
        try:
            return read_digits(self.cleaned_data["digits"], 6)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self):
        """Answer the code. :returns: the verification, or None with the reason among the errors."""
        try:
            return codes.answer(self.code, self.cleaned_data["digits"])
        except Refused as refusal:
            self.add_error("digits", str(refusal))


class ResendForm(forms.Form):
    """The button that asks for another code."""

    def __init__(self, *args, code, address, **kwargs):
        super().__init__(*args, **kwargs)
        self.code, self.address = code, address

    def save(self):
        """:returns: the new code's row, or None with the reason among the errors."""
        try:
            return codes.ask_again(self.code, self.address)
        except Refused as refusal:
            self.add_error(None, str(refusal))
