"""What many look at in the same seconds is worked out once; nobody sees it long, or another's."""

import pytest

from accounts import glances
from accounts.tests.builders import make_person, show_cookie, verify
from clinics.models import Slot

from .builders import make_clinic, make_slot


@pytest.fixture
def looks():
    """A look that tells which one it was."""
    number = iter(range(100))
    return lambda: next(number)


def test_two_who_come_at_once_share_one_look(looks):
    assert [glances.glance("Haenam", looks) for _person in range(2)] == [0, 0]


def test_another_page_is_another_look(looks):
    assert [glances.glance(page, looks) for page in ("Haenam", "Jindo", "Haenam")] == [0, 1, 0]


def test_nothing_is_shown_for_longer_than_it_may(looks, monkeypatch):
    monkeypatch.setattr(glances, "FRESH", 0.0)

    assert [glances.glance("Haenam", looks) for _person in range(3)] == [0, 1, 2]


def test_a_machine_that_asks_for_ever_new_pages_fills_no_memory(looks):
    for page in range(glances.MOST + 10):
        glances.glance(page, lambda: "a page")

    assert len(glances._seen) <= glances.MOST


@pytest.fixture
def days(db, at):
    """The address of a clinic with one place left."""
    at("2021-08-25 10:00")
    slot = make_slot(make_clinic("Haneul Clinic"), "2021-08-26 09:00", capacity=1)
    return slot.clinic.get_absolute_url()


@pytest.fixture
def minji(client, days):
    return show_cookie(client, verify(make_person("Minji")))


@pytest.fixture
def jun(korean_client, days):
    return show_cookie(korean_client, verify(make_person("Jun")))


def test_what_one_reads_in_korean_nobody_reads_in_english(minji, jun, days):
    assert "Other clinics" in minji.get(days).text
    assert "Other clinics" not in jun.get(days).text


def test_a_place_that_is_gone_is_gone_from_the_page_at_the_next_look(minji, days):
    assert "1 place left" in minji.get(days).text
    Slot.objects.update(taken=1)
    assert "1 place left" in minji.get(days).text

    glances.forget()
    assert "1 place left" not in minji.get(days).text
