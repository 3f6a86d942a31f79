"""What citizens see of leftover doses: today's list and map, and taking one."""

import re

import pytest

from accounts import glances
from accounts.tests.builders import show_cookie
from bookings import leftovers
from bookings.confirmation import confirm_batch
from bookings.models import Booking
from clinics.tests.builders import make_district

from ..builders import make_person, seoul, verify
from . import (
    accept,
    make_leftover_clinic,
    make_terms,
    offered,
    publish,
    vaccine,
    waiting,
)

pytestmark = pytest.mark.django_db

TODAY = "/leftover/"
GASANG = {"province": "9900000000"}
GAON = GASANG | {"district": "9911000000"}


@pytest.fixture
def clinic(at):
    """Two in the afternoon of a vaccination day; the clinic closes at six."""
    at("2021-08-26 14:00")
    make_terms()
    return make_leftover_clinic(latitude=37.10, longitude=127.00)


@pytest.fixture
def minji(client, clinic):
    """Minji's browser; ``minji.person`` is she."""
    client.person = make_person("Minji")
    return show_cookie(client, verify(client.person))


def told(clinic, doses, **more):
    """Doses of a clinic where nobody waits for them: they are open to everybody."""
    batch = publish(clinic, doses, **more)
    while leftovers.offer_batch():
        pass
    glances.forget()
    batch.refresh_from_db()
    return batch


def listed(page):
    """Each card of a page: clinic, count in words, and how it is coloured."""
    cards = re.findall(r'(?s)<li class="card" id="batch-\d+">(.*?)</li>', page.text)
    return [
        (
            re.search(r"<h3>(?:<span[^>]*>\d+</span>)?([^<]*)</h3>", card)[1],
            *re.search(r'<span class="tag (\w+)">([^<]*)</span>', card).groups()[::-1],
        )
        for card in cards
    ]


def point_names(page):
    return re.findall(r'class="spot \w+"><title>([^<]*)</title>', page.text)


class TestTheList:
    @pytest.mark.parametrize(
        ("doses", "words", "colour"),
        [
            (1, "1 dose, few", "few"),
            (3, "3 doses, few", "few"),
            (4, "4 doses, some", "some"),
            (6, "6 doses, some", "some"),
            (7, "7 doses, many", "many"),
        ],
    )
    def test_counts_have_a_colour_a_number_and_words(self, client, clinic, doses, words, colour):
        told(clinic, doses)

        assert listed(client.get(TODAY, GASANG)) == [("Gaon Clinic", words, colour)]

    def test_nobody_needs_to_say_who_they_are_to_look(self, client, clinic):
        told(clinic, 5)
        page = client.get(TODAY)

        assert page.status_code == 200
        assert (
            'href="?province=9900000000">Gasang-do</a><p class="tag some">5 doses, some'
            in page.text
        )

    def test_the_map_says_how_many_in_a_bubble_that_leads_on_too(self, client, clinic):
        told(clinic, 5)

        page = client.get(TODAY, GASANG).text
        bubble = (
            r'<a class="bubble (\w+)" href="([^"]*)" tabindex="-1"><rect[^>]*/><text[^>]*>(\d+)<'
        )
        assert re.findall(bubble, page) == [
            ("some", "?province=9900000000&amp;district=9911000000", "5")
        ]

    def test_nothing_is_shown_before_those_with_an_alert_are_told(self, client, clinic, at):
        waiting("Jun", clinic)
        at("2021-08-26 14:01")
        publish(clinic, 2)
        assert listed(client.get(TODAY, GASANG)) == []

        leftovers.offer_batch()
        assert offered() == ["Jun"]
        assert listed(client.get(TODAY, GASANG)) == []  # what was looked up two seconds ago

        glances.forget()
        page = client.get(TODAY, GASANG)
        assert listed(page) == [("Gaon Clinic", "2 doses, few", "few")]

    def test_what_is_being_offered_is_not_for_everybody_yet(self, client, clinic, at):
        waiting("Jun", clinic)
        at("2021-08-26 14:01")
        batch = publish(clinic, 1)
        leftovers.offer_batch()
        glances.forget()

        page = client.get(TODAY, GASANG)
        assert "These are being offered to those with an alert." in page.text
        assert f"/leftover/{batch.pk}/" not in page.text

    def test_a_dose_that_was_accepted_is_gone_from_the_list(self, client, clinic, at):
        jun = waiting("Jun", clinic)
        at("2021-08-26 14:01")
        publish(clinic, 2)
        leftovers.offer_batch()
        accept(jun)
        glances.forget()

        assert listed(client.get(TODAY, GASANG)) == [("Gaon Clinic", "1 dose, few", "few")]

    def test_only_what_can_still_be_had_is_listed(self, client, clinic, at):
        told(clinic, 2)
        at("2021-08-26 17:00")

        page = client.get(TODAY, GASANG)

        assert listed(page) == []
        assert "No clinic of this province has leftover doses at the moment." in page.text

    def test_the_nearest_to_a_district_come_first_and_have_the_numbers_of_the_map(
        self, client, clinic
    ):
        narae = make_district("9912000000", "나래시", "Narae")
        far = make_leftover_clinic("Narae Clinic", district=narae, latitude=37.3, longitude=127.0)
        told(far, 9)
        told(clinic, 2)

        page = client.get(TODAY, GAON)

        assert [name for name, _, _ in listed(page)] == ["Gaon Clinic", "Narae Clinic"]
        assert "0.0 km away" in page.text
        assert "22.2 km away" in page.text
        assert point_names(page) == ["1 Gaon Clinic, 2 doses, few", "2 Narae Clinic, 9 doses, many"]

    def test_where_nobody_knows_the_place_of_a_district_it_has_its_own_clinics(
        self, client, clinic
    ):
        narae = make_district("9912000000", "나래시", "Narae")
        told(make_leftover_clinic("Narae Clinic", district=narae), 9)
        told(clinic, 2)

        page = client.get(TODAY, GASANG | {"district": narae.code})

        assert [name for name, _, _ in listed(page)] == ["Narae Clinic"]

    def test_a_vaccine_can_be_chosen(self, client, clinic):
        told(clinic, 2)

        assert len(listed(client.get(TODAY, GASANG | {"vaccine": vaccine().code}))) == 1
        page = client.get(TODAY, GASANG | {"vaccine": "snake-oil"})
        assert "Please choose one from the list." in page.text

    @pytest.mark.parametrize(
        "asked", [{"province": "x" * 99}, {"province": "1"}, {"page": "-1"}, {"page": "x"}]
    )
    def test_what_is_no_choice_is_said_in_the_page(self, client, clinic, asked):
        page = client.get(TODAY, asked)

        assert page.status_code == 200
        assert page.context["form"].errors

    def test_the_same_for_everybody_for_two_seconds(
        self, client, clinic, django_assert_num_queries
    ):
        told(clinic, 2)
        client.get(TODAY, GASANG)

        with django_assert_num_queries(0):
            client.get(TODAY, GASANG)


