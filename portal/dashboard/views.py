import csv

from django.db.models import DurationField, ExpressionWrapper, F
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import PortalNow, now
from bookings.models import Campaign, Round, TallyState
from bookings.sheets import disarmed
from bookings.staff.pages import render_page, staff_page

from .figures import charts
from .regions import colours, districts
from .replay import replay as played

dashboard_page = staff_page("bookings.view_dashboard")


def wanted(request):
    """The campaigns, and the one that was asked for: the newest unless told otherwise."""
    campaigns = list(Campaign.objects.order_by("-pk"))
    code = request.GET.get("campaign")
    chosen = [campaign for campaign in campaigns if campaign.code == code]
    if code and not chosen:
        raise Http404
    return campaigns, next(iter(chosen or campaigns), None)


@dashboard_page
@require_safe
def dashboard(request):
    """Every chart with its table, and how old the figures are."""
    campaigns, campaign = wanted(request)
    state, province = counted(), request.GET.get("province", "")
    shown = known(state, campaign, province)
    context = {
        "title": _("Dashboard"),
        "campaigns": campaigns,
        "campaign": campaign,
        "state": state,
        "province": province,
        "charts": shown.values(),
        "colours": colours(next(iter(shown.values()), None)),
    }
    return render_page(request, "dashboard/dashboard.html", context)


def counted():
    """Until when there are figures, and their age; None before the first count."""
    age = ExpressionWrapper(PortalNow() - F("counted_until"), DurationField())
    return TallyState.objects.exclude(counted_until=None).annotate(age=age).first()


def known(state, campaign, province):
    """The charts by key, that of the map first; none before the first count.

    :param province: by its code: its districts are shown, and they alone.
    """
    if state is None or campaign is None:
        return {}
    count = state.counted_until, campaign.pk
    if not province:
        return charts(*count, get_language())
    near = districts(*count, province, get_language())
    if near is None:
        raise Http404
    return {near.key: near}


@dashboard_page
@require_safe
def table(request, key):
    """The table under one chart, for a spreadsheet."""
    province = request.GET.get("province", "")
    chart = known(counted(), wanted(request)[1], province).get(key)
    if chart is None:
        raise Http404
    return sheet(chart)


def sheet(chart):
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{chart.key}.csv"'},
    )
    rows = csv.writer(response, lineterminator="\n")
    rows.writerow(disarmed(str(name)) for name in chart.header)
    rows.writerows([disarmed(str(label)), *figures] for label, *figures in chart.rows)
    return response


@dashboard_page
@require_safe
def replay(request):
    """One opening, minute by minute."""
    rounds = Round.objects.exclude(current=None).select_related("current")
    rounds = list(rounds.order_by("-current__opens_at"))
    chosen = request.GET.get("round")
    round_ = next((each for each in rounds if each.code == chosen), None)
    if chosen and round_ is None:
        raise Http404
    round_ = round_ or next((each for each in rounds if each.current.opens_at <= now()), None)
    chart = None
    if round_:
        round_.current.round = round_
        chart = played(round_.current)
        if "csv" in request.GET:
            return sheet(chart)
    context = {"title": _("Openings"), "rounds": rounds, "round": round_, "chart": chart}
    return render_page(request, "dashboard/replay.html", context)
