from datetime import timedelta

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccessRecord, AccessReview, StaffMember
from bookings.models import Booking

from .counting import start_of
from .searching import exports, search


class SearchForm(forms.Form):
    """Ask for access records: by who looked, at whom, what they did, and when."""

    staff = forms.CharField(label=gettext_lazy("Who looked"), required=False, max_length=150)
    whose = forms.CharField(
        label=gettext_lazy("At whom"),
        help_text=gettext_lazy("A booking's reference, or the number of a person."),
        required=False,
        max_length=30,
    )
    act = forms.ChoiceField(
        label=gettext_lazy("What they did"),
        choices=[("", gettext_lazy("Anything")), *AccessRecord.Act.choices],
        required=False,
    )
    first = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_staff(self):
        if not (name := self.cleaned_data["staff"].strip()):
            return None
        if (found := StaffMember.objects.filter(username=name).first()) is None:
            raise forms.ValidationError(_("Nobody of the staff has this user name."))
        return found

    def clean_whose(self):
        """:returns: the id of a person, or None."""
        if not (text := self.cleaned_data["whose"].strip().upper()):
            return None
        booking = Booking.objects.filter(reference=text).first()
        if booking:
            return booking.person_id
        if text.isascii() and text.isdecimal() and int(text) < 2**63:
            # Of somebody who is gone the records are still there.
            return int(text)
        raise forms.ValidationError(
            _("This is neither a booking's reference nor a person's number.")
        )

    def records(self):
        return search(**self.asked())

    def exports(self):
        return exports(**self.asked())

    def asked(self):
        answers = dict(self.cleaned_data)
        answers["person"] = answers.pop("whose")
        if answers["first"]:
            answers["first"] = start_of(answers["first"])
        if answers["last"]:
            answers["last"] = start_of(answers["last"] + timedelta(days=1))
        return answers

    def said(self):
        """What was asked for, for the record of the search."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return ", ".join(f"{name}: {value}" for name, value in given.items())


class FindingForm(forms.Form):
    """What a privacy officer found: of a month, or of one alarm in it."""

    finding = forms.CharField(
        label=gettext_lazy("What you found"), max_length=300, widget=forms.Textarea({"rows": 3})
    )

    def save(self, officer, month, alarm=None):
        """:returns: whether it was kept; a month and an alarm are reviewed once."""
        try:
            with transaction.atomic():
                AccessReview.objects.create(
                    by=officer, month=month, alarm=alarm, finding=self.cleaned_data["finding"]
                )
        except IntegrityError:
            self.add_error(None, _("This has been reviewed already."))
        return not self.errors
