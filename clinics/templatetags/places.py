"""Lists of clinics, days and times. What they say again and again is made once a language."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.clock import hour
from accounts.glances import glance
from accounts.stencils import cell, stencil
from clinics.country import LASTING

register = template.Library()


@register.filter
def places(left):
    """The tag that says how many places are left."""
    return tag(left, get_language())


@lru_cache(2048)
def tag(left, _language):
    return render_to_string("clinics/places.html", {"places": left})


@register.filter
def weekday(day):
    """A day as ``Mon, 9 August``, in the reader's language."""
    return written(day, get_language())


@lru_cache(1024)
def written(day, _language):
    return date_format(day, _("D, j F"))


register.filter("clock", hour)


@register.simple_tag
def day_choices(days, chosen, others, theirs=None):
    """The days of a clinic with their places, as items of a list to choose from.

    :param chosen: the one shown, if any.
    :param others: the rest of the address, from its ``?`` on.
    :param theirs: the date of a booking that is to be moved: to them it is open.
    """
    others = "?" if others in ("", "?") else f"{conditional_escape(others)}&amp;"
    shown, language = chosen and chosen.date, get_language()
    return mark_safe(
        "".join(
            choice(
                written(each.date, language),
                each.places,
                (each.places or each.date == theirs) and f"{others}day={each.date}#times",
                each.date == shown,
                language,
            )
            for each in days
        )
    )


@register.simple_tag
def time_choices(times, check):
    """The same for times; each leads to the page where it is looked over."""
    language = get_language()
    return mark_safe(
        "".join(
            choice(
                hour(slot.starts_at),
                slot.left,
                slot.left > 0 and f"{check}?slot={slot.pk}",
                False,
                language,
            )
            for slot in times
        )
    )


def choice(text, left, address, chosen, language):
    """:param address: as HTML, where it can be chosen."""
    cells = {"text": text, "address": address, "places": tag(left, language)}
    return listed(bool(address), chosen, language) % cells


@lru_cache(16)
def listed(open_, chosen, _language):
    told = {"text": cell("text"), "places": cell("places"), "chosen": chosen}
    return stencil("clinics/choice.html", told | {"address": open_ and cell("address")})


#: What a search says in its address, and what of it is chosen from lists that an import changes.
TERMS, LISTS = ("province", "district", "group", "from", "to"), ("province", "district", "group")


@register.simple_tag
def search_fields(form):
    """The fields of a search: the same for all who chose the same among the same."""

    def draw():
        return render_to_string("clinics/fields.html", {"form": form})

    if form.errors:
        return draw()
    chosen = tuple(map(form.data.get, TERMS))
    # First stands what leaves it open, in words of its own.
    offered = tuple(tuple(form.fields[name].widget.choices[1:]) for name in LISTS)
    return glance(("search", get_language(), chosen, offered), draw, LASTING)


@register.simple_tag
def clinic_cards(page, clinics_at, terms):
    """The clinics of a page of a search. On the map they have the numbers that they have here."""
    language, kept = get_language(), conditional_escape(terms)
    return mark_safe(
        "".join(
            card(
                numbered=clinic.latitude is not None,
                places=clinic.places > 0,
                first_day=clinic.first_day is not None,
                phone=clinic.phone != "",
                _language=language,
            )
            % {
                **looks(clinic, language),
                "number": number,
                "link": f"{clinics_at}{clinic.pk}/{kept}",
            }
            for number, clinic in enumerate(page, page.start_index())
        )
    )


def looks(clinic, language):
    """:param clinic: a ``search.Found``."""
    return {
        "pk": clinic.pk,
        "name": escape(clinic.name),
        "places": tag(clinic.places, language),
        "first_day": clinic.first_day and written(clinic.first_day, language),
        "address": escape(clinic.address),
        "phone": escape(clinic.phone),
    }


@lru_cache(64)
def card(numbered, places, first_day, phone, _language):
    """A clinic's card with or without these."""
    clinic = {name: cell(name) for name in ("pk", "name", "address")}
    clinic |= {"first_day": first_day and cell("first_day"), "phone": phone and cell("phone")}
    told = {"number": numbered and cell("number"), "link": places and cell("link")}
    return stencil("clinics/card.html", told | {"clinic": clinic, "places": cell("places")})
