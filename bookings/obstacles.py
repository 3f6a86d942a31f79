"""What stands between a person and one time, and which times are free instead.

For telling people before they press the button; the statement that books asks again.
"""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from clinics.models import Slot

#: How many other times are offered.
OFFERED = 6


def obstacle(answer, slot):
    """Say why this time cannot be booked, or nothing.

    :param answer: the person's :class:`bookings.eligibility.Answer`.
    """
    if not answer.may_book:
        return answer.why
    if not any(version.offers(slot) for version in answer.open):
        return _("This time is not part of your booking round. Please choose another.")
    if not (slot.clinic.active and slot.clinic.vaccinates):
        return _("This clinic no longer takes bookings. Please choose another.")
    if not slot.free:
        return _("This time is full. Please choose another.")
    return ""


def instead(answer, slot):
    """Free times nearest to one that is gone: same clinic and vaccine, in the person's rounds."""
    days = [
        Q(places__date__range=(version.vaccinate_from, version.vaccinate_to))
        for version in answer.open
        if slot.group_id in version.groups
    ]
    if not days or not answer.may_book:
        return []
    return Slot.objects.open().filter(reduce(or_, days)).nearest(slot)[:OFFERED]
