import pytest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import AccessRecord
from accounts.tests.revealing import reveal
from bookings.leftovers import offer_batch
from bookings.models import Booking, DoseRecord
from clinics.tests.builders import SEOUL

from .builders import (
    answer_no,
    make_booking,
    make_clinic,
    make_lot,
    make_person,
    make_slot,
    make_staff,
)
from .leftovers import accept, make_leftover_clinic, make_terms, publish, waiting

pytestmark = pytest.mark.django_db
DAY = reverse("staff-day")


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    gaon = make_clinic("Gaon Clinic")
    make_lot(gaon)
    return gaon


@pytest.fixture
def park(client, gaon):
    """Nurse Park of Gaon Clinic, logged in."""
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def minji(gaon):
    minji = make_booking(make_person("Minji Kim"), make_slot(gaon, "2021-08-30 09:00"))
    answer_no(minji)
    return minji


@pytest.fixture
def jun(gaon):
    person = make_person("Jun Lee", "1975-11-02", "+821000000002", "M")
    return make_booking(person, make_slot(gaon, "2021-08-30 10:00"))


def attend(client, booking, act, **answers):
    return client.post(reverse("staff-attend", args=[booking.reference, act]), answers)


def text(r):
    return r.content.decode()


def test_nurse_park_sees_who_comes_today_by_time(client, park, jun, minji):
    r = client.get(DAY)

    assert r.context["bookings"] == [minji, jun]
    assert text(r).index("M*******m") < text(r).index("J*****e")
    assert "1980" in text(r)


def test_each_look_at_the_list_is_written_down(client, park, jun, minji):
    client.get(DAY)
    client.get(DAY)

    for look in AccessRecord.objects.all():
        assert (look.staff, look.act, look.target_kind) == (park, "view", "accounts.person")
        assert sorted(look.target_ids) == sorted([minji.person_id, jun.person_id])
    assert AccessRecord.objects.count() == 2


def test_she_sees_each_half_hour_with_its_free_places_and_the_present_one(
    client, park, gaon, minji, jun
):
    make_slot(gaon, "2021-08-30 14:00", capacity=3)
    attend(client, minji, "arrived")

    board = client.get(DAY).context["board"]

    assert [
        (
            f"{half.starts_at.astimezone(SEOUL):%H:%M}",
            half.current,
            half.counts["booked"],
            half.free,
        )
        for half in board.times
    ] == [("09:00", True, 1, 0), ("10:00", False, 1, 9), ("14:00", False, 0, 3)]
    assert board.counts == {"arrived": 1, "confirmed": 1, "booked": 2}
    assert board.free == 12


def test_no_more_places_are_free_than_the_doctors_can_see(client, park, gaon):
    slot = make_slot(gaon, "2021-08-30 10:00", capacity=9, limit=3)
    make_slot(gaon, "2021-08-30 11:00", capacity=9)
    make_booking(make_person("Minji"), slot)

    board = client.get(DAY).context["board"]

    assert ([half.free for half in board.times], board.free) == ([2, 2], 2)


def test_a_day_without_bookings_says_so_and_shows_nobody(client, park, minji):
    r = client.get(DAY, {"date": "2021-08-31"})

    assert "Nobody is booked on this day." in text(r)
    assert "Minji" not in text(r)
    assert "This clinic has no places on this day." in text(r)
    assert not AccessRecord.objects.exists()


def test_a_day_on_which_nobody_is_booked_yet_shows_what_is_free(client, park, gaon):
    make_slot(gaon, "2021-08-30 14:00", capacity=3)
    r = client.get(DAY)

    assert "Nobody is booked on this day." in text(r)
    assert r.context["board"].free == 3


@pytest.mark.parametrize("wrong", ["31.02.2021", "2021-02-30", "", "x" * 500])
def test_a_date_that_is_none_gets_an_error_in_the_page(client, park, minji, wrong):
    r = client.get(DAY, {"date": wrong})

    assert r.status_code == 200
    assert r.context["form"].errors.keys() == {"date"}
    assert "Minji" not in text(r)


def test_she_records_an_arrival_and_the_dose_that_was_given(client, park, minji):
    attend(client, minji, "arrived")
    r = attend(client, minji, "vaccinated", vaccine=minji.slot.group.planned_as_id)

    assert r.url == f"{DAY}?clinic={minji.slot.clinic_id}&date=2021-08-30#{minji.reference}"
    minji.refresh_from_db()
    assert (minji.status, minji.changed_by) == ("completed", park)
    assert minji.arrived_at is not None
    assert DoseRecord.objects.get().vaccine == minji.slot.group.planned_as


