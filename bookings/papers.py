"""What a person takes along: the code that the clinic reads, and the days for the calendar."""

import segno
from django.utils.translation import gettext as _


def code(booking):
    """The reference as a QR code, an address for ``<img>``. It says nothing about the person.

    Never a Micro QR code: most telephones cannot read those. One mask serves as well as
    another; trying all eight for the prettiest would take most of the page's time.
    """
    made = segno.make_qr(booking.reference, error="m", mask=2)
    return made.svg_data_uri(border=4, omitsize=True)


def calendar(bookings):
    """A calendar file with one entry for each dose."""
    from icalendar import Calendar, Event  # slow to import, and most processes never need it

    file = Calendar()
    file.add("prodid", "-//vaccine-appointment-portal//")
    file.add("version", "2.0")
    for booking in bookings:
        file.add_component(entry(Event(), booking))
    return file.to_ical()


def entry(event, booking):
    clinic = booking.slot.clinic
    event.add("uid", f"{booking.reference}@vaccine-appointment-portal")
    event.add("dtstamp", booking.changed_at)
    event.add("dtstart", booking.when)
    if not booking.come_by:
        event.add("dtend", booking.slot.ends_at)
    event.add("summary", _("Vaccination, dose %(dose)d") % {"dose": booking.dose})
    event.add("location", f"{clinic.name}, {clinic.address}")
    event.add(
        "description",
        _("Please bring proof of identity. Booking %(reference)s, clinic's telephone %(phone)s.")
        % {"reference": booking.reference, "phone": clinic.phone},
    )
    return event
