"""The form with which a nurse records a dose. What is not said is what is usual."""

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import now
from accounts.models import StaffMember
from bookings import desk
from bookings.models import DoseRecord
from clinics import fridge
from clinics.forms import IN_REACH
from clinics.models import Lot, Vaccine
from clinics.models.lots import LOT_NUMBER

from .forms import VisitForm

MANAGE_STOCK = "clinics.manage_stock"
#: What is asked of a vial whose lot is not in the list.
ANOTHER_LOT = ("number", "expires_on", "doses_per_vial", "vaccine")


class LotNumberField(forms.CharField):
    """As printed on the vial, or as a scanner types it: blanks and small letters do not matter."""

    default_validators = [LOT_NUMBER]

    def to_python(self, value):
        return "".join(super().to_python(value).split()).upper()


class LotChoice(forms.ModelChoiceField):
    """Every lot of the clinic can be named, so that the desk says what is wrong with it; offered
    are those that can be given."""

    def offer(self, lots):
        self.choices = [(lot.pk, label(lot)) for lot in lots]


def label(lot):
    """The number first: it is what a nurse, or her scanner, types to find it."""
    return _("%(lot)s · %(vaccine)s · until %(day)s · %(left)d left") % {
        "lot": lot,
        "vaccine": lot.vaccine,
        "day": fridge.iso(lot.expires_on),
        "left": lot.left,
    }


def called(member):
    return f"{member.last_name}{member.first_name}" or member.username


class DoseForm(VisitForm):
    """Vaccine, lot, site and who gave it. Sent empty it records the usable lot that expires first,
    in the left upper arm, given by whoever sends it.

    A lot can be chosen, or its number typed or scanned; one that the clinic does not know yet is
    received with its expiry and doses per vial, by who may manage stock. ``vaccine`` alone is what
    a list with a button for each product sends.
    """

    lot = LotChoice(
        Lot.objects.none(),
        label=gettext_lazy("Lot"),
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("This lot is not at this clinic.")},
    )
    site = forms.ChoiceField(
        label=gettext_lazy("Injection site"), choices=DoseRecord.Site.choices, required=False
    )
    given_by = forms.ModelChoiceField(
        StaffMember.objects.none(), label=gettext_lazy("Given by"), required=False, empty_label=None
    )
    on_paper = forms.BooleanField(
        label=gettext_lazy("The screening questions were asked on paper"), required=False
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("A doctor looked at the answers with yes, and agrees"), required=False
    )
    number = LotNumberField(
        label=gettext_lazy("Number of another lot"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Typed or scanned, it goes before the list."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Last day of a new lot"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=IN_REACH,
        help_text=gettext_lazy("Of a lot that is not in stock yet: one vial of it is received."),
    )
    doses_per_vial = forms.IntegerField(
        label=gettext_lazy("Doses per vial of a new lot"),
        required=False,
        min_value=1,
        max_value=100,
    )
    vaccine = forms.ModelChoiceField(
        Vaccine.objects.none(),
        label=gettext_lazy("Vaccine of a new lot"),
        required=False,
        empty_label="",
        error_messages={
            "invalid_choice": gettext_lazy("This vaccine does not belong to the booking.")
        },
    )

    def __init__(self, booking, *args, **kwargs):
        super().__init__(booking, *args, **kwargs)
        self.products = Vaccine.objects.filter(group=booking.slot.group_id)
        self.fields["vaccine"].queryset = self.products
        lots = Lot.objects.filter(clinic=booking.slot.clinic_id)
        self.fields["lot"].queryset = lots.select_related("vaccine")
        self.fields["lot"].offer(desk.usable_lots(booking, localdate(now())))
        self.offer_colleagues(booking.slot.clinic_id)
        self.ask_no_more_than_needed()

    def offer_colleagues(self, clinic):
        who = Q(clinics=clinic)
        if self.staff:
            who |= Q(pk=self.staff.pk)
            self.initial.setdefault("given_by", self.staff.pk)
        members = StaffMember.objects.filter(who, is_active=True).distinct()
        self.fields["given_by"].queryset = members.order_by("username")
        self.fields["given_by"].label_from_instance = called

    def ask_no_more_than_needed(self):
        self.may_receive = bool(self.staff and self.staff.has_perm(MANAGE_STOCK))
        if not self.may_receive:
            del self.fields["expires_on"], self.fields["doses_per_vial"]
        screening = getattr(self.booking, "screening", None)
        if screening:
            del self.fields["on_paper"]
        if not (screening and screening.for_the_doctor):
            del self.fields["agreed"]
        if self.booking.vaccine_id or len(self.products) < 2:
            self.fields["vaccine"].widget = forms.HiddenInput()

    def usual(self):
        """The fields that a nurse looks at for each dose."""
        return [self[name] for name in self.fields if name not in ANOTHER_LOT]

    def of_another_lot(self):
        return [self[name] for name in self.fields if name in ANOTHER_LOT]

    def names_another_lot(self):
        return any(field.value() or field.errors for field in self.of_another_lot())

    def clean(self):
        answers = self.cleaned_data
        if not (number := answers.get("number")):
            return
        known = self.fields["lot"].queryset.filter(number=number)
        self.known = sorted(known, key=lambda lot: not desk.fits(lot, self.booking))
        if self.known:
            return
        if not self.may_receive:
            self.add_error("number", _("The clinic does not have this lot."))
        for name in {"expires_on", "doses_per_vial"} & {*self.fields} - {*self.errors}:
            if not answers.get(name):
                self.add_error(name, _("The clinic does not have this lot yet. Please say this."))
        if not self.product():
            self.add_error("vaccine", _("The clinic does not have this lot yet. Please say this."))

    def product(self):
        """The vaccine of a new lot: said, the booking's, or the only one there is."""
        said = self.cleaned_data.get("vaccine") or self.booking.vaccine
        return said or (self.products[0] if len(self.products) == 1 else None)

    def write(self, staff):
        answers = self.cleaned_data
        how = {
            "site": answers["site"],
            "given_by": answers["given_by"],
            "on_paper": answers.get("on_paper", False),
            "agreed": answers.get("agreed", False),
        }
        if answers["number"] and not self.known:
            new = {name: answers[name] for name in ("number", "expires_on", "doses_per_vial")}
            desk.record_dose_of_new_lot(self.booking, staff, self.product(), new, **how)
            return
        lot = self.known[0] if answers["number"] else answers["lot"]
        desk.record_dose(self.booking, staff, vaccine=answers["vaccine"], lot=lot, **how)
