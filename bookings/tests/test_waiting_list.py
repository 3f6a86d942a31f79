"""Where no place is left, people wait in order of joining, each for an area and for days."""

import datetime as dt
import uuid

import pytest

from bookings import desk, waitlist
from bookings.models import DoseRecord, Notification, Offer, Waitlist
from bookings.refusals import AlreadyBooked, AlreadyWaiting, Full, NotNow, NotVerified, TooLate
from clinics.models import Slot
from clinics.tests.builders import make_district

from .builders import make_booking, make_person, make_round, make_slot, verify, wait_in_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


GAON, PROVINCE = "9911000000", "9900000000"


@pytest.fixture
def slot(clinic):
    """The only time of the round is full."""
    make_round()
    return make_slot(clinic, "2021-08-26 10:00", capacity=2, taken=2)


def free(slot, places):
    Slot.objects.filter(pk=slot.pk).update(capacity=slot.taken + places)


def offered():
    return [offer.person.name for offer in Offer.objects.filter(state="open").order_by("pk")]


def test_minji_joins_for_the_days_of_her_round(slot):
    minji = wait_in_line("Minji")

    entry = minji.waits.get()
    assert (entry.state, entry.region.code) == ("waiting", GAON)
    assert (entry.from_date, entry.to_date) == (dt.date(2021, 8, 26), dt.date(2021, 9, 30))


def test_for_fewer_days_and_for_a_whole_province(slot):
    jun = wait_in_line("Jun", PROVINCE, dt.date(2021, 9, 1), dt.date(2021, 12, 31))

    entry = jun.waits.get()
    assert entry.region.code == PROVINCE
    assert (entry.from_date, entry.to_date) == (dt.date(2021, 9, 1), dt.date(2021, 9, 30))


def test_once_is_enough(slot):
    minji = wait_in_line("Minji")

    with pytest.raises(AlreadyWaiting):
        waitlist.join(verify(minji).pk, GAON)
    assert Waitlist.objects.count() == 1


def test_who_may_not_book_may_not_wait(at, slot):
    cases = {"1960-01-01": "No booking round includes", "1980-03-09": "closed on"}
    at("2021-08-10 18:00")
    for born, why in cases.items():
        with pytest.raises(NotNow, match=why):
            wait_in_line("Haneul", born=born)
    assert not Waitlist.objects.exists()


def test_nor_who_is_booked_or_vaccinated(slot):
    minji, jun = make_person("Minji"), make_person("Jun")
    free(slot, 1)
    booking = make_booking(minji, slot)
    DoseRecord.objects.create(
        person=jun, campaign=booking.campaign, dose=1, given_on=dt.date(2021, 7, 1)
    )

    for person in (minji, jun):
        with pytest.raises(AlreadyBooked):
            waitlist.join(verify(person).pk, GAON)


def test_nor_who_has_not_proved_who_they_are(slot):
    with pytest.raises(NotVerified):
        waitlist.join(uuid.uuid4(), GAON)


@pytest.mark.parametrize(
    ("since", "until"), [("2021-07-01", "2021-08-25"), ("2021-10-01", "2021-10-02")]
)
def test_nor_for_days_that_the_round_does_not_have(slot, since, until):
    with pytest.raises(NotNow, match="days of your booking round"):
        wait_in_line("Minji", GAON, dt.date.fromisoformat(since), dt.date.fromisoformat(until))


def test_places_that_come_free_go_to_those_who_came_first(slot):
    for name in ("Minji", "Jun", "Haneul"):
        wait_in_line(name)
    assert waitlist.offer_batch() == 0

    free(slot, 2)

    assert waitlist.offer_batch() == 2
    assert offered() == ["Minji", "Jun"]
    slot.refresh_from_db()
    assert slot.taken == slot.capacity
    assert waitlist.offer_batch() == 0


def test_each_is_offered_what_they_wish_for(clinic, slot):
    wait_in_line("Minji", since=dt.date(2021, 9, 1))
    wait_in_line("Jun", make_district("9922000000", "다온시", "Daon").code)
    wait_in_line("Haneul", PROVINCE)
    september = make_slot(clinic, "2021-09-01 10:00", capacity=1)
    free(slot, 1)

    assert waitlist.offer_batch() == 2

    assert {offer.person.name: offer.slot_id for offer in Offer.objects.all()} == {
        "Minji": september.pk,
        "Haneul": slot.pk,
    }


