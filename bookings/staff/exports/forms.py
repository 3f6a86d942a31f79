from datetime import timedelta

from django import forms
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from bookings import exports
from bookings.models import Campaign, ReportExport
from bookings.models.exports import FILTERS
from bookings.refusals import Refused
from bookings.reports import REPORTS
from bookings.staff.forms import regions
from clinics.forms import DateField
from clinics.models import VaccineGroup

#: The longest span of days in one file.
LONGEST = timedelta(days=366)


def kinds(staff):
    """What this member of staff may export."""
    return [
        (kind, ReportExport.Kind(kind).label)
        for kind, report in REPORTS.items()
        if staff.has_perm(report.permission)
    ]


class ExportForm(forms.Form):
    """What to take home. The days are those of the visit, or of what happened."""

    kind = forms.ChoiceField(label=_("Data"))
    first = DateField(label=_("From"))
    last = DateField(label=_("Until"))
    region = forms.TypedChoiceField(label=_("Region"), required=False, empty_value=None)
    campaign = forms.ModelChoiceField(
        Campaign.objects.order_by("code"),
        label=_("Campaign"),
        required=False,
        empty_label=_("All campaigns"),
    )
    group = forms.ModelChoiceField(
        VaccineGroup.objects.order_by("code"),
        label=_("Vaccine"),
        required=False,
        empty_label=_("All vaccines"),
    )
    format = forms.ChoiceField(label=_("Format"), choices=ReportExport.Format.choices)
    as_of = forms.DateTimeField(
        label=_("As of"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local", "step": 1}, "%Y-%m-%dT%H:%M:%S"),
        input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Empty is now. The same moment always gives the same file."),
    )
    named = forms.BooleanField(label=_("With names and booking numbers"), required=False)
    reason = forms.CharField(
        label=_("What the names are needed for"),
        max_length=200,
        required=False,
        help_text=_("It is kept with the record of exports."),
    )

    def __init__(self, staff, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.staff = staff
        report = REPORTS.get(self.data.get("kind"))
        for name in ("first", "last"):
            needed = not self.daily and (report is None or report.days)
            self.fields[name].required = self.fields[name].widget.is_required = needed
        known, choices = regions()
        self.fields["kind"].choices = kinds(staff)
        self.fields["region"].coerce = known.get
        self.fields["region"].choices = choices
        if not staff.has_perm("bookings.export_names"):
            del self.fields["named"], self.fields["reason"]

    @property
    def daily(self):
        """Whether the button for every midnight was pressed."""
        return "daily" in self.data

    def clean(self):
        answers = self.cleaned_data
        report = REPORTS.get(answers.get("kind"))
        for name in FILTERS:
            if report and answers.get(name) and name not in report.filters:
                self.add_error(name, _("These data cannot be narrowed down to one."))
        if report and not report.days:
            answers["first"] = answers["last"] = None
        elif report and not self.daily:
            self.check_span(answers.get("first"), answers.get("last"))
        if answers.get("as_of") and answers["as_of"] > now():
            self.add_error("as_of", _("This moment is still to come."))
        if answers.get("named") and not answers.get("reason", "").strip():
            self.add_error("reason", _("Please say what the names are needed for."))
        if not answers.get("named"):
            answers["reason"] = ""

    def check_span(self, first, last):
        if first and last and not timedelta(0) <= last - first <= LONGEST:
            self.add_error(
                None,
                _("Please choose a first day that is not after the last, at most a year apart."),
            )

    def save(self, request):
        """:returns: the export, or None: it is made every day, or refused with an error."""
        answers = {"language": get_language(), **self.cleaned_data}
        try:
            if not self.daily:
                return exports.ask(self.staff, request=request, **answers)
            wish = {name: answers[name] for name in ("kind", "format", *FILTERS, "language")}
            exports.ask_daily(self.staff, **wish)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return None


class VerbForm(forms.Form):
    """What its asker does with an export. A refusal comes back as a form error."""

    class Verb(models.TextChoices):
        CANCEL = "cancel", _("Cancel it")
        AGAIN = "again", _("Start again")

    verb = forms.ChoiceField(choices=Verb.choices)

    def save(self, export):
        try:
            getattr(exports, self.cleaned_data["verb"])(export)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors
