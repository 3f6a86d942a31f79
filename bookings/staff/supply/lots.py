"""A lot that is recalled: how much is left of it where, who was given it, and nobody more."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import AccessRecord
from accounts.records import record, record_people
from bookings.models import DoseRecord
from bookings.refusals import Refused
from bookings.staff.dosing import LotNumberField
from bookings.staff.pages import render_page
from clinics import fridge
from clinics.models import Lot, LotRecall, Vaccine

from .views import PAGE, supply_page


class LotForm(forms.Form):
    """Which lot, over all clinics."""

    vaccine = forms.ModelChoiceField(Vaccine.objects.all(), label=gettext_lazy("Vaccine"))
    number = LotNumberField(label=gettext_lazy("Lot number"), max_length=40)


class RecallForm(forms.Form):
    """Recall a lot, or end its recall. A refusal comes back as a form error."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, lot, recalled, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot, self.recalled = lot, recalled

    def save(self, request):
        """Return whether it was done; who did it and why is written down."""
        reason = self.cleaned_data["reason"]
        try:
            if self.recalled:
                fridge.end_recall(**self.lot, staff=request.user)
            else:
                fridge.recall(**self.lot, staff=request.user, reason=reason)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return False
        verb = "end recall" if self.recalled else "recall"
        recalls = LotRecall.objects.filter(**self.lot)
        record(request.user, AccessRecord.Act.CHANGE, recalls, f"{verb}: {reason}", request)
        return True


@supply_page
@require_http_methods(["GET", "HEAD", "POST"])
def lots(request):
    """Look a lot up, see who was given it, and recall it."""
    form = LotForm(request.GET or None)
    context = {"title": _("Lots"), "form": form, "recalls": LotRecall.objects.in_force()}
    if form.is_valid():
        context |= look_up(request, form.cleaned_data)
        recall = context["recall"]
        if recall.is_bound and recall.is_valid() and recall.save(request):
            messages.success(request, _("Done."))
            return redirect(address_of(**form.cleaned_data))
    context["recalls"] = context["recalls"].select_related("vaccine")
    return render_page(request, "staff/supply/lots.html", context)


def look_up(request, lot):
    """What is known of a lot. Whom it shows is written down first."""
    given = DoseRecord.objects.filter(
        lot__vaccine=lot["vaccine"], lot__number=lot["number"]
    ).select_related("person", "booking__slot__clinic")
    page = Paginator(given.order_by("given_on", "pk"), PAGE).get_page(request.GET.get("page"))
    people = [dose.person_id for dose in page]
    record_people(request, people, reason=f"lot {lot['number']}")
    recalled = LotRecall.objects.in_force().filter(**lot).first()
    clinics = Lot.objects.filter(**lot).select_related("clinic").order_by("clinic__name", "pk")
    return {
        "lot": lot,
        "clinics": clinics.annotate(there=F("received") - F("given") - F("wasted")),
        "page": page,
        "people": people,
        "recalled": recalled,
        "recall": RecallForm(lot, recalled, request.POST if request.method == "POST" else None),
    }


def address_of(vaccine, number):
    query = QueryDict(mutable=True)
    query.update({"vaccine": vaccine.pk, "number": number})
    return f"{reverse('staff-supply-lots')}?{query.urlencode()}"
