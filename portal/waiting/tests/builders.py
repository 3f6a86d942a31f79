"""A waiting room for stories: lines, places and the gate as operations set it."""

from datetime import datetime

from django.utils.timezone import make_aware

from accounts.tests.builders import make_person, verify
from portal.waiting.models import Gate, Line, Pass, Place

__all__ = [
    "inside",
    "make_line",
    "make_person",
    "make_place",
    "seoul",
    "set_gate",
    "standing",
    "verify",
]


def seoul(moment):
    return make_aware(datetime.fromisoformat(moment))


def make_line(opens="2021-08-09 20:00", **more):
    return Line.objects.create(
        opens_at=seoul(opens), name_ko="50대", name_en="People in their fifties", **more
    )


def make_place(line, number, person=None, *, lane=Place.Lane.LIVE, **more):
    """A place of somebody verified; :param more: fields, ``called_at`` say."""
    person = person or make_person(f"Guest {number}")
    device = person.verifications.last() or verify(person)
    return Place.objects.create(
        line=line, lane=lane, number=number, person=person, verification=device, **more
    )


def set_gate(**fields):
    Gate.read()
    Gate.objects.update(**fields)


def inside():
    """The names of those who hold a live pass."""
    return sorted(each.person.name for each in Pass.objects.live().select_related("person"))


def standing(line):
    """Who waits in a line to be called, in order."""
    waiting = line.places.waiting().order_by("lane", "number").select_related("person")
    return [place.person.name for place in waiting]
