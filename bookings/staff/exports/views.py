import base64
from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AccessRecord
from accounts.records import record
from bookings import exports as desk
from bookings.exports import files
from bookings.exports.formats import FORMATS, data_dictionary
from bookings.exports.statement import columns as columns_of
from bookings.models import ExportSchedule, ReportExport
from bookings.models.exports import FILTERS
from bookings.reports import REPORTS
from bookings.staff.pages import render_page

from .forms import ExportForm, VerbForm, kinds

PAGE = 25
#: Bytes that are read at once for whoever fetches a file.
BLOCK = 1 << 18


def exports_page(view):
    """For whoever may export anything at all; which kinds, the form says."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not kinds(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)


def mine(request):
    return ReportExport.objects.asked_by(request.user).select_related(*FILTERS, "schedule")


@exports_page
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request):
    """What somebody has asked for, and a form for more."""
    form = ExportForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        if export := form.save(request):
            return redirect(export)
        if not form.errors:
            messages.success(request, _("It is made every midnight."))
            return redirect("staff-reports")
    context = {
        "title": _("Reports"),
        "form": form,
        "page": Paginator(mine(request), PAGE).get_page(request.GET.get("page")),
        "daily": ExportSchedule.objects.filter(asked_by=request.user, active=True)
        .select_related(*FILTERS)
        .order_by("pk"),
    }
    return render_page(request, "staff/exports/exports.html", context)


@exports_page
@require_safe
def export(request, pk):
    """How far it is, looking again every second; then the file and its sum."""
    export = get_object_or_404(mine(request), pk=pk)
    context = {
        "title": str(export),
        "export": export,
        "watching": export.open and "still" not in request.GET,
    }
    response = render_page(request, "staff/exports/export.html", context)
    if context["watching"]:
        response["Refresh"] = "1"
    return response


@exports_page
@require_POST
def settle(request, pk):
    """Cancel, or start again."""
    export = get_object_or_404(mine(request), pk=pk)
    form = VerbForm(request.POST)
    if form.is_valid():
        form.save(export)
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect(export)


@exports_page
@require_safe
def file(request, pk):
    """The file itself. Each time it is fetched is written down."""
    export = get_object_or_404(mine(request), pk=pk, state=ReportExport.State.DONE)
    if not still_allowed(request.user, export):
        raise PermissionDenied
    try:
        opened = files.path(export).open("rb")
    except FileNotFoundError:
        messages.error(request, _("The file is not there any more. Please ask for it anew."))
        return redirect(export)
    record(request.user, AccessRecord.Act.EXPORT, export, f"fetched: {export.says}", request)
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=export.file_name,
        content_type=FORMATS[export.format].content_type,
    )
    response.block_size = BLOCK
    digest = base64.b64encode(bytes.fromhex(export.sha256)).decode()
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    response["ETag"] = f'"{export.sha256}"'
    return response


def still_allowed(staff, export):
    """Roles change between the asking and the fetching."""
    named = not export.named or staff.has_perm("bookings.export_names")
    return named and staff.has_perm(REPORTS[export.kind].permission)


@exports_page
@require_safe
def columns(request, pk):
    """What its columns mean, for files that have no second sheet."""
    export = get_object_or_404(mine(request), pk=pk)
    with override(export.language):
        body = data_dictionary(columns_of(export))
    name = f"{export.kind}-{export.pk}-columns.csv"
    return HttpResponse(
        body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@exports_page
@require_POST
def stop_daily(request, pk):
    """Have a daily file made no more."""
    desk.stop_daily(get_object_or_404(ExportSchedule, pk=pk, asked_by=request.user))
    messages.success(request, _("Done."))
    return redirect("staff-reports")
