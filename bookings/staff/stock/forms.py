from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.refusals import Refused
from bookings.staff.dosing import LotNumberField
from clinics import fridge
from clinics.forms import IN_REACH
from clinics.models import StockEntry, Vaccine

#: More doses than a clinic has room for: a slip of the finger.
MOST = 100_000


class FridgeForm(forms.Form):
    """Something that happens at the refrigerator. A refusal comes back as a form error."""

    def save(self, staff):
        """Return whether it was written down; if not, the reason is among the form's errors."""
        try:
            self.write(staff, self.cleaned_data)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors


def last_day(label):
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=IN_REACH)


def how_many(label, least=1, **more):
    return forms.IntegerField(label=label, min_value=least, max_value=MOST, **more)


def note(label, required=True):
    return forms.CharField(label=label, max_length=150, required=required)


class ReceiveForm(FridgeForm):
    FROM = [
        (StockEntry.Kind.RECEIVED, _("the supplier")),
        (StockEntry.Kind.BROUGHT, _("another clinic")),
    ]

    vaccine = forms.ModelChoiceField(Vaccine.objects.all(), label=_("Vaccine"))
    number = LotNumberField(label=_("Lot number"), max_length=40)
    expires_on = last_day(_("Last day on which it can be given"))
    doses_per_vial = forms.IntegerField(label=_("Doses per vial"), min_value=1, max_value=100)
    vials = forms.IntegerField(label=_("Vials"), min_value=1, max_value=10_000)
    kind = forms.ChoiceField(label=_("Received from"), choices=FROM)
    note = note(_("Note"), required=False)

    def __init__(self, clinic, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clinic = clinic

    def write(self, staff, answers):
        fridge.receive(self.clinic, staff, **answers)


class LotForm(FridgeForm):
    def __init__(self, lot, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot


class WasteForm(LotForm):
    doses = how_many(_("Doses thrown away"))
    reason = forms.ChoiceField(label=_("Why?"), choices=StockEntry.Waste.choices)
    note = note(_("Note"), required=False)

    def write(self, staff, answers):
        fridge.waste(self.lot, staff, **answers)


class UnwasteForm(LotForm):
    doses = how_many(_("Doses that were not thrown away after all"))
    reason = forms.ChoiceField(label=_("Written down as"), choices=StockEntry.Waste.choices)
    note = note(_("What was wrong?"))

    def write(self, staff, answers):
        fridge.waste(self.lot, staff, **{**answers, "doses": -answers["doses"]})


class SendForm(LotForm):
    doses = how_many(_("Doses sent"))
    note = note(_("To which clinic?"))

    def write(self, staff, answers):
        fridge.send(self.lot, staff, **answers)


class CountForm(LotForm):
    doses = how_many(_("Doses that are really there"), least=0)
    note = note(_("Who counted, or what was wrong?"))

    def write(self, staff, answers):
        fridge.count(self.lot, staff, **answers)


class ExpiryForm(LotForm):
    expires_on = last_day(_("Last day on which it can be given"))
    note = note(_("What was wrong?"))

    def write(self, staff, answers):
        fridge.correct_expiry(self.lot, staff, **answers)


#: What can happen to a lot, by its name in addresses.
ACTS = {
    "waste": (_("Throw doses away"), WasteForm),
    "keep": (_("Take waste back"), UnwasteForm),
    "send": (_("Send to another clinic"), SendForm),
    "count": (_("Count"), CountForm),
    "expiry": (_("Correct the expiry date"), ExpiryForm),
}
