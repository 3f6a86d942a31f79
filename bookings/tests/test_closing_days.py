"""Gaon Clinic closes a day: those who are booked go elsewhere and are told."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import StaffMember
from bookings import desk, supply, waitlist
from bookings.models import SupplyAct
from bookings.refusals import Full
from clinics.models import ClinicChange, ClinicDay, Closure, Slot

from .builders import make_clinic, make_person, make_slot, make_staff, verify, wait_in_line
from .gaon import ANSWERS, MONDAY, book, make_gaon, prepare, start, where
from .supply import fates, finish, sound, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_gaon()


@pytest.fixture
def park(client, gaon):
    client.force_login(make_staff("park", "Clinic staff", gaon))
    return client


def test_she_sees_counts_and_samples_before_anything_is_done(park, gaon):
    minji = book("Minji")

    act = prepare(park, gaon)
    page = park.get(reverse("staff-places-act", args=[gaon.pk, act.pk]))

    assert "First doses: 1" in page.text
    assert minji.reference in page.text
    assert "Minji" not in page.text
    assert 'name="seen" value="1"' in page.text
    assert not Closure.objects.exists()
    assert where(minji) == ("Gaon Clinic", "30 09:00")


def test_closing_moves_them_to_the_next_day_and_tells_them(park, gaon):
    minji = book("Minji", "10:00")
    act = prepare(park, gaon)

    start(park, gaon, act, 1)
    finish()

    act.refresh_from_db()
    assert (act.state, fates(act)) == ("finished", {"moved": 1})
    assert where(minji) == ("Gaon Clinic", "31 10:00")
    assert told(minji) == ["confirmed", "changed"]
    assert minji.events.latest("pk").reason == "power cut"
    assert minji.events.latest("pk").staff.username == "park"
    assert Closure.objects.get().reason == "power cut"
    assert sound()


def test_whose_wrong_arrival_was_taken_back_is_moved_as_the_others(park, gaon):
    minji = book("Minji", "10:00")
    nurse = StaffMember.objects.get(username="park")
    desk.arrive(minji, nurse)
    assert prepare(park, gaon).preview["states"] == {}
    desk.take_back_arrival(minji, nurse, "wrong row")

    start(park, gaon, prepare(park, gaon), 1)
    finish()

    assert where(minji) == ("Gaon Clinic", "31 10:00")
    assert told(minji) == ["confirmed", "changed"]
    assert sound()


def test_nobody_new_is_booked_on_that_day(park, gaon):
    book("Minji")
    start(park, gaon, prepare(park, gaon), 1)
    finish()

    slot = Slot.objects.filter(places__date=MONDAY).first()
    with pytest.raises(Full):
        desk.book(verify(make_person("Jun")).pk, slot.pk, uuid.uuid4())


def test_people_may_go_to_another_clinic_the_same_day(park, gaon):
    minji = book("Minji")
    make_slot(make_clinic("Naru Clinic", latitude=37.51, longitude=127.0), "2021-08-30 09:00")
    Slot.objects.filter(places__date="2021-08-31").update(capacity=0)

    near = prepare(park, gaon, within_km=5)
    assert prepare(park, gaon).preview["states"] == {"listed": 1}
    start(park, gaon, near, 1)
    finish()

    assert where(minji) == ("Naru Clinic", "30 09:00")


def test_who_finds_no_place_is_cancelled_where_she_said_so(park, gaon):
    minji = book("Minji")
    Slot.objects.filter(places__date="2021-08-31").update(capacity=0)

    start(park, gaon, prepare(park, gaon, placeless="cancel"), 1)
    finish()

    minji.refresh_from_db()
    assert (minji.status, told(minji)[-1]) == ("cancelled", "cancelled")


def test_somebody_who_books_meanwhile_stops_the_start(park, gaon):
    book("Minji")
    act = prepare(park, gaon)
    book("Jun")

    r = start(park, gaon, act, 1)

    assert "By now 2 bookings are concerned, not 1. Please look again." in r.text
    assert (act.state, Closure.objects.count()) == ("draft", 0)
    supply.look(act)
    start(park, gaon, act, 2)
    assert act.state == "running"


def test_a_day_that_nobody_booked_closes_too(park, gaon):
    start(park, gaon, prepare(park, gaon), 0)
    finish()

    assert set(Slot.objects.filter(places__date=MONDAY).values_list("capacity")) == {(0,)}


def test_who_closed_it_is_history(park, gaon):
    start(park, gaon, prepare(park, gaon), 0)

    change = ClinicChange.objects.get(kind="closure")
    assert (change.staff.username, change.reason) == ("park", "power cut")
    page = park.get(reverse("staff-places-history", args=[gaon.pk]))
    assert "days closed 2021-08-30 – 2021-08-30" in page.text


def test_opened_again_its_places_are_offered_to_who_waits(park, gaon):
    start(park, gaon, prepare(park, gaon), 0)
    finish()
    supply.work()
    Slot.objects.filter(places__date="2021-08-31").update(capacity=0)
    wait_in_line()
    page = reverse("staff-places-open", args=[gaon.pk, Closure.objects.get().pk])
    looked = park.get(page)
    assert "100 places come back." in looked.text
    assert "1 person waits for a place" in looked.text
    assert waitlist.offer_batch() == 0

    r = park.post(page, {"reason": "repaired"})

    assert r.url == f"{reverse('staff-places-week', args=[gaon.pk])}?week=2021-08-30"
    assert ClinicDay.objects.get(date=MONDAY).limit == 100
    assert waitlist.offer_batch() == 1
    assert park.post(page, {"reason": "repaired"}).status_code == 404


def test_a_day_is_not_opened_again_while_people_are_being_moved(park, gaon):
    book("Minji")
    act = prepare(park, gaon)
    start(park, gaon, act, 1)
    page = reverse("staff-places-open", args=[gaon.pk, Closure.objects.get().pk])

    assert "Those who were booked are still being moved." in park.post(page, {}).text

    finish()
    assert park.post(page, {}).status_code == 302


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"last": "2021-08-29"}, "The last day comes before the first."),
        ({"first": "2021-08-01", "last": "2021-08-02"}, "These days are over."),
        ({"last": "2021-12-30"}, "Please choose at most 62 days."),
        ({"reason": ""}, "This field is required."),
        ({"within_km": -1}, "Ensure this value is greater than or equal to 0."),
    ],
)
def test_bad_answers_prepare_nothing(park, gaon, answers, says):
    r = park.post(reverse("staff-places-close", args=[gaon.pk]), {**ANSWERS, **answers})

    assert says in r.text
    assert not SupplyAct.objects.exists()


def test_other_clinics_acts_are_not_there(client, park, gaon):
    act = prepare(park, gaon)
    naru = make_clinic("Naru Clinic")
    client.force_login(make_staff("choi", "Clinic staff", naru))

    for name, args in [
        ("act", [gaon.pk, act.pk]),
        ("act", [naru.pk, act.pk]),
        ("settle", [gaon.pk, act.pk]),
        ("settle", [naru.pk, act.pk]),
        ("close", [gaon.pk]),
        ("open", [gaon.pk, 1]),
        ("hours", [gaon.pk]),
    ]:
        page = reverse(f"staff-places-{name}", args=args)
        assert client.post(page, {"verb": "start"}).status_code in (404, 405)
        assert client.get(page).status_code in (404, 405)
    act.refresh_from_db()
    assert act.state == "draft"


def test_an_act_of_supply_managers_is_not_carried_out_here(park, gaon):
    lee = make_staff("lee", "Supply managers")
    act = supply.prepare(
        lee, kind="dropout", clinics=[gaon.pk], first_date=MONDAY, last_date=MONDAY, reason="x"
    )

    assert park.get(reverse("staff-places-act", args=[gaon.pk, act.pk])).status_code == 404


def test_its_pages_are_few_questions(park, gaon, django_assert_max_num_queries):
    book("Minji")
    act = prepare(park, gaon)

    for name, args in [("close", [gaon.pk]), ("act", [gaon.pk, act.pk]), ("history", [gaon.pk])]:
        with django_assert_max_num_queries(12):
            park.get(reverse(f"staff-places-{name}", args=args))
