"""Maps in templates. The sheet ``map.css`` belongs on the page."""

from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.glances import glance
from clinics.country import LASTING
from clinics.maps import drawing

register = template.Library()

#: What is said of a clinic, and its class in the sheet, by whether it has places left.
STATES = {True: ("", "open"), False: (_("Full"), "full")}


@register.inclusion_tag("clinics/map.html", takes_context=True)
def region_map(context, province="", figures=None, legend="", rows=False):
    """The provinces, or the districts of one. Each leads to this same address with it chosen.

    :param figures: ``{code: (value, look, words)}`` colours regions, as ``drawing.Figure`` says.
        Give the table of the figures beside the map.
    :param legend: what the levels mean, in words, as HTML.
    :param rows: whether a district leads to its row in the table beside, ``#region-`` and its code.
    """
    asked = context["request"].GET

    def address(code):
        if province and rows:
            return f"#region-{code}"
        chosen = {"province": province, "district": code} if province else {"province": code}
        kept = {name: asked[name] for name in asked if name not in ("province", "district", "page")}
        return f"?{urlencode(chosen | kept)}"

    told = {code: drawing.Figure(*figure) for code, figure in (figures or {}).items()}
    drawn = (
        drawing.province(province, address, told) if province else drawing.country(address, told)
    )
    return {"map": drawn, "legend": legend}


@register.inclusion_tag("clinics/map.html")
def spots_map(spots, district):
    """Clinics given as ``drawing.Spot``, with what is said of them."""
    return {"map": drawing.clinics(district, spots), "past": "#found"}


@register.simple_tag
def found_map(page, district):
    """The clinics of a page of a list; each point leads to the clinic's place in it.

    How many places are left stands in the list: the map says only where there are none, and is
    drawn once a minute.
    """
    listed = [
        (number, clinic.pk, clinic.name, clinic.latitude, clinic.longitude, bool(clinic.places))
        for number, clinic in enumerate(page, page.start_index())
    ]
    key = "found map", get_language(), district, *listed
    return glance(key, lambda: draw_found(listed, district), LASTING)


def draw_found(listed, district):
    spots = [
        drawing.Spot(number, name, latitude, longitude, f"#clinic-{pk}", *STATES[places])
        for number, pk, name, latitude, longitude, places in listed
    ]
    return render_to_string("clinics/map.html", spots_map(spots, district))
