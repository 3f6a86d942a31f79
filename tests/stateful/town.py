"""The town of the stateful test: the same in the database and in the model."""

import datetime as dt

from accounts.models import StaffMember
from bookings.tests.builders import (
    make_clinic,
    make_lot,
    make_person,
    make_round,
    make_slot,
    verify,
)

from . import model
from .rules import Rules

BEGIN = dt.datetime(2021, 8, 23, 9)
LIMIT = 3
#: Day and time of each clinic's half hours, and their places.
PLACES = {
    "2021-08-25 14:00": 1,
    "2021-08-26 10:00": 2,
    "2021-08-30 10:00": 2,
    "2021-10-07 10:00": 1,
    "2021-10-07 14:00": 1,
    "2021-10-11 10:00": 1,
    "2021-10-14 14:00": 1,
}
#: And their births: the last is too young.
PEOPLE = {
    "Minji": "1980-03-09",
    "Jun": "1985-07-19",
    "Haneul": "1990-01-29",
    "Sora": "1975-12-31",
    "Bora": "2010-05-05",
}


class Town:
    #: The model's class.
    rules = Rules

    def __init__(self):
        make_round(closes="2021-09-18 18:00", vaccinate=("2021-08-25", "2021-08-30"))
        self.clinics = [make_clinic(name) for name in ("Gaon", "Daon")]
        self.slots = [
            make_slot(clinic, at, capacity=places, limit=LIMIT)
            for clinic in self.clinics
            for at, places in PLACES.items()
        ]
        for clinic in self.clinics:
            make_lot(clinic, vials=1000)
        self.nurse = StaffMember.objects.create(username="park")
        people = [make_person(name, born) for name, born in PEOPLE.items()]
        self.proofs = {person.pk: verify(person, minutes=365 * 24 * 60).pk for person in people}
        self.admitted = [person.pk for person in people[:-1]]

    def model(self):
        return self.rules(
            BEGIN,
            [
                model.Slot(slot.pk, slot.clinic_id, naive(slot.starts_at), slot.capacity)
                for slot in self.slots
            ],
            LIMIT,
            [model.Person(pk, pk in self.admitted) for pk in self.proofs],
        )


def naive(moment):
    return moment.replace(tzinfo=None)
