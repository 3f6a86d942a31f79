import json
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.clock import written
from accounts.refusals import Refused
from portal.waiting.models import EARLY_CLOSES, Gate

from . import desk
from .words import shown

GARBLED = dict.fromkeys(
    ("required", "invalid", "invalid_choice"),
    _("The form arrived incomplete. Please load it anew."),
)
MOMENT = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")


class ActForm(forms.Form):
    """One act of an operator. A refusal comes back as a form error, and nothing is changed."""

    def __init__(self, subject, *args, **kwargs):
        self.subject = subject
        super().__init__(*args, **kwargs)

    def save(self, operator):
        """Return whether it was done; if not, the reason is among the form's errors."""
        try:
            self.act(operator)
        except desk.Overtaken as overtaken:
            self.show(overtaken.now)
            self.add_error(None, str(overtaken))
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors

    def show(self, found):
        """Sent once more, the form knows what is there now and may replace it."""
        self.subject.refresh_from_db()
        self.data = {**self.data.dict(), "seen": json.dumps(found)}


class ReasonForm(ActForm):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("A second person reviews it within 30 minutes."),
    )


class GateForm(ActForm):
    """Sets some of the gate, and carries what the operator saw of it."""

    seen = forms.JSONField(widget=forms.HiddenInput, error_messages=GARBLED)
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)

    def __init__(self, gate, *args, **kwargs):
        shown = {name: getattr(gate, name) for name in self.names}
        super().__init__(gate, *args, initial={**shown, "seen": shown}, **kwargs)
        self.order_fields([*self.names, "reason"])

    @property
    def facts(self):
        """How it is now, in words."""
        return [(self[name].label, shown(name, getattr(self.subject, name))) for name in self.names]

    def act(self, operator):
        answers = self.cleaned_data
        wanted = {name: answers[name] for name in self.names}
        self.verb(operator, answers["seen"], wanted, answers["reason"])


