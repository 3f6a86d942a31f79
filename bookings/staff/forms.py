import uuid

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRecord
from accounts.records import record
from bookings import desk, errands, notices
from bookings.models import Booking, Notification, WorkItem
from bookings.refusals import Refused
from clinics.models import Region


def channel_of(staff):
    """Through which channel a citizen reached this member of staff."""
    if staff.has_perm("clinics.reach_every_clinic"):
        return Booking.Channel.CALL_CENTRE
    return Booking.Channel.CLINIC


class VisitForm(forms.Form):
    """What happened to one booking at the desk. A refusal comes back as a form error."""

    def __init__(self, booking, *args, staff=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.booking, self.staff = booking, staff

    def save(self, staff):
        """Return whether it was recorded; if not, the reason is among the form's errors."""
        try:
            self.write(staff)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors


class ArrivalForm(VisitForm):
    def write(self, staff):
        desk.arrive(self.booking, staff)


class MissedForm(VisitForm):
    def write(self, staff):
        desk.mark_missed(self.booking, staff)


class CorrectionForm(VisitForm):
    """What is taken back is what its reader saw: sent twice, it takes back one thing."""

    what = forms.CharField(max_length=10, required=False)
    reason = forms.CharField(
        label=_("Why is this corrected?"),
        max_length=200,
        help_text=_("It is kept in the booking's history."),
    )

    def write(self, staff):
        arrived = self.cleaned_data["what"] == "arrived"
        verb = desk.take_back_arrival if arrived else desk.correct
        verb(self.booking, staff, self.cleaned_data["reason"])


class RestingForm(forms.Form):
    """What becomes of messages that no gateway took."""

    #: How many are settled at once; each is named in the record of the act.
    MOST = 5000

    class Act(models.TextChoices):
        AGAIN = "again", _("Send the chosen ones again")
        ALL = "all", _("Send all of them again")
        ASIDE = "aside", _("Set the chosen ones aside")

    chosen = forms.ModelMultipleChoiceField(
        Notification.objects.none(),
        required=False,
        error_messages={
            code: _("Somebody else has settled some of these messages. Please choose again.")
            for code in ("invalid_choice", "invalid_pk_value", "invalid_list")
        },
    )
    reason = forms.CharField(
        label=_("How these people were told, or why they need not be"),
        help_text=_("Needed to set messages aside. It is kept with the record of the act."),
        max_length=200,
        required=False,
    )
    act = forms.ChoiceField(choices=Act.choices)

    def __init__(self, resting, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.resting = self.fields["chosen"].queryset = resting

    def clean(self):
        act = self.cleaned_data.get("act")
        if not self.errors and act != self.Act.ALL and not self.cleaned_data["chosen"]:
            self.add_error("chosen", _("Please choose at least one message."))
        if act == self.Act.ASIDE and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Please say why they are set aside."))

    def save(self, request):
        """Settle the messages and write down who did. :returns: how many there were."""
        act = self.cleaned_data["act"]
        rows = self.resting if act == self.Act.ALL else self.cleaned_data["chosen"]
        ids = list(rows.order_by("rested_at", "pk").values_list("pk", flat=True)[: self.MOST])
        settled = Notification.objects.filter(pk__in=ids)
        reason = f"{act}: {self.cleaned_data['reason']}".removesuffix(": ")
        with transaction.atomic():
            record(request.user, AccessRecord.Act.CHANGE, settled, reason, request)
            if act == self.Act.ASIDE:
                return notices.set_aside(settled)
            transaction.on_commit(notices.ring)
            return notices.try_again(settled)


class SecondDoseForm(VisitForm):
    """A time for a second dose, chosen by hand. The key makes a form sent twice one booking."""

    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def write(self, staff):
        desk.book_second(
            self.booking,
            self.cleaned_data["slot"],
            self.cleaned_data["key"],
            staff=staff,
            channel=channel_of(staff),
        )


class AppointmentForm(SecondDoseForm):
    """Another time for an appointment without vaccine, chosen by hand."""

    def write(self, staff):
        slot = errands.slot(self.cleaned_data["slot"])
        desk.change(
            self.booking,
            self.cleaned_data["slot"],
            self.cleaned_data["key"],
            slot and errands.sequel(self.booking, slot).told,
            staff=staff,
            channel=channel_of(staff),
        )


class CloseForm(VisitForm):
    note = forms.CharField(
        label=_("Why is no place booked?"),
        max_length=200,
        help_text=_("The citizen reads this with the booking."),
    )

    def __init__(self, item, *args, **kwargs):
        super().__init__(item.booking, *args, **kwargs)
        self.item = item
        if item.kind == WorkItem.Kind.SUPPLY:
            self.fields["note"].label = _("Why can it be given as booked after all?")
            self.fields["note"].help_text = _("The citizen is told that it is.")

    def write(self, staff):
        desk.close(self.item, staff, self.cleaned_data["note"], channel_of(staff))


def regions():
    """The regions by code, and the choices of them: the country, then each province, all of it
    and its districts."""
    known = {
        region.code: region
        for region in Region.objects.exclude(kind=Region.Kind.CITY).select_related("province")
    }
    choices = {}
    for code, region in known.items():
        province = region.province or region
        choices.setdefault(province.code, (str(province), [(province.code, str(province))]))
        if region != province:
            choices[province.code][1].append((code, str(region)))
    return known, [("", _("The whole country")), *choices.values()]


class GiveUpForm(VisitForm):
    reason = forms.CharField(label=_("Why is it cancelled?"), max_length=200)

    def write(self, staff):
        desk.cancel(self.booking, staff, self.cleaned_data["reason"], channel_of(staff))
