from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.places import closing, hours
from bookings.refusals import Refused
from clinics.models.clinics import WEEKDAYS

#: Spans a day: two leave room for lunch.
SPANS = 2
MOST_DOCTORS = 100


def clock(label):
    widget = forms.TimeInput({"type": "time", "aria-label": label}, "%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False)


class HoursForm(forms.Form):
    """A clinic's week and doctors. A refusal comes back as a form error."""

    doctors = forms.IntegerField(
        label=_("Doctors"),
        min_value=0,
        max_value=MOST_DOCTORS,
        help_text=_("Each may see 100 people a day."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("It is kept in the history of the clinic."),
    )

    def __init__(self, week, answers=None, **kwargs):
        super().__init__(answers, initial={"doctors": week.doctors}, **kwargs)
        self.shown = week
        theirs = {number: [] for number, _name in WEEKDAYS}
        for weekday, opens, closes in week.spans:
            theirs[weekday].append((opens, closes))
        self.spans = max([SPANS, *map(len, theirs.values())])
        for number, name in WEEKDAYS:
            self.fields[f"open_{number}"] = forms.BooleanField(
                label=name, required=False, initial=number in week.weekdays
            )
            for turn in range(self.spans):
                words = {"weekday": name, "turn": turn + 1}
                for edge, label in (
                    ("from", _("%(weekday)s, opens (%(turn)s)")),
                    ("to", _("%(weekday)s, closes (%(turn)s)")),
                ):
                    self.fields[f"{edge}_{number}_{turn}"] = clock(label % words)
            for turn, span in enumerate(theirs[number]):
                for edge, moment in zip(("from", "to"), span, strict=True):
                    self.initial[f"{edge}_{number}_{turn}"] = moment

    def pairs(self, number):
        return [(f"from_{number}_{turn}", f"to_{number}_{turn}") for turn in range(self.spans)]

    def rows(self):
        """Each weekday's tick, and its pairs of times, as the page lays them out."""
        for number, _name in WEEKDAYS:
            pairs = [tuple(self[name] for name in pair) for pair in self.pairs(number)]
            yield self[f"open_{number}"], pairs

    def own(self):
        """The fields that are not of a weekday."""
        return [self["doctors"], self["reason"]]

    def clean(self):
        for number, _name in WEEKDAYS:
            self.clean_weekday(number)

    def clean_weekday(self, number):
        answers, last, spans = self.cleaned_data, None, 0
        for begins, ends in self.pairs(number):
            if not {begins, ends} <= answers.keys():
                return
            opens, closes = answers[begins], answers[ends]
            if (opens is None) != (closes is None):
                self.add_error(ends, _("Please give both times or none."))
            elif opens and closes <= opens:
                self.add_error(ends, _("A clinic opens before it closes."))
            elif opens and last and opens < last:
                self.add_error(begins, _("These times overlap."))
            spans, last = spans + bool(opens), closes or last
        if answers.get(f"open_{number}") and not spans:
            self.add_error(f"open_{number}", _("Please say when it is open."))

    def week(self):
        answers = self.cleaned_data
        spans = [
            (number, answers[begins], answers[ends])
            for number, _name in WEEKDAYS
            for begins, ends in self.pairs(number)
            if answers[begins]
        ]
        weekdays = [number for number, _name in WEEKDAYS if answers[f"open_{number}"]]
        return hours.Week(tuple(sorted(spans)), tuple(weekdays), answers["doctors"])

    def save(self, staff, clinic, moves=False):
        """Return whether it was written; if not, the reason is among the form's errors.

        :param moves: whether people are moved next, which needs a reason.
        """
        reason = self.cleaned_data["reason"]
        if moves and not reason:
            self.add_error("reason", _("Please say why."))
            return False
        try:
            hours.change(staff, clinic, self.week(), self.data.get("seen", ""), reason)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors

    def prepare_moving(self, staff, clinic, outlook, how):
        """:param how: of a ``MovingForm``. :returns: the act, to be started."""
        capacities = [slot.target for slot in outlook.below]
        reason = self.cleaned_data["reason"]
        return closing.move(
            staff, clinic, outlook.below, capacities, by_hand=False, reason=reason, **how
        )

    def again(self, **seen):
        """The same answers, and what was seen, as hidden fields of the form that confirms them."""
        copy, hidden = type(self)(self.shown, self.data, auto_id=False), forms.HiddenInput()
        ticked = [field for field in copy if not field.name.startswith("open_") or field.value()]
        return [
            *(field.as_hidden() for field in ticked),
            *(hidden.render(name, value) for name, value in seen.items()),
        ]
