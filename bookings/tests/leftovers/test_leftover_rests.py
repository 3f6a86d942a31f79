"""Whoever may have no leftover dose rests, and is in line again when that is over."""

import datetime as dt

import pytest

from bookings import desk, leftovers
from bookings.models import DoseRecord, LeftoverTurn

from ..builders import make_booking, make_round, make_slot, seoul
from . import a_line, make_terms, offered, publish, vaccine, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def look(clinic, doses=1):
    """Publish, and go down the whole line."""
    batch = publish(clinic, doses, "2021-08-26 17:00")
    while leftovers.offer_batch():
        pass
    return batch


def resting():
    return sorted(LeftoverTurn.objects.filter(in_line=False).values_list("wakes_at", flat=True))


def aged(first, last):
    product = vaccine()
    product.age_from, product.age_to = first, last
    product.save()


def test_on_a_birthday_whoever_was_too_young_is_in_line(at, clinic):
    aged(30, 49)
    at("2021-08-26 10:00")
    waiting("Doyun", clinic, born="1991-08-28")
    at("2021-08-26 14:00")
    look(clinic)
    assert (offered(), resting()) == ([], [seoul("2021-08-27 00:00")])

    at("2021-08-27 00:00")
    assert leftovers.wake() == 0
    assert resting() == [seoul("2021-08-28 00:00")]

    at("2021-08-28 00:00")
    assert leftovers.wake() == 1
    assert LeftoverTurn.objects.get().in_line


def test_other_ages_of_a_vaccine_bring_people_back(at, clinic):
    aged(50, 79)
    at("2021-08-26 10:00")
    waiting("Doyun", clinic, born="1985-01-01")
    at("2021-08-26 14:00")
    look(clinic)
    assert offered() == []

    aged(30, 79)
    at("2021-08-27 00:00")
    assert leftovers.wake() == 1

    at("2021-08-27 14:00")
    publish(clinic, 1, "2021-08-27 17:00")
    leftovers.offer_batch()
    assert offered() == ["Doyun"]


@pytest.mark.parametrize(
    ("why", "dose", "given_on", "same"),
    [
        ("given", 2, dt.date(2021, 8, 1), True),
        ("other", 1, dt.date(2021, 7, 29), False),
        ("late", 1, dt.date(2021, 5, 1), True),
    ],
)
def test_a_correction_brings_people_back(at, clinic, why, dose, given_on, same):
    minji, *_others = a_line(at, clinic)
    product = vaccine()
    other = product.group.vaccines.create(code="other", name_ko="다른", name_en="Other")
    batch = publish(clinic, 1)
    record = DoseRecord.objects.create(
        person=minji,
        campaign=batch.campaign,
        dose=dose,
        vaccine=product if same else other,
        given_on=given_on,
    )
    assert leftovers.standing(minji, batch.campaign_id, product.pk).why == why
    while leftovers.offer_batch():
        pass
    assert resting() == [seoul("2021-08-27 00:00")]

    record.delete()
    at("2021-08-27 00:00")

    assert leftovers.wake() == 1


def test_whose_vaccine_no_campaign_gives_any_more_blocks_nobody(at, clinic):
    aged(50, 79)
    at("2021-08-26 10:00")
    waiting("Doyun", clinic, born="1985-01-01")
    at("2021-08-26 14:00")
    batch = look(clinic)
    batch.campaign.leftover_terms.delete()
    aged(30, 79)

    at("2021-08-27 00:00")
    assert leftovers.wake() == 1


@pytest.mark.parametrize("days", [3, 14])
def test_who_missed_an_appointment_is_in_line_again_when_the_campaign_says_so(at, clinic, days):
    """By the minute: so many days after the time that was missed."""
    make_terms(missed_days=days)
    make_round(opens="2021-08-01 00:00", closes="2021-09-30 18:00")
    at("2021-08-26 13:59")
    minji = waiting("Minji", clinic)
    at("2021-08-26 14:00")
    missed = make_booking(minji, make_slot(clinic, "2021-08-26 10:00"))
    desk.mark_missed(missed, clinic.nurse)
    look(clinic)
    over = seoul("2021-08-26 10:00") + dt.timedelta(days=days)
    assert (offered(), resting()) == ([], [over])

    at(f"{over - dt.timedelta(seconds=1):%Y-%m-%d %H:%M:%S}")
    assert leftovers.wake() == 0
    assert leftovers.standing(minji, missed.campaign_id, vaccine().pk).why == "missed"
    at(f"{over:%Y-%m-%d %H:%M:%S}")
    assert leftovers.wake() == 1
    publish(clinic, 1, f"{over:%Y-%m-%d} 17:00")
    leftovers.offer_batch()
    assert offered() == ["Minji"]
