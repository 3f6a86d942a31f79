import segno
from django.conf import settings
from django.urls import reverse

from bookings.models import DoseRecord

from .tokens import token


def doses_of(person):
    """All doses that somebody was given, the first first."""
    return list(with_clinic().filter(person=person).order_by("given_on", "dose", "pk"))


def with_clinic():
    return DoseRecord.objects.select_related("vaccine", "lot", "campaign", "booking__slot__clinic")


def paper(request, person):
    """What a printed proof shows; None for somebody who was given nothing."""
    doses = doses_of(person)
    if not doses:
        return None
    path = reverse("proof", args=[token(dose.code for dose in doses)])
    address = (
        settings.PORTAL_URL + path if settings.PORTAL_URL else request.build_absolute_uri(path)
    )
    # Any mask serves; trying all eight takes most of the page's time.
    made = segno.make_qr(address, error="m", mask=2)
    return {
        "person": person,
        "doses": doses,
        "address": address,
        "code": made.svg_data_uri(border=4, omitsize=True),
    }
