"""A macro asks at machine speed: it is told until when to wait, and nobody else notices."""

import pytest
from django.test import Client

from accounts.tests.builders import make_person, show_cookie, verify
from portal.waiting import places, tickets
from portal.waiting.models import Line, Pass, Place
from portal.waiting.tests.builders import set_gate

pytestmark = pytest.mark.django_db

#: How often one person may ask within a minute.
LIMITS = {"/wait/": 120, "/book/": 120, "/wait/enter/": 60, "/wait/join/": 60, "/wait/early/": 60}


@pytest.fixture(autouse=True)
def clock(limits_clock):
    return limits_clock


@pytest.fixture
def metered(town):
    set_gate(state="metered")


def ask(client, path):
    return client.get(path) if path in ("/wait/", "/book/") else client.post(path)


@pytest.mark.parametrize("path", LIMITS)
def test_one_person_asks_so_often_and_no_more(metered, minji, path):
    for _ in range(LIMITS[path]):
        assert ask(minji, path).status_code != 429

    page = ask(minji, path)

    assert page.status_code == 429
    assert 1 <= int(page["Retry-After"]) <= 120
    assert "please wait until" in page.text
    assert not Pass.objects.exists()


def test_whoever_shares_the_address_notices_nothing(metered, minji):
    for _ in range(121):
        minji.get("/wait/")

    jun = show_cookie(Client(), verify(make_person("이준", "1980-03-19")))
    assert jun.get("/wait/").status_code == 200


def test_the_place_is_kept_and_whoever_was_called_may_go_in_all_the_same(metered, minji):
    for _ in range(121):
        minji.get("/wait/")
    assert places.call(1) == 1

    assert minji.post("/wait/enter/")["Location"] == "/book/"
    assert Place.objects.get().entered_at


def test_after_the_time_that_was_told_it_goes_on(metered, minji, clock):
    for _ in range(121):
        page = minji.get("/wait/")
    clock.now += int(page["Retry-After"]) + 1

    assert minji.get("/wait/").status_code == 200


def test_a_form_part_that_comes_too_fast_gets_the_same_answer(metered, minji):
    answers = [minji.get("/book/clinics/", headers={"hx-request": "true"}) for _ in range(121)]

    assert [answer.status_code for answer in answers] == [200] * 120 + [429]


def test_a_number_alone_costs_nothing_and_is_not_counted(say, client, town):
    say(state="metered", queueing=True)
    client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(Line.objects.get().pk, 9))

    assert {client.get("/wait/").status_code for _ in range(200)} == {200}


def test_without_the_store_nobody_is_held_back(metered, minji, store):
    minji.get("/wait/")
    store.stop()

    assert {minji.get("/wait/").status_code for _ in range(125)} == {200}
