"""Operator Seo closes a day at all clinics: it costs her the same looks as one clinic's day."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from bookings import desk, supply
from bookings.models import SupplyAct
from bookings.places import reopening
from bookings.refusals import Full
from clinics.models import Clinic, ClinicChange, ClinicDay, Closure, Slot
from clinics.openings import open_day

from .builders import make_clinic, make_group, make_person, make_staff, verify
from .gaon import MONDAY, book, make_gaon, where
from .supply import fates, finish, sound, told

pytestmark = pytest.mark.django_db
PAGE = reverse("staff-places-everywhere")
ANSWERS = {"first": "2021-08-30", "last": "2021-08-30", "reason": "typhoon", "placeless": "list"}


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_gaon()


@pytest.fixture
def naru(gaon):
    naru = make_clinic("Naru Clinic", latitude=37.51, longitude=127.0, bookable_weekdays=[1])
    naru.hours.create(weekday=1, opens="13:00", closes="14:00")
    open_day(MONDAY, [make_group().pk], [naru.pk])
    return naru


@pytest.fixture
def seo(client, gaon):
    client.force_login(make_staff("seo", "Operations"))
    return client


def prepare(seo, **answers):
    r = seo.post(PAGE, {**ANSWERS, **answers}, follow=True)
    return SupplyAct.objects.latest("pk"), r.text


def start(seo, act, seen):
    page = reverse("staff-supply-settle", args=[act.pk])
    r = seo.post(page, {"verb": "start", "seen": seen}, follow=True)
    act.refresh_from_db()
    return r.text


def closed(seo, seen=0):
    act, _page = prepare(seo)
    start(seo, act, seen)
    return act


def free():
    return sum(slot.capacity - slot.taken for slot in Slot.objects.filter(places__date=MONDAY))


def test_she_sees_counts_and_samples_of_all_clinics_before_anything_is_done(seo, naru):
    minji, jun = book("Minji"), book("Jun", "13:00")

    act, page = prepare(seo)

    samples = {each["reference"] for each in act.preview["samples"]}
    assert "First doses: 2 · second doses: 0 · clinics: 2" in page
    assert "The whole country" in page
    assert samples == {minji.reference, jun.reference}
    assert 'name="seen" value="2"' in page
    assert not Closure.objects.exists()
    assert where(minji) == ("Gaon Clinic", "30 09:00")


def test_who_is_booked_moves_at_their_clinic_or_comes_on_the_work_list_and_is_told(seo, naru):
    minji, jun = book("Minji"), book("Jun", "13:00")

    act = closed(seo, 2)
    finish()

    act.refresh_from_db()
    assert (act.state, fates(act)) == ("finished", {"moved": 1, "listed": 1})
    assert where(minji) == ("Gaon Clinic", "31 09:00")
    assert told(minji) == ["confirmed", "changed"]
    assert minji.events.latest("pk").staff.username == "seo"
    assert jun.work.get().kind == "supply"
    closure = Closure.objects.get()
    assert (closure.clinic, closure.date, closure.reason) == (None, MONDAY, "typhoon")
    assert sound()


def test_from_the_start_on_no_place_of_the_day_is_taken_before_any_worker_comes(seo, naru):
    closed(seo)

    assert free() > 0
    for slot in Slot.objects.filter(places__date=MONDAY):
        with pytest.raises(Full):
            desk.book(verify(make_person(f"Jun {slot.pk}")).pk, slot.pk, uuid.uuid4())
    assert ClinicDay.objects.get(date="2021-08-31").limit == 100


def test_the_sweep_shuts_the_day_at_every_clinic_whoever_closed_it(gaon, naru):
    Closure.objects.create(clinic=None, date=MONDAY, reason="at the database")

    while supply.work():
        pass

    assert free() == 0
    assert Slot.objects.filter(places__date="2021-08-31", capacity=25).count() == 4


def test_somebody_who_books_meanwhile_stops_the_start(seo, gaon):
    act, _page = prepare(seo)
    book("Jun")

    assert "By now 1 bookings are concerned, not 0. Please look again." in start(seo, act, 0)

    assert (act.state, Closure.objects.count()) == ("draft", 0)
    assert ClinicDay.objects.get(date=MONDAY).limit == 100


def test_stopped_it_goes_on_where_it_was(seo, naru):
    book("Minji")
    book("Jun", "13:00")
    act = closed(seo, 2)
    settle = reverse("staff-supply-settle", args=[act.pk])

    seo.post(settle, {"verb": "stop"})
    finish()
    assert (free(), fates(act)) == (0, {})  # the free places are shut all the same
    seo.post(settle, {"verb": "start", "seen": 2})
    finish()

    assert sum(fates(act).values()) == 2


def test_opened_again_its_places_come_back_except_where_a_clinic_is_closed_itself(seo, gaon, naru):
    naru.closures.create(date=MONDAY, reason="repairs")
    closed(seo)
    finish()
    closure = Closure.objects.get(clinic=None)
    page = reverse("staff-places-open-everywhere", args=[closure.pk])
    assert "typhoon" in seo.get(PAGE).text
    assert "typhoon" in seo.get(page).text

    assert seo.post(page, {"reason": "it turned"}).url == PAGE

    assert dict(ClinicDay.objects.filter(date=MONDAY).values_list("clinic", "limit")) == {
        gaon.pk: 100,
        naru.pk: 0,
    }
    assert free() == 100
    assert not Clinic.objects.exclude(reopen_since=None).exists()
    assert seo.post(page, {}).status_code == 404


def test_where_that_died_half_way_the_notes_are_found(at, seo, gaon):
    closed(seo)
    finish()
    Closure.objects.all().delete()
    reopening.note_all(MONDAY)
    at("2021-08-09 20:02")

    assert reopening.settle_forgotten() == 1
    assert free() == 100


def test_a_day_is_not_opened_again_while_people_are_being_moved(seo, gaon):
    book("Minji")
    closed(seo, 1)
    page = reverse("staff-places-open-everywhere", args=[Closure.objects.get().pk])

    assert "Those who were booked are still being moved." in seo.post(page, {}).text

    finish()
    assert seo.post(page, {}).status_code == 302


def test_the_history_of_each_clinic_tells_of_it(seo, gaon):
    closed(seo)

    change = ClinicChange.objects.get(kind="closure")
    assert (change.clinic, change.staff.username, change.reason) == (None, "seo", "typhoon")
    assert "2021-08-30: typhoon" in seo.get(reverse("staff-places-history", args=[gaon.pk])).text


def test_a_clinics_own_closure_is_not_opened_here(seo, gaon):
    own = gaon.closures.create(date=MONDAY, reason="repairs")

    page = reverse("staff-places-open-everywhere", args=[own.pk])

    assert seo.get(page).status_code == 404
    assert "repairs" not in seo.get(PAGE).text


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"last": "2021-08-29"}, "The last day comes before the first."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_bad_answers_prepare_nothing(seo, answers, says):
    assert says in seo.post(PAGE, {**ANSWERS, **answers}).text
    assert not SupplyAct.objects.exists()


def test_the_page_asks_for_no_distance(seo):
    assert "within_km" not in seo.get(PAGE).text


@pytest.mark.parametrize("role", ["Clinic leads", "Supply managers", "Call-centre operators"])
def test_it_is_for_operations_alone(client, gaon, role):
    client.force_login(make_staff("park", role, gaon))

    assert client.post(PAGE, ANSWERS).status_code == 403
    assert not SupplyAct.objects.exists()


def test_its_pages_are_few_questions(seo, naru, django_assert_max_num_queries):
    book("Minji")
    book("Jun", "13:00")
    act, _page = prepare(seo)
    Closure.objects.create(clinic=None, date=dt.date(2021, 9, 1), reason="typhoon")

    opening = reverse("staff-places-open-everywhere", args=[Closure.objects.get().pk])
    for page in (PAGE, opening, reverse("staff-supply-act", args=[act.pk])):
        with django_assert_max_num_queries(12):
            seo.get(page)
