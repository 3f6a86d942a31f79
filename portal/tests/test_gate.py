"""The guard and the way past it, for every state somebody can be in."""

import itertools
import uuid

import pytest
from django.db import connection

from accounts import identity
from accounts.models import Verification
from accounts.tests.builders import make_person, show_cookie, verify
from bookings.models import Booking
from bookings.tests.builders import make_booking, make_round
from portal.waiting import bulletin, passes, places, tickets
from portal.waiting.models import Line, Pass, Place
from portal.waiting.tests.builders import make_line, make_place, set_gate
from tests.town import EVENING, Town

pytestmark = pytest.mark.django_db

FORM = {"key": "00000000-0000-0000-0000-000000000001"}


@pytest.fixture
def town(at):
    at(EVENING)
    return Town()


@pytest.fixture
def verification(town):
    return verify(make_person("김민지", "1980-03-09"))


@pytest.fixture
def minji(client, verification):
    return show_cookie(client, verification)


def say(**words):
    line = Line.objects.current()
    bulletin.write(
        {"line": line.pk, "served": line.served, "state": "open", "queueing": False}
        | {"good_for": 3600, "opens_at": line.opens_at.isoformat()}
        | words
    )


def rows():
    return [model.objects.count() for model in (Place, Pass, Verification, Booking)]


class TestNobodyKnown:
    def test_costs_neither_query_nor_row(self, client, town, django_assert_num_queries):
        say(state="metered", queueing=True)
        client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(Line.objects.get().pk, 9))
        before = rows()
        with django_assert_num_queries(0):
            for path in ["/wait/", "/wait/?still", "/wait/status.json", "/book/", "/book/clinics/"]:
                client.get(path)
        assert rows() == before

    def test_takes_a_number_without_a_query_or_a_row(self, client, town, django_assert_num_queries):
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

    def test_keeps_a_number_of_the_line_before(self, client, town, at):
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

    def test_is_told_that_a_number_of_an_ended_line_is_over(self, client, town):
        say(queueing=True)
        client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(404, 1))

        assert "earlier opening" in client.get("/wait/").content.decode()

    def test_on_another_site_gets_no_number(self, client, town):
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
    def test_a_page_opened_again_from_the_history_is_no_white_one(self, client, town, path):
        """A phone that restores its pages asks with GET for what was sent with POST."""
        say(queueing=True)

        assert client.get(path)["Location"] == "/wait/"


class TestThePages:
    def test_they_look_again_by_themselves_unless_a_script_does_or_one_says_still(
        self, client, town
    ):
        say(queueing=True)
        refreshes = [client.get(path).get("Refresh") for path in ["/wait/", "/wait/?still"]]
        client.cookies["asks"] = "1"
        refreshes.append(client.get("/wait/").get("Refresh"))

        assert refreshes[0].endswith("; url=/wait/")
        assert refreshes[1:] == [None, None]

    def test_called_enter_and_go_on_where_one_wanted_to(self, minji, verification, town):
        set_gate(state="metered")
        say(state="metered", queueing=True)
        wanted = f"/book/check/?slot={town.slot.pk}"
        page = minji.get(wanted, follow=True)
        assert page.context["state"] == "standing"
        places.call(1)

        page = minji.get("/wait/")
        assert "It is your turn" in page.content.decode()
        assert minji.post("/wait/enter/")["Location"] == wanted
        assert minji.get(wanted).status_code == 200

    def test_in_a_pause_the_called_read_that_their_turn_is_kept(self, minji, verification, town):
        make_place(Line.objects.current(), 1, verification.person)
        places.call(1)
        say(state="paused")

        page = minji.get("/wait/").content.decode()
        assert "Your turn is kept" in page
        assert "/wait/enter/" not in page
        assert minji.post("/wait/enter/")["Location"] == "/wait/?full"
        assert "room is just full" not in minji.get("/wait/?full").content.decode()

    def test_a_full_room_is_told_and_tried_again(self, minji, verification, town):
        make_place(Line.objects.current(), 1, verification.person)
        places.call(1)
        set_gate(target=1, capacity=1)
        jun = verify(make_person("Jun", "1980-03-09"))
        Pass.objects.create(person=jun.person, verification=jun)

        page = minji.post("/wait/enter/", follow=True)
        assert "the room is just full" in page.content.decode()
        passes.release([jun.person_id])
        assert minji.post("/wait/enter/")["Location"] == "/book/"

    def test_missed_a_new_number_and_behind_all(self, minji, verification, town, at):
        line = Line.objects.current()
        make_place(line, 1, verification.person)
        places.call(1)
        make_place(line, 2)
        set_gate(state="metered")
        at("2021-08-09 20:11")
        places.lapse()
        assert "Your turn has passed" in minji.get("/wait/").content.decode()

        page = minji.post("/wait/join/", follow=True)

        assert page.context["state"] == "standing"
        assert places.of(verification.person).number > 0
        assert places.of(verification.person).called_at is None

    def test_time_over_a_new_number(self, minji, verification, town, at):
        place = make_place(Line.objects.current(), 1, verification.person)
        places.call(1)
        minji.post("/wait/enter/")
        set_gate(state="metered")
        at("2021-08-09 20:20:01")
        assert "Your time inside is over" in minji.get("/wait/").content.decode()

        page = minji.post("/wait/join/", follow=True)

        assert page.context["state"] == "standing"
        assert not places.of(verification.person).over
        assert places.of(verification.person).pk == place.pk

    def test_whoever_booked_is_not_queued_again(self, minji, verification, town):
        place = make_place(Line.objects.current(), 1, verification.person)
        places.call(1)
        minji.post("/wait/enter/")
        make_booking(verification.person, town.slot)
        passes.release([verification.person_id])
        minji.post("/wait/join/")

        place.refresh_from_db()
        assert place.over
        page = minji.get("/wait/", follow=True)
        assert page.request["PATH_INFO"] == "/book/"
        assert "already have a booking" in page.content.decode()

    def test_the_older_device_of_somebody_inside_takes_no_place(
        self, client, town, verification, at
    ):
        at("2021-08-09 20:01")
        passes.walk_in(verify(verification.person))
        page = show_cookie(client, verification).get("/book/", follow=True)

        assert "You went on with another device" in page.content.decode()
        assert not Place.objects.exists()

    def test_enrolled_for_what_opens_later_one_can_queue_for_what_is_open(
        self, minji, verification, town
    ):
        coming = make_line("2021-08-10 20:00", early_from="2021-08-08T00:00Z")
        make_place(coming, None, verification.person, lane=Place.Lane.EARLY, receipt=b"0" * 16)
        set_gate(state="metered")

        page = minji.get("/wait/")

        assert page.context["state"] == "standing"
        assert verification.person.places.count() == 2

    def test_a_number_of_somebody_else_is_exchanged_for_ones_own(self, minji, verification, town):
        line = Line.objects.current()
        make_place(line, 9)
        minji.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(line.pk, 9))
        set_gate(state="metered")
        minji.get("/wait/")

        assert places.of(verification.person).number == 1
        assert tickets.unpack(minji.cookies[tickets.COOKIE].value).number == 1

    def test_after_the_proof_has_run_out_the_number_still_says_where_one_stands(
        self, minji, verification, town
    ):
        set_gate(state="metered")
        minji.get("/wait/")
        say(state="metered", queueing=True)
        Verification.objects.update(ended_at=Line.objects.get().opens_at)

        page = minji.get("/wait/")
        assert page.context["position"] == 1
        assert "Prove who you are" in page.content.decode()

    def test_the_korean_pages(self, korean_client, town, verification):
        say(queueing=True)
        assert "대기" in korean_client.get("/wait/").content.decode()


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


