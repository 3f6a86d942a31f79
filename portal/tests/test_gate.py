"""The guard: nobody passes it without a pass, and nothing is lost at it."""

import uuid

import pytest
from django.db import connection

from accounts import identity
from accounts.models import Verification
from accounts.tests.builders import make_person, show_cookie, verify
from bookings.models import Booking
from bookings.tests.builders import make_round
from portal.waiting import passes, places, tickets, wanted
from portal.waiting.models import Line, Pass, Place
from portal.waiting.tests.builders import make_line, make_place, set_gate

pytestmark = pytest.mark.django_db

FORM = {"key": "00000000-0000-0000-0000-000000000001"}


def rows():
    return [model.objects.count() for model in (Place, Pass, Verification, Booking)]


class TestNobodyKnown:
    def test_costs_neither_query_nor_row(self, say, client, town, django_assert_num_queries):
        say(state="metered", queueing=True)
        client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(Line.objects.get().pk, 9))
        before = rows()
        with django_assert_num_queries(0):
            for path in ["/wait/", "/wait/?still", "/wait/status.json", "/book/", "/book/clinics/"]:
                client.get(path)
        assert rows() == before

    def test_takes_a_number_without_a_query_or_a_row(
        self, say, client, town, django_assert_num_queries
    ):
        say(state="metered", queueing=True)
        client.post("/wait/join/")  # the first one of all commits a ceiling
        del client.cookies[tickets.COOKIE]
        before = rows()
        with django_assert_num_queries(0):
            response = client.post("/wait/join/", follow=True)

        assert response.context["position"] == 2
        assert rows() == before

    def test_verifies_first_where_nobody_waits(self, client, town):
        response = client.get("/book/clinics/?province=99")

        assert response["Location"] == "/verify/?next=%2Fbook%2Fclinics%2F%3Fprovince%3D99"

    def test_keeps_a_number_of_the_line_before(self, say, client, town, at):
        """Ten minutes before an opening the line of now changes; nobody's number does."""
        old = make_line("2021-08-08 20:00", served=40)
        new = make_line("2021-08-10 20:00")
        say(line=new.pk, queueing=True, others={str(old.pk): {"served": 40, "early": 0}})
        client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(old.pk, 51))

        assert client.get("/wait/").context["ahead"] == 10
        client.post("/wait/join/")
        assert tickets.unpack(client.cookies[tickets.COOKIE].value).number == 51

        at("2021-08-10 19:55")
        minji = verify(make_person("김민지", "1980-03-09"))
        make_round("2021-08-10 19:00", "2021-08-12 20:00")
        set_gate(state="metered")
        show_cookie(client, minji).get("/wait/")
        assert places.of(minji.person).line == old
        assert places.of(minji.person).number == 51

    def test_is_told_that_a_number_of_an_ended_line_is_over(self, say, client, town):
        say(queueing=True)
        client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(404, 1))

        assert "earlier opening" in client.get("/wait/").content.decode()

    def test_on_another_site_gets_no_number(self, say, client, town):
        say(queueing=True)
        for headers in [
            {"sec-fetch-site": "cross-site"},
            {"origin": "https://evil.example"},
            {"origin": "null"},
        ]:
            client.post("/wait/join/", headers=headers)
        assert tickets.COOKIE not in client.cookies
        client.post("/wait/join/", headers={"origin": "https://testserver"})
        assert tickets.COOKIE in client.cookies

    @pytest.mark.parametrize("path", ["/wait/join/", "/wait/enter/"])
    def test_a_page_opened_again_from_the_history_is_no_white_one(self, say, client, town, path):
        """A phone that restores its pages asks with GET for what was sent with POST."""
        say(queueing=True)

        assert client.get(path)["Location"] == "/wait/"


class TestAPassThatEndsUnderOnesHands:
    """Nothing is booked, the person is told, and what they had chosen is not lost."""

    def answers(self, town):
        return FORM | {"slot": town.slot.pk}

    def test_with_room_the_form_is_taken(self, minji, verification, town, at):
        passes.walk_in(verification)
        at("2021-08-09 20:20:01")

        response = minji.post(f"/book/check/?slot={town.slot.pk}", self.answers(town))

        assert response.status_code == 303
        assert Booking.objects.get().person == verification.person

    def test_without_room_one_waits_is_told_and_goes_on_there(self, minji, verification, town, at):
        passes.walk_in(verification)
        at("2021-08-09 20:20:01")
        set_gate(state="metered")
        here = f"/book/check/?slot={town.slot.pk}"

        page = minji.post(here, self.answers(town), follow=True)

        assert "nothing was booked with it" in page.content.decode()
        assert not Booking.objects.exists()
        places.call(1)
        assert minji.post("/wait/enter/")["Location"] == here

    def test_a_part_of_a_page_becomes_the_whole_page_of_the_waiting_room(
        self, minji, verification, town
    ):
        set_gate(state="metered")
        response = minji.get("/book/clinics/", headers={"hx-request": "true"})

        assert response["HX-Redirect"] == "/wait/"
        assert wanted.cookie.name in response.cookies  # where they go on afterwards


def test_whoever_is_let_in_is_asked_for_once(minji, town, say, django_assert_num_queries):
    say()
    minji.get("/")
    # Who she is, what she may, the pass, her place in line, and the vaccines of the round.
    with django_assert_num_queries(5):
        assert "You can book now" in minji.get("/book/").text


def test_with_the_database_gone_it_says_paused_and_is_no_crash(minji, monkeypatch, town):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE waiting_pass RENAME TO away")

    response = minji.get("/book/")

    assert response.status_code == 503
    assert "Your place is kept" in response.content.decode()


def test_what_is_wanted_is_a_page_of_ours_however_the_cookie_is_changed(minji, town, verification):
    minji.cookies["wanted"] = "https://evil.example/"
    make_place(Line.objects.current(), 1, verification.person)
    places.call(1)

    assert minji.post("/wait/enter/")["Location"] == "/book/"


def test_a_cookie_that_was_not_signed_here_costs_no_query(client, town, django_assert_num_queries):
    client.cookies[identity.COOKIE] = f"{uuid.uuid4().hex}:1abc:forged"
    with django_assert_num_queries(0):
        assert client.get("/book/")["Location"].startswith("/verify/")
