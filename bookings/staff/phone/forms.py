from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import callers
from accounts.attesters import Claims
from accounts.forms import NumberForm, clean_name
from accounts.models import AccessRecord, Call
from accounts.numbers import read_mobile
from accounts.records import record
from bookings import desk
from bookings.forms import BookingForm
from bookings.models import Booking
from bookings.refusals import Refused

REASON = forms.CharField(
    label=_("Why?"),
    help_text=_("It is kept in the booking's history."),
    max_length=200,
)


class CallerForm(NumberForm):
    """Who is on the telephone. The number is read, looked up and forgotten."""

    door = Call.Door.TELEPHONE
    reason = forms.CharField(
        label=_("What is the call about?"),
        help_text=_("It is kept with the record that you looked at this person's data."),
        max_length=200,
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Mobile phone"),
        help_text=_("Only for somebody who is not known yet."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=settings.LANGUAGES, required=False
    )
    consent_identifier = forms.BooleanField(
        label=_("The caller agrees that the registration number is used to recognise them."),
        required=False,
    )
    consent_health = forms.BooleanField(
        label=_("The caller agrees that their vaccination data are used for their appointments."),
        required=False,
    )
    field_order = ["reason", "name", "number_front", "number_back", "phone", "language"]

    def clean_name(self):
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        try:
            return phone and read_mobile(phone)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self):
        answers = super().clean()
        for consent in ("consent_identifier", "consent_health"):
            if answers.get("phone") and not answers[consent]:
                self.add_error(consent, _("Without this consent nobody new can be taken up."))
        return answers

    def save(self, request):
        """Return the call, or None with the reason among the form's errors."""
        answers, number = self.cleaned_data, self.cleaned_data["number"]
        claims = Claims(
            name=answers["name"],
            birth_date=number.birth_date,
            sex=number.sex,
            phone=answers["phone"],
            number=number.digits,
        )
        language = answers["language"] or get_language()
        try:
            return callers.identify(
                request,
                answers["reason"],
                claims,
                language,
                newcomer=bool(answers["phone"]),
                door=self.door,
            )
        except Refused as refusal:
            self.add_error(None, str(refusal))


class WalkInForm(CallerForm):
    """Who stands at the clinic's desk, or telephones the clinic."""

    class Way(models.TextChoices):
        DESK = "stands at the desk", _("stands at the desk")
        TELEPHONE = "telephones the clinic", _("telephones the clinic")

    door = Call.Door.CLINIC
    reason = forms.ChoiceField(label=_("How they come"), choices=Way.choices)


class CallBookingForm(BookingForm):
    """Book one time for the caller."""

    def save(self, request, call):
        """Return the booking, or None with the reason among the form's errors."""
        override = self.cleaned_data.get("override", "")
        slot, key = self.cleaned_data["slot"], self.cleaned_data["key"]
        try:
            booking = desk.book_for_caller(call, slot, key, override)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return None
        if override:
            record(request.user, AccessRecord.Act.CHANGE, booking, override, request)
        return booking


class OverrideForm(CallBookingForm):
    override = forms.CharField(
        label=_("Why is this booked outside the round?"),
        help_text=_("It is kept with the booking and listed by the audit."),
        max_length=200,
    )


class ChangeForm(BookingForm):
    """Move a booking to one time. ``second`` is where the second dose was said to be then."""

    second = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    reason = REASON

    def save(self, booking, staff):
        """Return the booking with its new time, or None with the reason among the errors."""
        answers = self.cleaned_data
        try:
            return desk.change(
                booking,
                answers["slot"],
                answers["key"],
                answers["second"],
                staff=staff,
                channel=Booking.Channel.CALL_CENTRE,
                reason=answers["reason"],
            )
        except Refused as refusal:
            self.add_error(None, str(refusal))


class CancelForm(forms.Form):
    reason = REASON

    def save(self, booking, staff):
        """Return whether it was cancelled; if not, the reason is among the form's errors."""
        try:
            reason = self.cleaned_data["reason"]
            desk.cancel(booking, staff, reason, Booking.Channel.CALL_CENTRE)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return self.is_valid()
