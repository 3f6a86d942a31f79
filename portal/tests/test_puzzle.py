"""While operators want it so, a number costs a browser some work, or the proof of identity."""

import base64
import json

import altcha
import pytest
from django.test import Client

from accounts.tests.builders import make_person, show_cookie, verify
from portal.waiting import bulletin, numbers, places, puzzle, tickets
from portal.waiting.admission import Health
from portal.waiting.models import Line
from portal.waiting.steward import Steward
from portal.waiting.tests.builders import set_gate

pytestmark = pytest.mark.django_db

JOIN, TASK = "/wait/join/", "/wait/puzzle.json"
VERIFY = "/verify/?next=%2Fwait%2F"


@pytest.fixture
def wanted(say, town):
    say(state="metered", queueing=True, puzzle=True)


def solve(client):
    """The answer that a browser hands in."""
    challenge = altcha.Challenge.from_dict(client.get(TASK).json())
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


def join(client, answer=None):
    return client.post(JOIN, {} if answer is None else {"altcha": answer})["Location"]


def test_a_solved_task_brings_a_number(wanted, client):
    assert 'data-puzzle="/wait/puzzle.json"' in client.get("/wait/").text

    assert join(client, solve(client)) == "/wait/"

    assert client.get("/wait/").context["state"] == "standing"


def test_one_task_is_one_number(wanted, client):
    answer = solve(client)
    join(client, answer)

    macro = Client()
    assert join(macro, answer) == VERIFY
    assert tickets.COOKIE not in macro.cookies


def easier(task):
    task["challenge"]["parameters"]["keyPrefix"] = ""


def another_key(task):
    task["solution"]["derivedKey"] = "00" * 32


def unsigned(task):
    del task["challenge"]["signature"]


def over(task):
    task["challenge"]["parameters"]["expiresAt"] = 1


@pytest.mark.parametrize("forge", [easier, another_key, unsigned, over])
def test_a_forged_answer_brings_none(wanted, client, forge):
    task = json.loads(base64.b64decode(solve(client)))
    forge(task)

    assert join(client, base64.b64encode(json.dumps(task).encode()).decode()) == VERIFY
    assert tickets.COOKIE not in client.cookies


@pytest.mark.parametrize("nonsense", [None, "", "{}", "e30=", "W10=", "김", "x" * 5000])
def test_nonsense_brings_none(wanted, client, nonsense):
    assert join(client, nonsense) == VERIFY
    assert tickets.COOKIE not in client.cookies


def test_a_task_is_good_for_ten_minutes(wanted, client, monkeypatch):
    monkeypatch.setattr(puzzle, "LASTS", -1)

    assert join(client, solve(client)) == VERIFY


def test_whoever_has_a_number_is_not_asked_again(wanted, client):
    join(client, solve(client))
    mine = client.cookies[tickets.COOKIE].value

    assert join(client) == "/wait/"
    assert client.cookies[tickets.COOKIE].value == mine


def test_whoever_proves_who_they_are_gets_a_number_without_a_task(wanted, client, town):
    set_gate(state="metered")
    minji = verify(make_person("김민지", "1980-03-09"))

    page = show_cookie(client, minji).get("/wait/")

    assert page.context["state"] == "standing"
    assert places.of(minji.person).number == 1


def test_without_the_store_the_answer_is_not_taken(wanted, client, store):
    answer = solve(client)
    store.stop()

    assert join(client, answer) == VERIFY


def test_it_is_off_until_operators_switch_it_on(client, store):
    Steward().tick(Health())
    assert not bulletin.read().puzzle
    assert "data-puzzle" not in client.get("/wait/", follow=True).text
    numbers.take(Line.objects.current().pk)

    set_gate(puzzle=True)
    Steward().tick(Health())

    assert bulletin.read().puzzle
