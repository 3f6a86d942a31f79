"""What a list of days and times says again and again: each text is made once for each language."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def places(left):
    """The tag that says how many places are left."""
    return tag(left, get_language())


@lru_cache(2048)
def tag(left, _language):
    return render_to_string("clinics/places.html", {"places": left})


@register.filter
def weekday(date):
    """A day as ``Mon, 9 August``, in the reader's language."""
    return written(date, get_language())


@lru_cache(1024)
def written(date, _language):
    return date_format(date, _("D, j F"))


@register.filter
def clock(moment):
    """The time of day in Korea."""
    return localtime(moment).strftime("%H:%M")