def test_with_the_database_gone_it_says_paused_and_is_no_crash(minji, monkeypatch, town):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE waiting_pass RENAME TO away")

    response = minji.get("/book/")

    assert response.status_code == 503
    assert "Your place is kept" in response.content.decode()


WHO = {
    "nobody": None,
    "refused": "1980-03-08",
    "may book": "1980-03-09",
    "comes with the line": "1980-03-07",
}
#: The gate's state, and whether the bulletin says that people queue.
GATES = [("open", False), ("open", True), ("metered", True), ("paused", True)]
STANDS = ["nowhere", "waiting", "called", "lapsed", "entered", "elsewhere", "inside", "booked"]
DOORS = ["/book/", "/book/clinics/", "/wait/", "/wait/enter/", "/wait/join/"]


@pytest.mark.parametrize(
    ("who", "stands"),
    [("nobody", "nowhere"), *itertools.product(list(WHO)[1:], STANDS)],
)
def test_nobody_is_sent_round_in_circles(client, town, who, stands, at):
    """Whoever they are, however gate and bulletin stand, from each door: it ends at a page."""
    make_round("2021-08-09 20:05", "2021-08-10 18:00", digit=7)
    line = make_line("2021-08-09 20:05")
    if WHO[who]:
        verification = verify(make_person(who, WHO[who]))
        show_cookie(client, verification)
        stand(stands, verification, line, town, at)
    held = [line.pk] if WHO[who] else [None, line.pk]
    for (state, queueing), ticket in itertools.product(GATES, held):
        set_gate(state=state)
        say(state=state, queueing=queueing)
        client.cookies.pop(tickets.COOKIE, None)
        if ticket:
            client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(ticket, 3))
        ways = [(client.get, door) for door in DOORS] + [(client.post, "/wait/join/")]
        # Django's client raises RedirectCycleError after a circle.
        ends = {door: send(door, follow=True).status_code for send, door in ways}
        assert set(ends.values()) == {200}, (state, queueing, ticket, ends)


def stand(how, verification, line, town, at):
    if how in ("waiting", "called", "lapsed", "entered"):
        now = line.opens_at if how != "waiting" else None
        place = make_place(line, 5, verification.person, called_at=now)
        Place.objects.filter(pk=place.pk).update(
            verification=verification,
            lapsed_at=now if how == "lapsed" else None,
            entered_at=now if how == "entered" else None,
        )
    elif how == "elsewhere":
        at("2021-08-09 20:01")
        newer = verify(verification.person)
        Pass.objects.create(person=newer.person, verification=newer)
    elif how == "inside":
        Pass.objects.create(person=verification.person, verification=verification)
    elif how == "booked":
        make_booking(verification.person, town.slot)


def test_what_is_wanted_is_a_page_of_ours_however_the_cookie_is_changed(minji, town, verification):
    minji.cookies["wanted"] = "https://evil.example/"
    make_place(Line.objects.current(), 1, verification.person)
    places.call(1)

    assert minji.post("/wait/enter/")["Location"] == "/book/"


def test_a_cookie_that_was_not_signed_here_costs_no_query(client, town, django_assert_num_queries):
    client.cookies[identity.COOKIE] = f"{uuid.uuid4().hex}:1abc:forged"
    with django_assert_num_queries(0):
        assert client.get("/book/")["Location"].startswith("/verify/")
