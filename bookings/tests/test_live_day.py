"""A day list that is up to date by itself, and is one look however often it asks."""

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from bookings import desk

from .builders import give_dose, make_booking, make_clinic, make_person, make_slot, make_staff

pytestmark = pytest.mark.django_db
DAY = reverse("staff-day")


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    return make_slot(gaon, "2021-08-30 09:00")


@pytest.fixture
def park(client, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def minji(slot):
    return make_booking(make_person("Minji Kim"), slot)


@pytest.fixture
def ask(client, park, minji):
    """The page, open before Nurse Park, asks for news: as its script does."""
    page = {"version": client.get(DAY).context["board"].version}

    def ask(**query):
        r = client.get(DAY, {"by-itself": "", **page, **query})
        if r.status_code == 200:
            page["version"] = r.context["board"].version
        return r

    return ask


def test_where_nothing_happened_it_is_told_nothing(ask):
    assert (ask().status_code, ask().status_code) == (204, 204)


def test_each_thing_that_happens_is_news_once(ask, park, minji, slot, gaon, at):
    news = [
        lambda: desk.arrive(minji, park),
        lambda: give_dose(minji, park),
        lambda: desk.correct(minji, park, "too quick"),
        lambda: make_booking(make_person("Jun"), slot),
        lambda: make_slot(gaon, "2021-08-30 14:00"),
        lambda: desk.cancel(minji, park, "she is ill"),
        lambda: at("2021-08-30 09:30"),
    ]
    told = []
    for happens in news:
        happens()
        told += [ask().status_code, ask().status_code]

    assert told == [200, 204] * len(news)


def test_asking_by_itself_is_no_further_look(ask):
    for version in ("", "old", ""):
        assert ask(version=version).status_code == 200

    assert AccessRecord.objects.count() == 1


def test_whoever_is_new_on_it_is_written_down(ask, slot):
    jun = make_booking(make_person("Jun"), slot)
    ask()
    ask(version="")

    looks = AccessRecord.objects.order_by("pk")
    assert [look.target_ids[-1:] for look in looks[1:]] == [[jun.person_id]]


def test_a_page_that_was_not_open_is_a_look_even_by_itself(ask, gaon):
    other = make_booking(make_person("Jun"), make_slot(gaon, "2021-08-31 09:00"))
    ask(clinic=gaon.pk, date="2021-08-31", version="")

    assert AccessRecord.objects.latest("pk").target_ids == [other.person_id]
