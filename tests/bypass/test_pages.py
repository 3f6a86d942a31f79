"""What the pages on the way into the booking area are made of (F3, F5, F16)."""

import re

import pytest

from portal.waiting import bulletin, tickets
from portal.waiting.models import Pass
from portal.waiting.tests.builders import make_place
from tests.journeys.test_bad_input import public_addresses

from .attacker import person_cookie

#: Not pages: files for programs, calendars, and addresses that only lead on.
NO_PAGES = re.compile(r"\.(json|ics|txt)$|^/(healthz|readyz|metrics|language/)")


def pages(who):
    """Every page somebody meets, redirects followed, by its address."""
    for address in public_addresses():
        if not NO_PAGES.search(address):
            yield address, who.http.get(who.url + address, timeout=20)


@pytest.mark.parametrize("state", ["nobody", "waiting", "inside"])
def test_no_page_is_white_and_none_needs_a_script_or_anybody_else(
    attacker, minji, line, town, state
):
    """F3, F16. In 2021 a frame of another firm stood in the way, and one browser showed nothing.

    Each page has its heading in the HTML itself, and everything it loads is our own.
    """
    bulletin.write({"line": line.pk, "state": "metered", "queueing": True, "good_for": 3600})
    if state == "waiting":
        make_place(line, 1, minji.person)
    elif state == "inside":
        Pass.objects.create(person=minji.person, verification=minji)
    who = attacker(**({} if state == "nobody" else person_cookie(minji)))

    white, foreign, framed = [], [], []
    for address, answer in pages(who):
        if answer.headers["Content-Type"].startswith("text/javascript"):
            continue  # of a script, not of a page
        main = answer.text[answer.text.find("<main") :]
        if len(re.findall(r"<h1[^>]*>\s*\S", main)) != 1:
            white.append(address)
        loaded = re.findall(r'(?:src|href|action)="([a-z]+:)?//', answer.text)
        foreign += [address] * bool(loaded)
        framed += [address] * bool(re.search(r"<(iframe|frame|object|embed)\b", answer.text))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert "unsafe" not in policy

    assert (white, foreign, framed) == ([], [], [])


def test_no_cache_keeps_who_is_where(attacker, minji, line):
    """F5. What depends on a person or on the second is nobody's to keep."""
    make_place(line, 1, minji.person)
    hers = attacker(**person_cookie(minji))
    for path in ["/wait/", "/wait/join/", "/wait/enter/"]:
        answer = hers.http.get(hers.url + path, timeout=20, allow_redirects=False)
        assert "no-store" in answer.headers["Cache-Control"]
    status = hers.http.get(hers.url + "/wait/status.json", timeout=20)
    assert status.headers["Cache-Control"] == "public, max-age=1"


def test_the_wait_is_never_absurd(client, line):
    """F4. In 2021 it said 5,680 minutes. What we say is people ahead by the rate measured, as a
    range; while the line stands nobody invents a time."""
    client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(line.pk, 400_001))
    said = {}
    for rate in (0, 70.0, 556.0):
        words = {"line": line.pk, "state": "metered", "queueing": True, "served": 0, "rate": rate}
        bulletin.write(words | {"good_for": 3600})
        page = client.get("/wait/").text
        said[rate] = re.search(r"is being measured</dd>|about \d+ to \d+ minutes</dd>", page)[0]
    bulletin.write(words | {"state": "paused", "good_for": 3600})

    assert said == {
        0: "is being measured</dd>",
        70.0: "about 90 to 135 minutes</dd>",
        556.0: "about 10 to 20 minutes</dd>",
    }
    assert "paused: your place is kept</dd>" in client.get("/wait/").text
