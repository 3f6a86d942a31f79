"""What the room shows, from an empty portal to an opening in full swing."""

import re

import pytest
from django.urls import reverse

from accounts.clock import PortalNow
from accounts.tests.builders import make_person, make_phone_provider, verify
from portal.management.commands import admission
from portal.operations.models import Pulse
from portal.operations.pulses import Heart
from portal.waiting import numbers, passes
from portal.waiting.admission import Crowd, Health
from portal.waiting.models import Gate, Line, Place
from portal.waiting.steward import Steward

pytestmark = pytest.mark.django_db
ROOM = reverse("operations")
NOBODY = Crowd(0, 0, 0, 0)


def beat(crowd=NOBODY, health=None, rate=0.0):
    Heart().beat(health or Health(), crowd, rate)


def test_before_anything_ran_the_room_says_so(client, seo):
    r = client.get(ROOM)

    assert r.text.count("No figures yet.") == len(r.context["charts"])
    assert "Admission has never run" in r.text
    assert 'role="img"' not in r.text


def test_it_draws_what_admission_saw(client, seo, store, at):
    make_phone_provider()
    at("2021-08-09 20:00")
    line = Line.objects.current()
    for _number in range(7):
        numbers.take(line.pk)
    passes.walk_in(verify(make_person("Minji")))
    beat(rate=2.5)
    at("2021-08-09 20:00:10")
    passes.release(list(Place.objects.values_list("person", flat=True)) or [1])
    beat(health=Health(errors=0.25, lag=3.0))

    r = client.get(ROOM)

    drawn = {chart.key: chart for chart in r.context["charts"]}
    assert drawn["line"].curves[0].known == [7, 7]
    assert drawn["inside"].curves[0].known[0] == 1
    assert drawn["trouble"].curves[0].known == [0, 25]
    assert drawn["rate"].curves[0].known[0] == 150
    assert drawn["taken"].curves[0].known == [0]
    assert len(re.findall(r"<svg[^>]*role=\"img\"", r.text)) == len(drawn)
    assert r.text.count("<title id=") == r.text.count("<desc id=") == len(drawn)


def test_it_says_how_long_whoever_comes_now_will_wait(client, seo, store):
    line = Line.objects.current()
    for _number in range(240):
        numbers.take(line.pk)
    Gate.read()
    assert "about 2 to 3 minutes" not in client.get(ROOM).text

    beat(rate=2.0)

    assert "about 2 to 3 minutes" in client.get(ROOM).text
    Gate.objects.update(state="paused")
    assert "about 2 to 3 minutes" not in client.get(ROOM).text


def test_it_says_how_many_booked_in_the_last_minute(client, seo, store, at):
    for second in ("20:00:05", "20:00:30", "20:01:00"):
        at(f"2021-08-09 {second}")
        beat()
    Pulse.objects.update(completed=3)
    at("2021-08-09 20:01:10")
    assert client.get(ROOM).context["completed"] == 6

    at("2021-08-09 20:02:30")
    assert client.get(ROOM).context["completed"] is None


def test_new_numbers_are_drawn_a_minute(client, seo, store, at):
    line = Line.objects.current()
    for second in (0, 5, 10):
        at(f"2021-08-09 20:00:{second:02}")
        for _number in range(second):
            numbers.take(line.pk)
        beat()

    drawn = {chart.key: chart for chart in client.get(ROOM).context["charts"]}

    assert drawn["taken"].curves[0].known == [120]


def test_a_pulse_counts_who_came_in_and_booked_since_the_last(store, at):
    at("2021-08-09 20:00")
    minji, jun = (verify(make_person(name)) for name in ("Minji", "Jun"))
    beat()
    at("2021-08-09 20:00:02")
    passes.walk_in(minji)
    passes.walk_in(jun)
    passes.release([minji.person_id])
    at("2021-08-09 20:00:05")
    beat()
    at("2021-08-09 20:00:10")
    beat()

    seen = Pulse.objects.order_by("at").values_list("seconds", "entered", "completed", "inside")
    assert list(seen) == [(0, 0, 0, 0), (5, 2, 1, 1), (5, 0, 0, 1)]


def test_a_heart_beats_every_five_seconds_and_not_each_second(store):
    heart = Heart()
    for _second in range(3):
        heart.beat(Health(), NOBODY, 0.0)

    assert Pulse.objects.count() == 1


def test_after_two_days_figures_are_forgotten(store, at):
    at("2021-08-07 19:00")
    beat()
    at("2021-08-07 21:00")
    beat()
    at("2021-08-09 20:00")
    beat()

    assert [pulse.at.day for pulse in Pulse.objects.order_by("at")] == [7, 9]


def test_admission_writes_the_pulse_beside_its_own_work(store):
    admission.second(Steward(), Heart())

    assert Pulse.objects.get().state == "open"


def test_silence_of_admission_is_told(client, seo, at):
    now = at("2021-08-09 20:00:10")
    Gate.read()
    Gate.objects.update(beat_at=PortalNow())
    assert "Admission is silent" not in client.get(ROOM).text

    at("2021-08-09 20:00:16")

    assert f"Admission is silent since {now:%Y-%m-%d} 20:00:10" in client.get(ROOM).text


def test_a_store_that_is_gone_is_told_and_the_room_stays_open(client, seo, store):
    store.stop()

    r = client.get(ROOM)

    assert r.status_code == 200
    assert "The store does not answer" in r.text


def test_lights_of_the_providers_are_there(client, seo, store):
    make_phone_provider()

    assert re.search(r"Mobile phone:\s+works", client.get(ROOM).text)


def test_without_a_script_the_page_looks_again_by_itself_and_can_be_stopped(client, seo):
    assert client.get(ROOM)["Refresh"] == "5; url=/staff/operations/?by-itself="
    assert "Refresh" not in client.get(f"{ROOM}?still")
    client.cookies["asks"] = "1"
    page = client.get(ROOM)
    assert "Refresh" not in page
    assert 'hx-trigger="every 2s"' in page.text


@pytest.mark.parametrize("minutes", ["10", "120", "2880", "11", "", "x", "-1", "9" * 30])
def test_any_span_that_is_asked_for_gets_a_page(client, seo, store, minutes):
    beat()

    assert client.get(ROOM, {"minutes": minutes}).status_code == 200


def test_the_figures_are_there_as_a_table(client, seo, store):
    empty = client.get(reverse("operations-table")).text
    beat(rate=2.5)

    assert "No figures yet." in empty
    assert "2.5" in client.get(reverse("operations-table")).text
