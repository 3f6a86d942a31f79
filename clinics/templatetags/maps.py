"""Maps in templates. The sheet ``map.css`` belongs on the page."""

from urllib.parse import urlencode

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.maps import drawing

register = template.Library()


@register.inclusion_tag("clinics/map.html", takes_context=True)
def region_map(context, province="", figures=None, legend=""):
    """The provinces, or the districts of one. Each leads to this same address with it chosen.

    :param figures: ``{code: (value, look, words)}`` colours regions, as ``drawing.Figure`` says.
        Give the table of the figures beside the map.
    :param legend: what the levels mean, in words, as HTML.
    """
    asked = context["request"].GET

    def address(code):
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
    """Clinics given as ``drawing.Spot`` with what is said of them."""
    return {"map": drawing.clinics(district, spots), "past": "#found"}


@register.inclusion_tag("clinics/map.html")
def found_map(page, district):
    """The clinics of a page of a list; each point leads to the clinic's place in it."""
    spots = [
        drawing.Spot(
            number,
            clinic.name,
            clinic.latitude,
            clinic.longitude,
            f"#clinic-{clinic.pk}",
            places_left(clinic.places),
            "open" if clinic.places else "full",
        )
        for number, clinic in enumerate(page, page.start_index())
    ]
    return spots_map(spots, district)


def places_left(places):
    if not places:
        return _("Full")
    words = ngettext("%(number)s place left", "%(number)s places left", places)
    return words % {"number": intcomma(places)}
