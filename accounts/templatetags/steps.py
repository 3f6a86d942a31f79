"""``{% steps 2 %}``: how far somebody is on the way to a booking. It is the same for all there."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def steps(step):
    return drawn(step, get_language())


@lru_cache(16)
def drawn(step, _language):
    return render_to_string("partials/steps.html", {"step": step})
