from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import AccessRecord
from accounts.records import record
from bookings import reports
from bookings.models import Booking
from bookings.sheets import csv_response

from .forms import ExportForm
from .pages import render_page, staff_page


@staff_page("bookings.export_booking")
@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Choose days and a region, and take the bookings home as CSV."""
    form = ExportForm(request.POST or None)
    if form.is_valid():
        rows = accounted(request, form.filters(), reports.bookings(**form.cleaned_data))
        return csv_response("bookings.csv", reports.bookings_header(), rows)
    return render_page(request, "staff/reports.html", {"title": _("Reports"), "form": form})


def accounted(request, filters, rows):
    """Pass rows on, and write down before the first and after the last what leaves the house.

    A download that breaks off is written down with the rows it had taken.
    """
    taken = 0
    note(request, f"{filters}: begun")
    try:
        for row in rows:
            taken += 1
            yield row
    finally:
        note(request, f"{filters}: {taken} rows")


def note(request, what):
    record(request.user, AccessRecord.Act.EXPORT, Booking.objects.none(), what, request)
