from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import now
from accounts.models import AccessRecord, Person
from accounts.onward import sent_from
from accounts.records import record, record_people
from accounts.staff.presence import somebody_is_there
from accounts.staff.revealing import revealed
from bookings.staff.pages import days_work, render_page

from . import finding
from .forms import DayForm, FindForm
from .pages import desk_page, their_clinics


@desk_page
@require_safe
def day(request):
    """A clinic's day by time; before anybody chooses, the first clinic's today."""
    form = DayForm(their_clinics(request), {"date": localdate(now()), **request.GET.dict()})
    if not form.is_valid():
        return render_day(request, form)
    board = form.board()
    if not somebody_is_there(request) and request.GET.get("version") == board.version:
        return HttpResponse(status=204)
    return render_day(request, form, board, board.bookings, find=FindForm())


def render_day(request, form, board=None, bookings=(), template="day", **more):
    """The page, with these of the board's bookings in it."""
    if board:
        people = [each.person_id for each in bookings]
        record_people(request, people)
        more |= {"people": people, "readable": not revealed(request).isdisjoint(people)}
        more["routine"] = days_work(request, board.date == localdate(board.moment))
        more["query"] = query_of(board)
        more["address"] = f"{reverse('staff-day')}?{query_of(board)}"
    context = {"title": _("Day list"), "form": form, "board": board, "bookings": bookings}
    return render_page(request, f"staff/{template}.html", {**context, **more})


def query_of(board):
    return f"clinic={board.clinic.pk}&date={board.date.isoformat()}"


@desk_page
@require_safe
def printed(request):
    """The list for paper, with the names that were asked for. Looking at it is printing it."""
    board = asked_day(request, request.GET).board()
    if board.people:
        act, reason = AccessRecord.Act.EXPORT, _("printable day list")
        record(request.user, act, board.people, reason, request)
    return render_day(request, None, board, board.bookings, template="day_print", paper=True)


def asked_day(request, answers):
    """Which day a form was sent from. Another clinic's is a 404."""
    form = DayForm(their_clinics(request), answers.dict())
    if not form.is_valid():
        raise Http404
    return form


@desk_page
@sent_from("staff-day")
def find(request):
    """Lead to the one whom the words fit; show several, or say that there is nobody."""
    day = asked_day(request, request.POST)
    form = FindForm(request.POST)
    board = day.board()
    found = look_for(request, form.cleaned_data["words"], board) if form.is_valid() else []
    if len(found) == 1:
        return redirect("staff-card", found[0].reference)
    if form.is_valid() and not found:
        form.add_error("words", _("Nobody like this is booked here on this day."))
    return render_day(request, day, board, found, find=form, found=True)


def look_for(request, words, board):
    """The bookings that words fit; the search is written down, whatever it finds."""
    booking = finding.by_reference(request.user, words)
    found = [booking] if booking else finding.among(board.bookings, words)
    people = Person.objects.filter(pk__in=[each.person_id for each in found])
    record(request.user, AccessRecord.Act.SEARCH, people, request=request)
    return found
