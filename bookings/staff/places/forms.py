from datetime import time, timedelta

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from bookings.places import capacity, closing
from bookings.places.patterns import LONGEST, Pattern
from bookings.refusals import Refused
from bookings.staff.supply.forms import PLACELESS
from clinics.forms import IN_REACH
from clinics.models import VaccineGroup
from clinics.models.clinics import WEEKDAYS

#: More than any half hour takes.
MOST = 1000
#: Days that are closed by one act.
LONGEST_CLOSURE = 62


def day(label, **more):
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=IN_REACH, **more)


def clock(label, **more):
    widget = forms.TimeInput({"type": "time", "step": 1800}, "%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False, **more)


class FindForm(forms.Form):
    """Which of many clinics."""

    q = forms.CharField(label=_("Name of the clinic"), max_length=100, required=False)


class WeekForm(forms.Form):
    """Which week, by any of its days."""

    week = day(_("Week of"), required=False)


class MovingForm(forms.Form):
    """Where those may go who lose their place."""

    within_km = forms.IntegerField(
        label=_("Other clinics at most this far, in km"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("0 means that everybody stays at this clinic."),
    )
    placeless = forms.ChoiceField(label=_("Who finds no place"), choices=PLACELESS)


class CloseForm(MovingForm):
    """Which days are closed and why; what that does is shown next."""

    first = day(_("From"))
    last = day(_("Until"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=100,
        help_text=_("Colleagues read it. Citizens are told in set words."),
    )
    field_order = ["first", "last", "reason"]

    def clean(self):
        first, last = (self.cleaned_data.get(name) for name in ("first", "last"))
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif last and last < localdate(now()):
            self.add_error("last", _("These days are over."))
        elif first and last and last - first > timedelta(LONGEST_CLOSURE):
            days = {"days": LONGEST_CLOSURE}
            self.add_error("last", _("Please choose at most %(days)s days.") % days)


class CloseEverywhereForm(CloseForm):
    """The same of all clinics: everybody stays at theirs."""

    within_km = None

    def clean(self):
        super().clean()
        return {**self.cleaned_data, "within_km": 0}


class LiftForm(forms.Form):
    lift = staticmethod(closing.lift)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def save(self, staff, closure):
        """Return whether it was done; if not, the reason is among the form's errors."""
        try:
            self.lift(staff, closure, self.cleaned_data["reason"])
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors


class LiftEverywhereForm(LiftForm):
    lift = staticmethod(closing.lift_everywhere)


class CapacityForm(forms.Form):
    """How many people some times take. A refusal comes back as a form error."""

    first = day(_("From"))
    last = day(_("Until"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=WEEKDAYS,
        coerce=int,
        initial=[number for number, _name in WEEKDAYS],
        widget=forms.CheckboxSelectMultiple,
    )
    since = clock(_("From this time on"), help_text=_("Leave both times empty for the whole day."))
    until = clock(_("Before this time"))
    group = forms.ModelChoiceField(
        VaccineGroup.objects.none(), label=_("Vaccine"), required=False, empty_label=_("All")
    )
    capacity = forms.IntegerField(label=_("People in each half hour"), min_value=0, max_value=MOST)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("It is kept in the history of the clinic."),
    )

    def __init__(self, clinic, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        self.fields["group"].queryset = VaccineGroup.objects.filter(
            pk__in=clinic.days.values("places__group")
        )

    def clean(self):
        answers = self.cleaned_data
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif first and last and last - first > timedelta(LONGEST):
            self.add_error("last", _("Please choose at most %(days)s days.") % {"days": LONGEST})
        since, until = answers.get("since"), answers.get("until")
        if since and until and until <= since:
            self.add_error("until", _("This time is not after the other."))

    def pattern(self):
        answers = self.cleaned_data
        return Pattern(
            self.clinic,
            answers["first"],
            answers["last"],
            tuple(answers["weekdays"]),
            answers["since"] or time.min,
            answers["until"] or time.max,
            answers["group"],
        )

    def outlook(self):
        return capacity.look(self.pattern(), self.cleaned_data["capacity"])

    def save(self, staff):
        """Return how many times changed; nothing with the reason among the form's errors."""
        answers = self.cleaned_data
        try:
            return capacity.change(
                staff,
                self.pattern(),
                answers["capacity"],
                self.data.get("seen", ""),
                answers["reason"],
            )
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return 0

    def prepare_moving(self, staff, how):
        """Prepare lowering the times and moving who is one too many; nothing without a reason.

        :param how: of a :class:`MovingForm`.
        :returns: the act, or None with the reason among the form's errors.
        """
        changed = self.outlook().changed
        if not self.cleaned_data["reason"]:
            self.add_error("reason", _("Please say why."))
            return None
        people = [self.cleaned_data["capacity"]] * len(changed)
        reason = self.cleaned_data["reason"]
        return closing.move(staff, self.clinic, changed, people, by_hand=True, reason=reason, **how)

    def again(self, **seen):
        """The same answers, and what was seen, as hidden fields of the form that confirms them."""
        copy = type(self)(self.clinic, self.data, auto_id=False)
        hidden = forms.HiddenInput()
        return [
            *(field.as_hidden() for field in copy),
            *(hidden.render(name, value) for name, value in seen.items()),
        ]
