"""The rows of a clinic's day: a big centre has a thousand."""

from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from accounts.staff.revealing import born_for, name_for, phone_for
from accounts.stencils import cell, stencil
from bookings.models.bookings import Status

register = template.Library()

#: What is another for each person.
CELLS = ("reference", "time", "name", "born", "phone", "dose", "arrived")


@register.simple_tag(takes_context=True)
def day_rows(context, bookings):
    """:param bookings: of the page's board."""
    request, moment = context["request"], context["board"].moment
    paper, language = context.get("paper", False), get_language()
    return mark_safe(
        "".join(
            row(each.stage, each.when <= moment, paper, language) % cells(request, each)
            for each in bookings
        )
    )


def cells(request, booking):
    person = booking.person
    return {
        "reference": booking.reference,
        "time": booking.time,
        "name": escape(name_for(request, person)),
        "born": born_for(request, person),
        "phone": escape(phone_for(request, person)),
        "dose": escape(f"{booking.dose} · {booking.vaccine or booking.slot.group}"),
        "arrived": booking.arrived,
    }


@lru_cache(64)
def row(stage, due, paper, _language):
    """A row of this kind, to be filled in by ``%``.

    :param due: whether their time has come.
    """
    status = stage if stage == "arrived" else Status(stage).label
    told = {"stage": stage, "status": status, "due": due, "paper": paper}
    return stencil("staff/day_row.html", {name: cell(name) for name in CELLS} | told)
