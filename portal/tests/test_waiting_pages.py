"""What somebody verified sees in the waiting room, and where its buttons lead."""

import pytest

from accounts.models import Verification
from accounts.tests.builders import make_person, show_cookie, verify
from bookings.tests.builders import make_booking
from portal.waiting import passes, places, tickets
from portal.waiting.models import Line, Pass, Place
from portal.waiting.tests.builders import make_line, make_place, set_gate

pytestmark = pytest.mark.django_db


class TestThePages:
    def test_they_look_again_by_themselves_unless_a_script_does_or_one_says_still(
        self, say, client, town
    ):
        say(queueing=True)
        refreshes = [client.get(path).get("Refresh") for path in ["/wait/", "/wait/?still"]]
        client.cookies["asks"] = "1"
        refreshes.append(client.get("/wait/").get("Refresh"))

        assert refreshes[0].endswith("; url=/wait/")
        assert refreshes[1:] == [None, None]

    def test_called_enter_and_go_on_where_one_wanted_to(self, say, minji, verification, town):
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

    def test_in_a_pause_the_called_read_that_their_turn_is_kept(
        self, say, minji, verification, town
    ):
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
        self, say, minji, verification, town
    ):
        set_gate(state="metered")
        minji.get("/wait/")
        say(state="metered", queueing=True)
        Verification.objects.update(ended_at=Line.objects.get().opens_at)

        page = minji.get("/wait/")
        assert page.context["position"] == 1
        assert "Prove who you are" in page.content.decode()

    def test_the_korean_pages(self, say, korean_client, town, verification):
        say(queueing=True)
        assert "대기" in korean_client.get("/wait/").content.decode()
