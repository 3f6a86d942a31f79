from django import forms
from django.utils.translation import gettext_lazy as _

from bookings import desk
from bookings.refusals import Refused

from . import questions


class ScreeningForm(forms.Form):
    """Yes or no to each question of the newest version. A refusal comes back as a form error."""

    ANSWERS = [("no", _("No")), ("yes", _("Yes"))]

    def __init__(self, booking, *args, staff=None, **kwargs):
        self.booking, self.staff = booking, staff
        self.version, asked = questions.newest()
        super().__init__(*args, initial=self.before(), **kwargs)
        for question in asked:
            self.fields[question.code] = forms.ChoiceField(
                label=str(question),
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please answer with yes or no.")},
            )
        self.fields["details"] = forms.CharField(
            label=_("What the doctor should know"),
            required=False,
            max_length=500,
            widget=forms.Textarea({"rows": 3}),
            help_text=_("Names of medicines or illnesses, say, where you answered yes."),
        )

    def before(self):
        """What was answered before, to be looked over: to the same questions only."""
        screening = getattr(self.booking, "screening", None)
        if screening is None or screening.version != self.version:
            return {}
        asked = questions.versions()[self.version]
        said = {each.code: "yes" if each.code in screening.yes else "no" for each in asked}
        return {**said, "details": screening.answers["details"]}

    def save(self):
        """Return whether the answers were kept."""
        answers = {**self.cleaned_data}
        details = answers.pop("details")
        yes = [code for code, answer in answers.items() if answer == "yes"]
        try:
            desk.answer(self.booking, self.version, yes, details, staff=self.staff)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors
