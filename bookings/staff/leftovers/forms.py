from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.clock import now
from bookings import leftovers
from bookings.forms import GARBLED
from bookings.models import LeftoverAct
from bookings.refusals import Refused
from bookings.staff.clinics import offer
from clinics.models import Lot, Vaccine

MOST = 500


def today_at(time):
    return timezone.make_aware(datetime.combine(timezone.localdate(now()), time))


def until(**more):
    return forms.TimeField(
        label=gettext_lazy("Usable today until"),
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        **more,
    )


def usual_end(clinic):
    """When the clinic closes; where that is over or not known, in two hours."""
    moment = timezone.localtime(now())
    closes = clinic and leftovers.closing(clinic, moment.date())
    if closes and closes > moment:
        return timezone.localtime(closes).time()
    return min(moment + timedelta(hours=2), moment.replace(hour=23, minute=59)).time()


def doses(label, **more):
    return forms.IntegerField(label=label, min_value=1, max_value=MOST, **more)


def newest():
    """The newest act on leftover doses, 0 before the first."""
    return LeftoverAct.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


class OnceForm(forms.Form):
    """What it says is done once, however often it is sent."""

    after = forms.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        initial=newest,
        error_messages=GARBLED,
    )


class PublishForm(OnceForm):
    """What is left, and until when. A refusal comes back as a form error."""

    clinic = forms.TypedChoiceField(label=gettext_lazy("Clinic"))
    vaccine = forms.ModelChoiceField(
        Vaccine.objects.none(), label=gettext_lazy("Vaccine"), empty_label=None
    )
    doses = doses(gettext_lazy("Doses"))
    until = until()

    def __init__(self, which, *args, **kwargs):
        """:param which: the form that says which clinics are offered, and which at first."""
        super().__init__(*args, **kwargs)
        offer(self.fields["clinic"], which.offered)
        self.fields["clinic"].initial = which.data.get("clinic")
        self.fields["until"].initial = lambda: usual_end(which.chosen)
        vaccines = self.fields["vaccine"].queryset = leftovers.choices()
        # Read once: a list of rows is asked anew by each part of a field that looks at it.
        self.fields["vaccine"].choices = [(each.pk, str(each)) for each in vaccines]

    def save(self, staff):
        """Return the batch, or None with the reason among the form's errors."""
        answers = self.cleaned_data
        what = [answers["clinic"], answers["vaccine"], answers["doses"]]
        try:
            return leftovers.publish(
                *what, today_at(answers["until"]), staff, after=answers["after"]
            )
        except Refused as refusal:
            self.add_error(None, str(refusal))


class BatchForm(forms.Form):
    """What staff do with a batch. A refusal comes back as a form error."""

    def __init__(self, batch, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch = batch

    def save(self, staff):
        """Return whether it was done; if not, the reason is among the form's errors."""
        try:
            self.write(staff, **self.cleaned_data)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors


class CountForm(BatchForm):
    doses = doses(gettext_lazy("Doses in all"))

    def write(self, staff, doses):
        leftovers.change_count(self.batch, doses, staff)


class UntilForm(BatchForm):
    until = until()

    def write(self, staff, until):
        leftovers.change_until(self.batch, today_at(until), staff)


class WasteForm(BatchForm, OnceForm):
    doses = doses(gettext_lazy("Doses expired or wasted"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    lot = forms.ModelChoiceField(
        Lot.objects.none(),
        label=gettext_lazy("Lot"),
        required=False,
        empty_label=gettext_lazy("not taken from the stock"),
    )

    def __init__(self, batch, *args, **kwargs):
        super().__init__(batch, *args, **kwargs)
        self.fields["lot"].queryset = Lot.objects.filter(
            clinic=batch.slot.clinic_id, vaccine=batch.vaccine_id
        )

    def write(self, staff, doses, reason, lot, after):
        leftovers.waste(self.batch, doses, staff, reason, lot, after)


class StopForm(BatchForm):
    def write(self, staff):
        leftovers.stop(self.batch, staff)
