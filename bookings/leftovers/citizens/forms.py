import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings import leftovers
from bookings.forms import GARBLED
from bookings.leftovers.wishing import choices
from bookings.refusals import NotVerified, Refused
from clinics import search
from clinics.models import Clinic, Vaccine

from .wishes import Wish

CHOOSE = _("Please choose one from the list.")


class LookForm(forms.Form):
    """Where, and of which vaccine. The address carries it all."""

    province = forms.CharField(
        label=_("Province"), required=False, max_length=10, widget=forms.Select()
    )
    district = forms.CharField(
        label=_("Near which district"), required=False, max_length=10, widget=forms.Select()
    )
    vaccine = forms.CharField(
        label=_("Vaccine"), required=False, max_length=50, widget=forms.Select()
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        vaccines = [(each.code, str(each)) for each in choices()]
        offered = search.choices(self.data.get("province") or None)
        for name, nothing, listed in [
            ("province", _("All provinces"), named(offered, "province")),
            ("district", _("All districts"), named(offered, "district")),
            ("vaccine", _("Any vaccine"), vaccines),
        ]:
            self.fields[name].widget.choices = [("", nothing), *listed]

    def known(self, name):
        """What was chosen, if it is on the list. A district of another province is no mistake: the
        province was changed and the browser still sent the old one."""
        chosen = self.cleaned_data.get(name)
        if chosen and chosen not in dict(self.fields[name].widget.choices):
            if name != "district":
                raise forms.ValidationError(CHOOSE)
            return ""
        return chosen

    def clean_province(self):
        return self.known("province")

    def clean_district(self):
        return self.known("district")

    def clean_vaccine(self):
        return self.known("vaccine")


def named(offered, kind):
    return [(each.code, each.name) for each in offered if each.kind == kind]


class TakeForm(forms.Form):
    """Take a dose for oneself. The key makes a form that is sent twice one booking."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=GARBLED)

    def save(self, verification, batch):
        """Return the booking, or None with the reason among the errors."""
        try:
            return leftovers.take(verification, batch, self.cleaned_data["key"])
        except NotVerified:
            return None
        except Refused as refusal:
            self.add_error(None, str(refusal))


def pressed(clinics):
    """A button that names one of these clinics."""
    return forms.ModelChoiceField(
        clinics,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": CHOOSE},
    )


class AlertForm(forms.Form):
    """Add a clinic to one's alerts, take one away, or prefer one: the button that was pressed."""

    add = pressed(Clinic.objects.bookable())
    #: Also a clinic that vaccinates nobody any more: an alert can always be taken away.
    remove, prefer = pressed(Clinic.objects.all()), pressed(Clinic.objects.all())

    def save(self, person):
        """Return whether it is as they wish; else the reason is among the errors."""
        wish = Wish.of(person)
        changes = ((wish.add, "add"), (wish.remove, "remove"), (wish.prefer, "prefer"))
        try:
            for change, name in changes:
                if clinic := self.cleaned_data[name]:
                    change(clinic)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return self.is_valid()


class WishForm(forms.Form):
    """Which vaccines somebody would take, and when they want to be left in peace."""

    vaccines = forms.ModelMultipleChoiceField(
        Vaccine.objects.none(),
        label=_("Vaccines that I would take"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one."), "invalid_choice": CHOOSE},
    )
    quiet_from = forms.TimeField(
        label=_("No offers from"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_until = forms.TimeField(
        label=_("No offers until"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, wish, *args, **kwargs):
        first, last = wish.quiet
        initial = {"vaccines": wish.vaccines, "quiet_from": first, "quiet_until": last}
        super().__init__(*args, initial=initial, **kwargs)
        self.wish = wish
        self.fields["vaccines"].queryset = choices()

    def clean(self):
        first, last = (self.cleaned_data.get(name) for name in ("quiet_from", "quiet_until"))
        if not self.errors and (first is None) != (last is None):
            missing = "quiet_from" if first is None else "quiet_until"
            self.add_error(missing, _("Quiet hours need a beginning and an end."))
        if first is not None and first == last:
            self.add_error("quiet_until", _("Quiet hours need a beginning and an end."))

    def save(self):
        """Return whether it is as they wish; else the reason is among the errors."""
        answers = self.cleaned_data
        try:
            self.wish.keep(answers["vaccines"], (answers["quiet_from"], answers["quiet_until"]))
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return self.is_valid()
