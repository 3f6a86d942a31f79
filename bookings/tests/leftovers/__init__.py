"""A clinic with doses left, and people who wait for them."""

import datetime as dt
import uuid

from accounts.models import Call
from accounts.tests.builders import make_person, verify
from bookings import leftovers, offers
from bookings.audit import audit
from bookings.confirmation import confirm_batch
from bookings.models import Campaign, LeftoverTerms, Offer
from clinics.models import OpeningHours

from ..builders import make_clinic, make_group, make_staff, seoul


def make_terms(group=None, **more):
    campaign, _ = Campaign.objects.get_or_create(
        code="covid19", defaults={"name_ko": "코로나19", "name_en": "COVID-19"}
    )
    campaign.vaccines.add((group or make_group()).planned_as)
    return LeftoverTerms.objects.update_or_create(campaign=campaign, defaults=more)[0]


def make_leftover_clinic(name="Gaon Clinic", closes="18:00", **more):
    """A clinic that is open every day until an hour; its nurse is ``clinic.nurse``."""
    clinic = make_clinic(name, **more)
    OpeningHours.objects.bulk_create(
        OpeningHours(clinic=clinic, weekday=day, opens=dt.time(9), closes=closes)
        for day in range(1, 8)
    )
    clinic.nurse = make_staff(f"nurse-{clinic.pk}", "Clinic staff", clinic)
    return clinic


def an_afternoon(at, since="14:00"):
    """:returns: a clinic that closes at six, on the afternoon of a vaccination day."""
    at(f"2021-08-26 {since}")
    make_terms()
    return make_leftover_clinic()


def vaccine():
    return make_group().planned_as


def publish(clinic, doses, until="2021-08-26 17:00", product=None):
    return leftovers.publish(clinic, product or vaccine(), doses, seoul(until), clinic.nurse)


def waiting(name, *clinics, born="1980-03-09", quiet=(None, None)):
    """Somebody who has alerts at these clinics; :returns: the person."""
    person = make_person(name, born)
    leftovers.wish(person, clinics, [vaccine()], quiet)
    return person


def offered():
    """Who has an open offer, by name."""
    open_ = Offer.objects.filter(kind="leftover", state="open")
    return sorted(offer.person.name for offer in open_)


def accept(person):
    """:returns: the confirmed booking."""
    offer = person.offers.get(state="open")
    booking = offers.accept(verify(person).pk, offer.reference)
    confirm_batch()
    booking.refresh_from_db()
    return booking


def a_line(at, clinic):
    """Minji, Jun and Haneul, who asked for alerts in this order the day before."""
    people = []
    for minute, name in enumerate(["Minji", "Jun", "Haneul"]):
        at(f"2021-08-25 10:0{minute}")
        people.append(waiting(name, clinic))
    at("2021-08-26 14:00")
    return people


def counts(batch):
    """Doses published, doses that are neither wasted nor were never there, and those promised."""
    batch.refresh_from_db()
    slot = batch.slot
    slot.refresh_from_db()
    return batch.published, slot.capacity, slot.taken


def broken():
    """Promises that the audit finds broken."""
    return [check.says for check, breaches, _examples in audit() if breaches]


def hand(batch, person, staff, door=Call.Door.CLINIC):
    """Hand a dose to somebody whose identity was attested at the desk."""
    call = Call.objects.create(staff=staff, person=person, reason="walk-in", door=door)
    return leftovers.hand_over(call, batch, uuid.uuid4())
