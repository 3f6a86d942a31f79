"""Whoever asks too often is told until when to wait, and waits longer each time."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import redis
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.identity import COOKIE
from accounts.throttle import TICKET, throttled


@throttled(address="9/m", cookie="2/m")
def page(request):
    return HttpResponse("the page")


@throttled(cookie="2/m")
def another_page(request):
    return HttpResponse("another page")


urlpatterns = [path("one/", page), path("another/", another_page), path("", include("portal.urls"))]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def clock(limits_clock):
    return limits_clock


@pytest.fixture
def browser():
    """Make a browser with these cookies, at an address."""

    def browser(proof="", ticket="", address="192.0.2.7"):
        client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
        client.cookies[COOKIE], client.cookies[TICKET] = proof, ticket
        return client

    return browser


def overdo(client, path="/one/"):
    """Ask until it is too much. :returns: the seconds to wait."""
    for _ in range(3):
        answer = client.get(path)
    assert answer.status_code == 429
    return int(answer["Retry-After"])


def cool_downs(client, clock, times):
    """The waits of somebody who asks too often as soon as it is possible again."""
    for _ in range(times):
        wait = overdo(client)
        yield wait
        clock.now += wait - 1
        assert client.get("/one/").status_code == 429
        clock.now += 2


def test_the_page_says_until_when_by_the_clock_in_seoul(browser, clock):
    minji = browser("minji:1:x")
    wait = overdo(minji)
    answer = minji.get("/one/")
    until = datetime.fromtimestamp(clock.now + wait, UTC)
    assert f"please wait until 20:{until:%M:%S} (Korean time), {wait} seconds" in answer.text
    assert "waits longer each time: 1, 2, 5, then 15 minutes" in answer.text
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_it_grows_from_one_minute_to_fifteen(browser, clock):
    waits = list(cool_downs(browser("macro:1:x"), clock, 5))
    assert [-(-wait // 60) for wait in waits] == [1, 2, 5, 15, 15]


def test_asking_meanwhile_makes_it_no_longer(browser, clock):
    minji = browser("minji:1:x")
    list(cool_downs(minji, clock, 2))
    wait = overdo(minji)
    clock.now += 90
    assert int(minji.get("/one/")["Retry-After"]) == wait - 90


def test_it_counts_over_all_pages_and_holds_on_one(browser, clock):
    minji = browser("minji:1:x")
    overdo(minji, "/another/")
    assert minji.get("/one/").status_code == 200
    assert overdo(browser("minji:1:x")) > 60


def test_a_cookie_handed_out_anew_is_the_same_visitor(browser):
    overdo(browser("minji:1:x"))
    assert browser("minji:2:y").get("/one/").status_code == 429
    assert browser("jun:2:y").get("/one/").status_code == 200


def test_a_ticket_is_a_visitor_too(browser, clock):
    waits = list(cool_downs(browser(ticket="3.17.1.signature"), clock, 2))
    assert waits[0] <= 60 < waits[1]
    assert browser(ticket="3.17.1.invented").get("/one/").status_code == 200


def test_a_shared_address_waits_for_its_window_and_no_longer(browser, clock):
    for _ in range(5):
        answers = [browser().get("/one/") for _ in range(10)]
        assert [answer.status_code for answer in answers] == [200] * 9 + [429]
        wait = int(answers[-1]["Retry-After"])
        assert wait <= 60
        assert "waits longer each time" not in answers[-1].text
        clock.now += wait + 1


def test_one_macro_in_a_hospital_holds_nobody_else_back(browser, clock):
    list(cool_downs(browser("macro:1:x"), clock, 3))
    assert browser("nurse:1:x").get("/one/").status_code == 200


def test_whoever_is_not_held_back_pays_for_no_further_look(browser, store):
    statistics = redis.Redis.from_url(store.url)

    def asked():
        counted = statistics.info("commandstats").items()
        return Counter({name: each["calls"] for name, each in counted if name != "cmdstat_info"})

    minji = browser("minji:1:x")
    minji.get("/another/")
    before = asked()
    minji.get("/another/")
    counting_alone = {"cmdstat_set": 1, "cmdstat_eval": 1, "cmdstat_exists": 1, "cmdstat_incrby": 1}
    assert asked() - before == counting_alone


def test_without_the_store_everybody_passes(browser, store):
    store.stop()
    assert [browser("minji:1:x").get("/one/").status_code for _ in range(5)] == [200] * 5
