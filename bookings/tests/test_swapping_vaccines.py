"""One vaccine of a group comes instead of another: whom it fits gets it, the others do not."""

import datetime as dt

import pytest

from bookings import notices
from bookings.models import Notification, WorkItem
from clinics.models import Interval, Vaccine

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
)
from .supply import Lee, fates, second_of, sound, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def lee(gaon):
    return Lee()


@pytest.fixture
def pfizer(gaon):
    """For people from 30 on; the second dose three to four weeks later."""
    pfizer = Vaccine.objects.create(
        code="pfizer", name_ko="화이자", name_en="Pfizer", group=make_group(), doses=2, age_from=30
    )
    Interval.objects.create(
        vaccine=pfizer,
        effective_from=dt.date(2021, 1, 1),
        min_days=21,
        standard_days=21,
        max_days=28,
    )
    return pfizer


@pytest.fixture
def minji(gaon):
    """Minji is 41, and comes on 26 August."""
    return make_booking(make_person("Minji"), make_slot(gaon, "2021-08-26 10:00"))


@pytest.fixture
def haneul(minji):
    """Haneul turns 30 on 27 August, a day after the visit."""
    return make_booking(make_person("Haneul", "1991-08-27"), minji.slot)


def test_whom_it_fits_gets_it_and_keeps_time_and_place(lee, pfizer, minji, outbox):
    Notification.objects.update(due_at=None, dropped_at=dt.datetime.now(dt.UTC))

    act = lee.carry_out("swap", replacement=pfizer)

    slot = minji.slot
    minji.refresh_from_db()
    assert (minji.vaccine, minji.slot) == (pfizer, slot)
    event = minji.events.latest("pk")
    assert (event.act, event.staff, event.channel) == ("vaccine", lee.member, "system")
    assert (fates(act), act.state, told(minji)[-1]) == ({"swapped": 1}, "finished", "vaccine")
    notices.deliver_batch()
    assert "another vaccine: Pfizer. Time and place stay" in outbox[0].text
    assert sound()


def test_the_second_dose_gets_it_too_and_moves_where_its_interval_asks(gaon, lee, pfizer, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    make_slot(gaon, "2021-09-16 10:00")

    act = lee.carry_out("swap", replacement=pfizer)

    second.refresh_from_db()
    assert (second.vaccine, second.slot.places.date) == (pfizer, dt.date(2021, 9, 16))
    assert told(second) == ["confirmed", "changed"]
    assert act.items.get(booking=second).state == "moved"
    assert sound()


def test_without_a_place_at_the_new_interval_staff_find_one(gaon, lee, pfizer, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))

    lee.carry_out("swap", replacement=pfizer)

    second.refresh_from_db()
    assert second.status == "cancelled"
    assert told(minji) == ["confirmed", "vaccine", "second_waits"]
    assert WorkItem.objects.get().cause == "interval"
    assert sound()


def test_of_a_vaccine_of_one_dose_the_second_is_cancelled(gaon, lee, pfizer, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    Vaccine.objects.filter(pk=pfizer.pk).update(doses=1)

    lee.carry_out("swap", replacement=pfizer)

    second.refresh_from_db()
    assert (second.status, WorkItem.objects.count()) == ("cancelled", 0)


def test_who_is_too_young_on_the_day_comes_later(gaon, lee, pfizer, minji, haneul):
    make_slot(gaon, "2021-08-31 10:00")

    act = lee.carry_out("swap", replacement=pfizer)

    haneul.refresh_from_db()
    assert (haneul.vaccine, haneul.slot.places.date) == (None, dt.date(2021, 8, 31))
    assert fates(act) == {"swapped": 1, "moved": 1}
    assert act.items.get(booking=haneul).why == "age"
    assert act.preview["whys"] == {"age": 1}


@pytest.mark.parametrize(
    ("unfit", "state", "message"),
    [("list", "listed", "supply_waits"), ("cancel", "cancelled", "cancelled")],
)
def test_or_is_listed_or_cancelled(lee, pfizer, haneul, unfit, state, message):
    act = lee.carry_out("swap", replacement=pfizer, unfit=unfit)

    assert (fates(act), told(haneul)[-1]) == ({"swapped": 1, state: 1}, message)
    assert sound()


def test_a_second_dose_is_of_the_vaccine_of_the_first(at, gaon, lee, pfizer, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    at("2021-08-26 10:10")
    give_dose(minji, lee.member, vaccine=Vaccine.objects.get(code="mrna-product"))
    days = {"first_date": dt.date(2021, 10, 4), "last_date": dt.date(2021, 10, 8)}

    act = lee.carry_out("swap", replacement=pfizer, unfit="list", **days)

    item = act.items.get(booking=second)
    assert (item.state, item.why) == ("listed", "first_dose")


def test_who_had_the_new_one_as_the_first_dose_is_given_it_again(at, gaon, lee, pfizer, minji):
    second = second_of(minji, make_slot(gaon, "2021-09-20 10:00"))
    at("2021-08-26 10:10")
    give_dose(minji, lee.member, vaccine=pfizer)
    days = {"first_date": dt.date(2021, 9, 20), "last_date": dt.date(2021, 9, 24)}

    lee.carry_out("swap", replacement=pfizer, **days)

    second.refresh_from_db()
    assert (second.vaccine, told(second)) == (pfizer, ["confirmed", "vaccine"])


def test_an_unsigned_change_of_vaccine_is_the_portals_own(lee, pfizer, minji):
    type(minji).objects.filter(pk=minji.pk).update(vaccine=pfizer)

    event = minji.events.latest("pk")
    assert (event.act, event.who, told(minji)) == ("vaccine", "system", ["confirmed", "vaccine"])
    assert sound()