class RatesForm(GateForm):
    title, names, verb = _("How many are let in"), desk.RATES, staticmethod(desk.set_rates)
    target = forms.IntegerField(
        label=_("People inside"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("Admission holds this many inside."),
    )
    capacity = forms.IntegerField(
        label=_("Most people inside"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("Nobody enters beyond this."),
    )
    most_per_second = forms.IntegerField(
        label=_("Most calls a second"),
        min_value=1,
        max_value=10_000,
        help_text=_("To call nobody, pause the gate."),
    )

    def clean(self):
        target, capacity = self.cleaned_data.get("target"), self.cleaned_data.get("capacity")
        if target and capacity and target > capacity:
            self.add_error("target", _("The target is at least 1 and at most the capacity."))


class StateForm(GateForm):
    title, names, verb = _("Open, meter or pause"), ("state",), staticmethod(desk.set_state)
    state = forms.ChoiceField(
        label=_("State"), choices=Gate.State.choices, widget=forms.RadioSelect
    )

    def clean(self):
        answers = self.cleaned_data
        if answers.get("state") == Gate.State.PAUSED and not answers.get("reason", "-"):
            self.add_error("reason", _("Please say why: a second person reviews this."))


class PuzzleForm(GateForm):
    title, names, verb = _("Task before a number"), ("puzzle",), staticmethod(desk.set_puzzle)
    puzzle = forms.BooleanField(
        label=_("Let browsers work on a task first"),
        required=False,
        help_text=_("Who has no JavaScript proves who they are before they get a number."),
    )


class MessageForm(GateForm):
    title, names, verb = _("Message to all waiting"), desk.MESSAGE, staticmethod(desk.set_message)
    message_ko = forms.CharField(label=_("In Korean"), max_length=300, required=False)
    message_en = forms.CharField(label=_("In English"), max_length=300, required=False)

    def clean(self):
        korean, english = (self.cleaned_data.get(name, "-") for name in self.names)
        if bool(korean) != bool(english):
            self.add_error(
                "message_en" if korean else "message_ko",
                _("Please write the message in both languages, or leave both empty."),
            )


class LineForm(ActForm):
    """A line for one of the moments at which rounds open."""

    opens_at = forms.ChoiceField(label=_("For the opening"))
    name_ko = forms.CharField(label=_("Name in Korean"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    early_from = forms.DateTimeField(
        label=_("Early lane from"),
        required=False,
        help_text=_("Left empty, the line has no early lane. It closes 10 minutes before."),
        widget=MOMENT,
    )

    def __init__(self, coming, *args, **kwargs):
        first = coming[0].round
        names = {"name_ko": first.name_ko, "name_en": first.name_en}
        initial = {"opens_at": coming[0].opens_at.isoformat(), **names, **kwargs.pop("initial", {})}
        super().__init__(coming, *args, initial=initial, **kwargs)
        self.offer({version.opens_at for version in coming})

    def offer(self, openings):
        self.fields["opens_at"].choices = [
            (moment.isoformat(), written(moment)) for moment in sorted(openings)
        ]

    def clean_opens_at(self):
        return datetime.fromisoformat(self.cleaned_data["opens_at"])

    def clean(self):
        early, opens = (self.cleaned_data.get(name) for name in ("early_from", "opens_at"))
        if early and opens and early >= opens - EARLY_CLOSES:
            self.add_error("early_from", _("The early lane closes ten minutes before the opening."))

    def act(self, operator):
        desk.prepare_line(operator, **self.cleaned_data)


class CorrectLineForm(LineForm):
    """The same of a line that is prepared, and carries what the operator saw of it."""

    seen = forms.JSONField(widget=forms.HiddenInput, error_messages=GARBLED)
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)

    def __init__(self, line, coming, *args, **kwargs):
        terms = desk.terms(line)
        initial = {**terms, "early_from": line.early_from, "seen": terms}
        ActForm.__init__(self, line, *args, initial=initial, **kwargs)
        self.offer({line.opens_at, *(version.opens_at for version in coming)})

    def act(self, operator):
        answers = self.cleaned_data
        wanted = {name: answers[name] for name in desk.LINE}
        desk.correct_line(operator, self.subject, answers["seen"], wanted, answers["reason"])


class ExtendForm(ReasonForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=GARBLED)
    closes_at = forms.DateTimeField(
        label=_("Close at"), help_text=_("The first moment after the window."), widget=MOMENT
    )
    field_order = ["closes_at", "reason"]

    def __init__(self, round_, *args, **kwargs):
        initial = {"seen": round_.current_id, "closes_at": round_.current.closes_at}
        super().__init__(round_, *args, initial=initial, **kwargs)

    def clean_closes_at(self):
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= self.subject.current.closes_at:
            raise forms.ValidationError(_("This is not later than the window closes now."))
        if closes_at.date() > self.subject.current.vaccinate_to:
            raise forms.ValidationError(_("By then the vaccination days are over."))
        return closes_at

    def act(self, operator):
        desk.extend(operator, self.subject, **self.cleaned_data)


class StopForm(ReasonForm):
    """Stops a round that goes on, or lets a stopped one go on: what its page offered."""

    stopped = forms.TypedChoiceField(
        choices=[("True", ""), ("False", "")],
        coerce=lambda word: word == "True",
        widget=forms.HiddenInput,
        error_messages=GARBLED,
    )

    def __init__(self, round_, *args, **kwargs):
        super().__init__(round_, *args, initial={"stopped": not round_.stopped}, **kwargs)

    def act(self, operator):
        desk.stop(operator, self.subject, **self.cleaned_data)


class ReviewForm(ActForm):
    finding = forms.CharField(
        label=_("What did you find?"), max_length=300, help_text=_("It is kept with the act.")
    )

    def act(self, operator):
        desk.review(operator, self.subject, self.cleaned_data["finding"])
