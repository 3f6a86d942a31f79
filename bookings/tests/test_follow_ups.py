"""Nurse Park calls those who did not come."""

import pytest
from django.db import InternalError
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.builders import make_root
from accounts.tests.revealing import reveal
from bookings import follow_ups
from bookings.models import Booking, Campaign, FollowUp
from bookings.refusals import Refused
from clinics.models import Clinic

from .builders import make_booking, make_clinic, make_person, make_slot, make_staff

pytestmark = pytest.mark.django_db
MISSED = reverse("staff-missed")


@pytest.fixture
def gaon(at):
    at("2021-08-30 18:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(client, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def minji(gaon):
    slot = make_slot(gaon, "2021-08-30 09:00")
    return make_booking(make_person("Minji Kim"), slot, "no_show")


@pytest.fixture
def root(db):
    return make_root()


def address(booking, page="one"):
    return reverse(f"staff-missed-{page}", args=[booking.reference])


def called(client, booking, outcome):
    return client.post(address(booking, "called"), {"outcome": outcome})


def listed(gaon):
    return list(follow_ups.to_call([gaon.pk]))


def text(r):
    return r.content.decode()


def test_she_calls_minji_who_wants_another_time(client, park, minji):
    assert "M*******m" in text(client.get(MISSED))
    assert "+821000000001" not in text(client.get(address(minji)))
    assert "+821000000001" in text(reveal(client, address(minji)))

    r = called(client, minji, "rebook")

    assert r.url == MISSED
    call = FollowUp.objects.get()
    assert (call.booking, call.staff, call.outcome) == (minji, park, "rebook")
    assert "wants another time" in text(client.get(MISSED))


def test_asking_for_the_phone_is_written_down(client, park, minji):
    reveal(client, address(minji))

    ask = AccessRecord.objects.get(act="reveal")
    assert (ask.staff, ask.target_ids) == (park, [minji.person_id])


def test_whoever_was_not_reached_stays_and_the_tries_are_counted(client, park, gaon, minji):
    called(client, minji, "not_reached")
    called(client, minji, "not_reached")

    assert listed(gaon) == [minji]
    assert "not reached, 2 times" in text(client.get(MISSED))


def test_whoever_does_not_want_it_is_called_no_more(client, park, gaon, minji):
    called(client, minji, "declined")

    assert listed(gaon) == []
    assert "Nobody is to be called." in text(client.get(MISSED))
    assert client.get(address(minji)).url == MISSED
    with pytest.raises(Refused):
        follow_ups.note(minji, park, "rebook")


def test_whoever_booked_anew_needs_no_call(gaon, minji):
    make_booking(minji.person, make_slot(gaon, "2021-09-03 09:00"))

    assert listed(gaon) == []


def test_after_as_many_days_as_the_campaign_says_nobody_is_called(gaon, minji, at):
    Campaign.objects.update(follow_up_days=3)
    at("2021-09-02 23:59")
    assert listed(gaon) == [minji]
    at("2021-09-03 00:00")

    assert listed(gaon) == []


def test_an_outcome_that_is_none_gets_an_error_in_the_page(client, park, minji):
    r = called(client, minji, "married")

    assert r.context["form"].errors.keys() == {"outcome"}
    assert not FollowUp.objects.exists()


def test_a_country_has_its_newest_to_call(client, root, minji, monkeypatch):
    naru = make_slot(make_clinic("Naru"), "2021-08-30 10:00")
    haneul, dana = (make_booking(make_person(name), naru, "no_show") for name in ("Han", "Dana"))
    monkeypatch.setattr("bookings.staff.follow_ups.MOST", 2)
    client.force_login(root)

    page = text(client.get(MISSED))

    assert haneul.reference in page
    assert dana.reference in page
    assert minji.reference not in page
    assert "the newest 2 are listed" in page


def test_another_clinics_missed_are_not_hers(client, park, minji):
    naru = make_slot(make_clinic("Naru"), "2021-08-30 09:00")
    haneul = make_booking(make_person("Haneul"), naru, "no_show")

    assert haneul.reference not in text(client.get(MISSED))
    assert client.get(address(haneul)).url == MISSED
    assert client.post(address(haneul, "called"), {"outcome": "declined"}).status_code == 404
    assert not FollowUp.objects.exists()


def test_what_came_of_a_call_is_never_changed(client, park, minji):
    called(client, minji, "declined")

    with pytest.raises(InternalError, match="Cannot update or delete"):
        FollowUp.objects.update(outcome="rebook")


def test_the_start_page_and_the_work_list_say_how_many_wait(client, park, minji):
    for page in (reverse("admin:index"), reverse("staff-work")):
        todo = client.get(page).context["todo"]
        assert [(each.address, each.shown) for each in todo] == [
            (reverse("staff-work"), "0"),
            (MISSED, "1"),
            (reverse("staff-leftovers"), "0"),
            (reverse("staff-messages"), "0"),
        ]


def test_a_list_is_asked_for_with_few_questions(client, park, gaon, django_assert_max_num_queries):
    slot = make_slot(gaon, "2021-08-30 10:00", capacity=40)
    for number in range(20):
        make_booking(make_person(f"Person {number}"), slot, "no_show")

    with django_assert_max_num_queries(12):
        client.get(MISSED)
    assert Clinic.objects.count() == 1
    assert Booking.objects.filter(status="no_show").count() == 20
