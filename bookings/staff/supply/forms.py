from django import forms
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models import AccessRecord
from accounts.records import record
from bookings import supply
from bookings.models import SupplyAct
from bookings.refusals import Refused
from bookings.staff.forms import regions
from clinics.forms import IN_REACH
from clinics.models import Clinic, Region, Vaccine

Kind, Otherwise = SupplyAct.Kind, SupplyAct.Otherwise

#: What is asked for each kind, besides clinics, days and the reason.
ASKED = {
    Kind.LATE: ["vaccine", "closes", "placeless"],
    Kind.RECALL: ["vaccine", "closes", "placeless"],
    Kind.SWAP: ["vaccine", "replacement", "unfit", "placeless"],
    Kind.DROPOUT: ["within_km", "placeless"],
}
#: What becomes of those who find no place; moving them is what was tried.
PLACELESS = [choice for choice in Otherwise.choices if choice[0] != Otherwise.MOVE]


def day(label, **more):
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=IN_REACH,
        **more,
    )


class WhereForm(forms.Form):
    """Which part of the country; the clinics of a district can then be chosen one by one."""

    region = forms.TypedChoiceField(label=_("Region"), required=False, empty_value=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known, choices = regions()
        self.fields["region"].coerce = known.get
        self.fields["region"].choices = choices


class SupplyForm(forms.Form):
    """What happened, whom it concerns, and why it is done. A refusal names the field."""

    vaccine = forms.ModelChoiceField(
        Vaccine.objects.none(), label=_("Vaccine that is missing"), empty_label=None
    )
    replacement = forms.ModelChoiceField(
        Vaccine.objects.none(), label=_("Vaccine that comes instead"), empty_label=None
    )
    first_date = day(_("From"))
    last_date = day(_("Until"))
    clinics = forms.ModelMultipleChoiceField(
        Clinic.objects.none(),
        label=_("Clinics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all of the region."),
    )
    closes = forms.BooleanField(
        label=_("Take no new bookings there on these days"),
        required=False,
        initial=True,
        help_text=_("For all vaccines of the same group."),
    )
    within_km = forms.IntegerField(
        label=_("Other clinics at most this far, in km"), min_value=1, max_value=100, initial=10
    )
    unfit = forms.ChoiceField(
        label=_("Whom the new vaccine does not fit"), choices=Otherwise.choices
    )
    placeless = forms.ChoiceField(label=_("Who finds no place"), choices=PLACELESS)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It is kept in the history of each booking. Citizens are told in set words."),
    )

    def __init__(self, kind, region, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.region = kind, region
        for name in {name for names in ASKED.values() for name in names} - {*ASKED[kind]}:
            del self.fields[name]
        for name in {"vaccine", "replacement"} & {*self.fields}:
            self.fields[name].queryset = Vaccine.objects.select_related("group")
        self.offer_clinics()
        if kind == Kind.DROPOUT:
            self.fields["last_date"].required = False
            self.fields["last_date"].help_text = _("Leave it open when it is for good.")

    def offer_clinics(self):
        """Of a district one by one; of more only all together, and none of them drops out."""
        if self.region is None or self.region.kind != Region.Kind.DISTRICT:
            del self.fields["clinics"]
            return
        self.fields["clinics"].queryset = Clinic.objects.filter(district=self.region)
        if self.kind == Kind.DROPOUT:
            self.fields["clinics"].required = True
            self.fields["clinics"].help_text = ""

    def clean(self):
        answers = self.cleaned_data
        first, last = answers.get("first_date"), answers.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("The last day comes before the first."))
        elif last and last < localdate(now()):
            self.add_error("last_date", _("These days are over."))
        old, new = answers.get("vaccine"), answers.get("replacement")
        if old and new and (old == new or old.group_id != new.group_id):
            self.add_error("replacement", _("Please choose another vaccine of the same group."))
        if self.kind == Kind.DROPOUT and "clinics" not in self.fields:
            self.add_error(None, _("Please choose the district of the clinic first."))

    def save(self, request):
        """:returns: the act, prepared and counted."""
        answers = {**self.cleaned_data}
        clinics = [clinic.pk for clinic in answers.pop("clinics", [])]
        act = supply.prepare(
            request.user, kind=self.kind, region=self.region, clinics=clinics, **answers
        )
        record(request.user, AccessRecord.Act.CHANGE, act, f"prepare: {act.reason}", request)
        return act


class VerbForm(forms.Form):
    """What staff do with an act. A refusal comes back as a form error."""

    class Verb(models.TextChoices):
        LOOK = "look", _("Count anew")
        START = "start", _("Start")
        STOP = "stop", _("Stop")
        DISCARD = "discard", _("Discard")

    verb = forms.ChoiceField(choices=Verb.choices)
    #: How many bookings its reader was told of, where one who books meanwhile stops the start.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def save(self, act, request):
        """Return whether it was done; if not, the reason is among the form's errors."""
        verb = self.cleaned_data["verb"]
        try:
            if verb == "start":
                supply.start(act, request.user, self.cleaned_data["seen"])
            elif verb == "stop":
                supply.stop(act, request.user)
            else:
                getattr(supply, verb)(act)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return False
        record(request.user, AccessRecord.Act.CHANGE, act, f"{verb}: {act.reason}", request)
        return True