def test_a_clinics_day_is_not_filled_above_its_limit(clinic):
    make_round()
    for time in ("10:00", "10:30"):
        make_slot(clinic, f"2021-08-27 {time}", capacity=5, limit=3)
    for n in range(5):
        wait_in_line(f"Guest {n}")

    while waitlist.offer_batch():
        pass

    assert offered() == ["Guest 0", "Guest 1", "Guest 2"]


def test_today_and_tomorrow_are_too_near_to_be_offered(at, clinic):
    make_round(vaccinate=("2021-08-10", "2021-09-30"))
    wait_in_line("Minji")
    tomorrow = make_slot(clinic, "2021-08-10 15:00")
    assert waitlist.offer_batch() == 0

    booking = desk.book(verify(make_person("Jun")).pk, tomorrow.pk, uuid.uuid4())

    assert booking.reference


def test_who_is_quick_does_not_get_before_who_waits(slot):
    minji = wait_in_line("Minji")
    free(slot, 1)

    with pytest.raises(Full, match="waiting list are offered this place first"):
        desk.book(verify(make_person("Jun")).pk, slot.pk, uuid.uuid4())

    waitlist.offer_batch()
    assert offered() == ["Minji"]
    assert minji.waits.get().state == "offered"


def test_what_nobody_wants_anybody_can_book(slot):
    wait_in_line("Minji", since=dt.date(2021, 9, 1))
    free(slot, 1)

    assert desk.book(verify(make_person("Jun")).pk, slot.pk, uuid.uuid4())


def test_who_books_otherwise_leaves_the_list(clinic, slot):
    minji = wait_in_line("Minji", since=dt.date(2021, 9, 1))
    free(slot, 1)

    desk.book(verify(minji).pk, slot.pk, uuid.uuid4())

    assert minji.waits.get().state == "booked"


def test_an_old_form_sent_again_takes_nobody_off_the_list(slot):
    minji, key = make_person("Minji"), uuid.uuid4()
    free(slot, 1)
    booking = desk.book(verify(minji).pk, slot.pk, key)
    booking.refresh_from_db()
    desk.cancel(booking)
    waitlist.join(verify(minji).pk, GAON)

    again = desk.book(verify(minji).pk, slot.pk, key)

    assert again == booking
    assert minji.waits.get().state == "waiting"


def test_leaving_is_for_good(slot):
    minji = wait_in_line("Minji")
    jun = wait_in_line("Jun")
    waitlist.leave(minji.waits.get())
    with pytest.raises(TooLate):
        waitlist.leave(minji.waits.get())
    waitlist.join(verify(minji).pk, GAON)
    free(slot, 1)

    waitlist.offer_batch()

    assert offered() == [jun.name]


def test_leaving_with_an_offer_gives_its_place_to_the_next(slot):
    minji, _jun = wait_in_line("Minji"), wait_in_line("Jun")
    free(slot, 1)
    waitlist.offer_batch()

    waitlist.leave(minji.waits.get())
    waitlist.offer_batch()

    assert offered() == ["Jun"]
    assert minji.waits.get().state == "left"


def test_how_many_are_before_one(slot):
    wait_in_line("Minji", PROVINCE)
    wait_in_line("Jun", make_district("9922000000", "다온시", "Daon").code)
    wait_in_line("Sora", until=dt.date(2021, 9, 1))
    haneul = wait_in_line("Haneul", since=dt.date(2021, 9, 10))
    bomi = wait_in_line("Bomi", PROVINCE)

    assert (haneul.waits.get().ahead, bomi.waits.get().ahead) == (1, 4)


def test_when_the_round_closes_those_who_wait_are_told(at, slot):
    minji = wait_in_line("Minji")
    at("2021-08-10 17:59:59")
    assert waitlist.end_over() == 0
    at("2021-08-10 18:00")

    assert waitlist.end_over() == 1
    assert waitlist.end_over() == 0

    assert minji.waits.get().state == "over"
    assert [(n.person, n.template) for n in Notification.objects.all()] == [
        (minji, "waitlist_over")
    ]