class TestTaking:
    def test_minji_takes_what_remains(self, minji, clinic):
        batch = told(clinic, 1)
        page = minji.get(f"/leftover/{batch.pk}/")
        assert "within 120 minutes, and before 17:00" in page.text

        answer = minji.post(f"/leftover/{batch.pk}/", {"key": page.context["fresh"]["key"].value()})

        booking = Booking.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, booking.get_absolute_url())
        confirm_batch()
        booking.refresh_from_db()
        assert (booking.person, booking.status) == (minji.person, "confirmed")
        assert booking.come_by == seoul("2021-08-26 16:00")

    def test_the_last_one_went_to_somebody_else(self, minji, clinic):
        batch = told(clinic, 1)
        key = minji.get(f"/leftover/{batch.pk}/").context["fresh"]["key"].value()
        jun = make_person("Jun")
        leftovers.take(verify(jun).pk, batch, key)

        page = minji.post(f"/leftover/{batch.pk}/", {"key": key})

        assert "The last dose has just been taken." in page.text
        assert Booking.objects.get().person == jun

    def test_those_with_an_alert_have_their_turn_first(self, minji, clinic, at):
        waiting("Jun", clinic)
        at("2021-08-26 14:01")
        batch = publish(clinic, 2)
        leftovers.offer_batch()

        page = minji.get(f"/leftover/{batch.pk}/")
        assert "These are being offered to those with an alert." in page.text
        key = "3b241101-e2bb-4255-8caf-4136c566a962"
        assert "offered first to those who have an alert" in (
            minji.post(f"/leftover/{batch.pk}/", {"key": key}).text
        )
        assert not Booking.objects.exists()

    def test_who_may_not_is_told_why(self, minji, clinic, at):
        batch = told(clinic, 2)
        vaccine_ = vaccine()
        vaccine_.age_from = 60
        vaccine_.save()

        page = minji.get(f"/leftover/{batch.pk}/")

        assert "This vaccine is not given at your age." in page.text
        assert "Take this dose" not in page.text

    def test_what_is_not_listed_does_not_exist(self, minji, clinic, at):
        waiting("Jun", clinic)
        at("2021-08-26 14:01")
        batch = publish(clinic, 1)

        assert minji.get(f"/leftover/{batch.pk}/").status_code == 404
        assert minji.get("/leftover/999999/").status_code == 404

    def test_a_garbled_form_books_nothing(self, minji, clinic):
        batch = told(clinic, 1)

        for answers in ({}, {"key": "x"}):
            assert "arrived incomplete" in minji.post(f"/leftover/{batch.pk}/", answers).text
        assert not Booking.objects.exists()

    def test_strangers_prove_who_they_are_first(self, client, clinic):
        batch = told(clinic, 1)

        answer = client.get(f"/leftover/{batch.pk}/")
        assert answer["Location"] == f"/verify/?next=%2Fleftover%2F{batch.pk}%2F"


def test_who_declines_reads_so_and_where_there_is_more(minji, clinic, at):
    leftovers.wish(minji.person, [clinic], [vaccine()])
    at("2021-08-26 14:01")
    publish(clinic, 1)
    leftovers.offer_batch()
    offer = minji.person.offers.get()
    page = minji.get(offer.get_absolute_url()).text
    assert "It is kept for you until <strong>14:11</strong>" in page
    assert "It was 14:01 when this page was made." in page

    page = minji.post(offer.get_absolute_url(), {"answer": "decline"}, follow=True)

    assert page.request["PATH_INFO"] == offer.get_absolute_url()
    assert "<h1>You declined this place</h1>" in page.text
    assert [f'class="button{kind}" href="{address}"' in page.text for kind, address in (
        ("", "/leftover/"), (" second", "/leftover/alerts/"),
    )] == [True, True]  # fmt: skip
