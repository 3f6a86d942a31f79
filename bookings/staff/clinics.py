"""Which of a member's clinics a page is about: from a list, or, for whoever reaches a whole
country's, from those that a name finds."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: As many as a list shows. Somebody with more types a name.
FEW = 50


def offer(field, clinics):
    """Let a field choose among these clinics; it gives the clinic."""
    by_key = {str(clinic.pk): clinic for clinic in clinics}
    field.choices = [(clinic.pk, str(clinic)) for clinic in clinics]
    field.coerce = by_key.__getitem__


class ClinicForm(forms.Form):
    """Which clinic, the first by its name until somebody chooses.

    Nobody can name a clinic that does not name them.
    """

    words = forms.CharField(
        label=gettext_lazy("Find a clinic by name"),
        help_text=format_lazy(gettext_lazy("At most {few} are listed."), few=FEW),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    clinic = forms.TypedChoiceField(label=gettext_lazy("Clinic"))

    def __init__(self, clinics, answers, **more):
        """:param clinics: a queryset of those that this member may name."""
        answers = {**answers}
        self.offered = list(clinics.order_by("name", "pk")[: FEW + 1])
        self.many = len(self.offered) > FEW
        if self.many:
            self.offered = among_many(clinics, self.offered[:FEW], answers)
        if self.offered:
            answers.setdefault("clinic", self.offered[0].pk)
        super().__init__(answers, **more)
        offer(self.fields["clinic"], self.offered)
        if not self.many:
            del self.fields["words"]

    @property
    def chosen(self):
        """The clinic of the answers, however valid the rest is; None where there is none."""
        asked = str(self.data.get("clinic", ""))
        return next((each for each in self.offered if str(each.pk) == asked), None)

    def clean_words(self):
        words = self.cleaned_data["words"]
        if words and not self.offered:
            raise forms.ValidationError(_("No clinic is named like this."))
        return words


def among_many(clinics, first, answers):
    """The first that the words find, and the one asked for unless new words look for another."""
    words = answers.get("words", "").strip()
    asked = str(answers.get("clinic", ""))
    found = first
    if words:
        found = list(clinics.filter(name__icontains=words).order_by("name", "pk")[:FEW])
    if asked in {str(clinic.pk) for clinic in found}:
        return found
    if words:
        answers.pop("clinic", None)
    elif asked.isdecimal() and len(asked) < 19:
        return [*clinics.filter(pk=asked), *found]
    return found