def test_a_second_press_of_the_button_is_refused_in_words(client, park, minji):
    attend(client, minji, "arrived")
    r = client.post(reverse("staff-attend", args=[minji.reference, "arrived"]), follow=True)

    assert "The arrival was recorded before" in text(r)


def test_a_vaccine_of_another_group_is_refused(client, park, minji, gaon):
    other = make_slot(gaon, "2021-08-30 11:00", group=None).group.planned_as_id + 1000

    r = client.post(
        reverse("staff-attend", args=[minji.reference, "vaccinated"]),
        {"vaccine": other},
        follow=True,
    )

    assert "This vaccine does not belong to the booking." in text(r)
    assert Booking.objects.get().status == "confirmed"


def test_nobody_is_missed_before_their_time(client, park, jun):
    r = client.post(reverse("staff-attend", args=[jun.reference, "missed"]), follow=True)

    assert "Only a confirmed booking whose time has come" in text(r)
    assert Booking.objects.get().status == "confirmed"


def test_she_takes_back_a_mistake_and_says_why(client, park, minji):
    attend(client, minji, "missed")
    url = reverse("staff-correct", args=[minji.reference])

    refused = client.post(url, {"reason": " "})
    client.post(url, {"reason": "She stood in the other line"})

    assert refused.context["undo"].errors.keys() == {"reason"}
    minji.refresh_from_db()
    assert (minji.status, minji.change_reason) == ("confirmed", "She stood in the other line")


def test_a_wrong_arrival_is_corrected_from_the_list_and_then_missed(client, park, minji):
    attend(client, minji, "arrived")
    row = f"{DAY}{minji.reference}"
    page = text(client.get(DAY))
    assert f'href="{row}/"' in page
    assert f'href="{row}/#undo"' in page
    assert f'formaction="{row}/missed/"' not in page

    wrong = {"what": "arrived", "reason": "The other Minji"}
    client.post(reverse("staff-correct", args=[minji.reference]), wrong)

    page = text(client.get(DAY))
    assert f'formaction="{row}/arrived/"' in page
    assert f'formaction="{row}/missed/"' in page
    assert f'href="{row}/#undo"' not in page


def test_a_look_at_a_correction_is_written_down(client, park, minji):
    attend(client, minji, "missed")
    client.get(reverse("staff-correct", args=[minji.reference]))

    assert AccessRecord.objects.get().target_ids == [minji.person_id]


def test_the_page_takes_no_get_for_what_changes_something(client, park, minji):
    r = client.get(reverse("staff-attend", args=[minji.reference, "arrived"]))

    assert r.status_code == 405


def test_a_new_nurse_whom_no_clinic_names_is_told_whom_to_ask(client, at):
    at("2021-08-30 09:20")
    client.force_login(make_staff("new", "Clinic staff"))

    assert "No clinic names you as its staff." in text(client.get(DAY))


@pytest.mark.parametrize("role", ["Ministry analysts", "Call-centre operators", "Operations"])
def test_other_roles_cannot_open_a_clinics_day(client, minji, role):
    client.force_login(make_staff("kim", role))

    assert client.get(DAY).status_code == 403
    assert attend(client, minji, "arrived").status_code == 403
    assert not AccessRecord.objects.exists()


def test_a_stranger_is_sent_to_log_in(client, minji):
    r = client.get(DAY)

    assert r.url == f"{reverse('admin:login')}?{urlencode({'next': DAY})}"


def test_the_database_is_asked_a_few_questions_however_long_the_list(
    client, park, gaon, django_assert_max_num_queries
):
    slot = make_slot(gaon, "2021-08-30 09:00", capacity=40)
    for number in range(30):
        make_booking(make_person(f"Person {number}"), slot)

    reveal(client, DAY)
    with django_assert_max_num_queries(12):
        r = client.get(DAY, {"clinic": gaon.pk, "date": "2021-08-30"})

    assert len(r.context["bookings"]) == 30


def test_leftover_doses_stand_apart_and_are_no_free_places(client, at):
    at("2021-08-25 10:00")
    gaon = make_leftover_clinic()
    make_terms()
    make_slot(gaon, "2021-08-26 14:00", capacity=2)
    haneul = waiting("Haneul", gaon)
    at("2021-08-26 14:05")
    publish(gaon, 2)
    offer_batch()
    booking = accept(haneul)
    client.force_login(gaon.nurse)

    board = client.get(DAY).context["board"]

    assert [(half.leftover, half.free, half.current) for half in board.times] == [
        (False, 0, True),
        (True, 0, False),
    ]
    assert (board.times[1].bookings, board.free) == ([booking], 0)
