from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import now
from bookings.models import Campaign, Round
from bookings.staff.pages import render_page, staff_page
from portal.waiting.models import Gate, Line, Place
from portal.waiting.pages import SCRIPT_COOKIE

from . import charts, desk
from .draw_forms import AnnounceForm, ConfirmForm, RevealForm
from .forms import (
    CorrectLineForm,
    ExtendForm,
    LineForm,
    MessageForm,
    PuzzleForm,
    RatesForm,
    ReviewForm,
    StateForm,
    StopForm,
)
from .models import OperatorAct, Pulse
from .room import figures
from .words import changes, shown

GATE_FORMS = {
    "rates": RatesForm,
    "state": StateForm,
    "message": MessageForm,
    "puzzle": PuzzleForm,
}
DRAW_FORMS = {"announce": AnnounceForm, "reveal": RevealForm, "confirm": ConfirmForm}
#: Seconds after which a browser without script looks again; with it, htmx asks every two.
LOOK_AGAIN = 5
METHODS = ["GET", "HEAD", "POST"]

operators = staff_page("operations.run_opening")


@operators
@never_cache
@require_safe
def room(request):
    """The opening as it goes."""
    minutes = request.GET.get("minutes", "")
    minutes = int(minutes) if minutes in map(str, charts.SPANS) else min(charts.SPANS)
    watching = "still" not in request.GET
    context = {
        "title": _("Opening room"),
        "charts": charts.draw(minutes),
        "spans": charts.SPANS,
        "minutes": minutes,
        "watching": watching,
        "acts": with_changes(OperatorAct.objects.order_by("-pk")[:8]),
        **figures(),
    }
    response = render_page(request, "operations/room.html", context)
    if watching and SCRIPT_COOKIE not in request.COOKIES:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def with_changes(acts):
    acts = list(acts.select_related("operator", "reviewed_by"))
    for act in acts:
        act.changes = changes(act)
    return acts


@operators
@require_safe
def table(request):
    """The figures behind the charts, newest first."""
    page = Paginator(Pulse.objects.order_by("-at"), 60).get_page(request.GET.get("page"))
    return render_page(request, "operations/table.html", {"title": _("Figures"), "page": page})


@operators
@require_http_methods(METHODS)
def gate(request, what):
    """Set some of the gate: how many, which state, which message."""
    form = GATE_FORMS[what](Gate.read(), request.POST or None)
    if form.is_valid() and form.save(request.user):
        return done(request, _("Done and written down."))
    return act_page(request, form.title, form, form.facts)


@operators
@require_safe
def lines(request):
    """The lines there are, and the openings that have none."""
    context = {
        "title": _("Lines"),
        "lines": Line.objects.filter(ended_at=None).order_by("opens_at"),
        "coming": desk.coming_openings(),
        "now": now(),
    }
    return render_page(request, "operations/lines.html", context)


@operators
@require_http_methods(METHODS)
def new_line(request):
    coming = list(desk.coming_openings())
    if not coming:
        messages.info(request, _("Every coming opening has its line."))
        return redirect("operations-lines")
    form = LineForm(coming, request.POST or None, initial=request.GET.dict())
    if form.is_valid() and form.save(request.user):
        return done(request, _("The line is prepared."), "operations-lines")
    return act_page(request, _("Prepare a line"), form)


@operators
@require_safe
def line(request, pk):
    """One line, and how its draw stands."""
    line = get_object_or_404(Line.objects.select_related("draw"), pk=pk)
    draw = getattr(line, "draw", None)
    context = {
        "title": line,
        "line": line,
        "draw": draw,
        "enrolled": line.places.filter(lane=Place.Lane.EARLY).count(),
        "now": now(),
    }
    return render_page(request, "operations/line.html", context)


@operators
@require_http_methods(METHODS)
def correct_line(request, pk):
    line = get_object_or_404(Line.objects.filter(ended_at=None), pk=pk)
    form = CorrectLineForm(line, desk.coming_openings(), request.POST or None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Done and written down."))
        return redirect("operations-line", pk)
    return act_page(request, _("Correct the line"), form)


@operators
@require_http_methods(METHODS)
def draw(request, pk, step):
    """One step of a line's draw, by one person."""
    line = get_object_or_404(Line.objects.exclude(early_from=None), pk=pk)
    form = DRAW_FORMS[step](line, request.POST or None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Done and written down."))
        return redirect("operations-line", pk)
    return act_page(request, form.title, form, [(_("Line"), line), (_("Opens"), line.opens_at)])


@operators
@require_safe
def rounds(request):
    """The rounds that are open or come, to extend or stop them."""
    found = Round.objects.exclude(current=None).select_related("current")
    context = {
        "title": _("Rounds"),
        "rounds": found.order_by("-current__opens_at", "code"),
        "campaigns": Campaign.objects.order_by("-pk"),
        "now": now(),
    }
    return render_page(request, "operations/rounds.html", context)


@operators
@require_http_methods(METHODS)
def extend(request, pk):
    form = ExtendForm(round_of(pk), request.POST or None)
    if form.is_valid() and form.save(request.user):
        return done(request, _("The window is extended. A second person has to review it."))
    return act_page(request, _("Extend the window"), form, round_facts(form.subject))


@operators
@require_http_methods(METHODS)
def stop(request, pk):
    round_ = round_of(pk)
    title = _("Let the round go on") if round_.stopped else _("Stop the round")
    form = StopForm(round_, request.POST or None)
    if form.is_valid() and form.save(request.user):
        return done(request, _("Done. A second person has to review it."))
    return act_page(request, title, form, round_facts(round_))


def round_of(pk):
    return get_object_or_404(Round.objects.exclude(current=None).select_related("current"), pk=pk)


def round_facts(round_):
    return [
        (_("Round"), round_),
        (_("Opens"), shown("opens_at", round_.current.opens_at)),
        (_("Closes"), shown("closes_at", round_.current.closes_at)),
    ]


@operators
@require_safe
def acts(request):
    """Who did what, newest first; emergency acts that wait for a second person on top."""
    page = Paginator(OperatorAct.objects.order_by("-pk"), 50).get_page(request.GET.get("page"))
    context = {
        "title": _("What operators did"),
        "page": page,
        "acts": with_changes(page.object_list),
        "to_review": OperatorAct.objects.to_review().select_related("operator"),
    }
    return render_page(request, "operations/acts.html", context)


@operators
@require_http_methods(METHODS)
def review(request, pk):
    act = get_object_or_404(OperatorAct.objects.select_related("operator"), pk=pk, emergency=True)
    form = ReviewForm(act, request.POST or None)
    if form.is_valid() and form.save(request.user):
        return done(request, _("The review is written down."), "operations-acts")
    facts = [
        (_("Who"), act.operator),
        (_("What"), f"{act.get_act_display()} {act.subject}"),
        *((name, f"{before} → {after}") for name, before, after in changes(act)),
        (_("Why?"), act.reason),
        (_("At"), shown("at", act.at)),
    ]
    return act_page(request, _("Review"), form, facts)


def act_page(request, title, form, facts=()):
    context = {"title": title, "form": form, "facts": facts}
    return render_page(request, "operations/act.html", context)


def done(request, words, where="operations"):
    messages.success(request, words)
    return redirect(reverse(where))
