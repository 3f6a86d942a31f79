from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.attesters import Claims
from accounts.forms import NumberForm, clean_name
from accounts.numbers import read_mobile
from bookings import desk
from bookings.forms import BookingForm
from bookings.models.proxies import Relationship
from bookings.refusals import NotVerified, Refused

from . import mandates


class SubjectForm(NumberForm):
    """The person one books for. The number is read, looked up and forgotten."""

    relationship = forms.ChoiceField(
        label=_("Who is this person?"),
        choices=[("", _("Please choose")), *Relationship.choices],
    )
    name = forms.CharField(
        label=_("Their name"), help_text=_("As on their identity card."), max_length=60
    )
    phone = forms.CharField(
        label=_("Their mobile phone"),
        help_text=_("Messages go to it. Without one they come to you."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
    )
    consent_identifier = None
    consent_health = None
    consent = forms.BooleanField(
        label=_(
            "This person asked me to book for them and agrees that their data are used for it."
        ),
        help_text=_(
            "Their registration number is turned into a code that cannot be turned back, and is"
            " not kept. They get a message and can stop you at any time."
        ),
        error_messages={"required": _("Without their consent you cannot book for them.")},
    )
    field_order = ["relationship", "name", "number_front", "number_back", "phone", "consent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number_front"].label = _("Their registration number, first six digits")
        self.fields["number_front"].help_text = _(
            "Their birth date as year, month and day: 690301 for 1 March 1969."
        )
        self.fields["number_back"].label = _("Their registration number, last seven digits")

    def clean_name(self):
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        try:
            return phone and read_mobile(phone)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self, proxy):
        """Return the mandate, or None with the reason among the form's errors."""
        answers, number = self.cleaned_data, self.cleaned_data["number"]
        claims = Claims(
            name=answers["name"],
            birth_date=number.birth_date,
            sex=number.sex,
            phone=answers["phone"],
            number=number.digits,
        )
        try:
            return mandates.name_subject(proxy, answers["relationship"], claims)
        except Refused as refusal:
            self.add_error(None, str(refusal))


class ProxyBookingForm(BookingForm):
    """Book one time for the person named."""

    def save(self, verification, mandate):
        """Return the booking, or None: with the reason among the form's errors, unless it is
        that the proof of identity or the mandate is over."""
        slot, key = self.cleaned_data["slot"], self.cleaned_data["key"]
        try:
            return desk.book_for_another(verification, mandate, slot, key)
        except NotVerified:
            return None
        except Refused as refusal:
            self.add_error(None, str(refusal))


class BlockForm(forms.Form):
    """Whether others may book for oneself."""

    block = forms.TypedChoiceField(
        choices=[("1", _("nobody")), ("0", _("others"))], coerce=lambda value: value == "1"
    )

    def save(self, person):
        (mandates.block if self.cleaned_data["block"] else mandates.allow)(person)
