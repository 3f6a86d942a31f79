"""Django's ``date`` filter, which remembers: pages tell the same few moments again and again.

What a moment reads depends on nothing but the language: the filter is given it in Korean time, and
no page tells it in another.
"""

from functools import lru_cache

from django import template
from django.template import defaultfilters
from django.utils.translation import get_language

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value, arg=None):
    return told(value, arg, get_language())


@lru_cache(4096)
def told(value, arg, _language):
    return defaultfilters.date(value, arg)
