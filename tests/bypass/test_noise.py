"""What no browser sends, and everything at once: no page breaks and nobody gains by it (B4, B9)."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from accounts import identity
from accounts.tests.builders import make_person, verify
from portal.waiting import places, tickets
from portal.waiting.models import Pass, Place
from portal.waiting.tests.builders import make_place

from .attacker import TOKEN, person_cookie

ROOM = ["/wait/", "/wait/join/", "/wait/enter/", "/wait/early/", "/wait/status.json", "/book/"]
HEADERS = [
    b"Origin: http://[",
    b"Origin: null",
    b"Origin: http://a\xe2\x84\x80b",
    b"Origin: //",
    b"Sec-Fetch-Site: \xff",
    b"Cookie: ticket=1.2.3.\xe9; person=\xff:\xfe:\x80",
    b'Cookie: ticket="\\000\\377"; person="\\000"; wanted="\\000"; csrftoken=' + b"a" * 32,
    b"Cookie: " + b";" * 3000,
    b"Cookie: " + b"; ".join(b"c%d=1" % n for n in range(500)),
    b"Cookie: ticket=" + b"9" * 7000,
    b"Accept-Language: " + b"ko-" * 2000,
    b"Transfer-Encoding: chunked\r\n\r\n0",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0",
    b"Content-Length: -1",
    b"Content-Length: 10\r\n\r\nslot=%00&x",
    b"Content-Type: text/html; charset=hex",
    b"Expect: 100-continue",
    b"HX-Request: true",
    b"X-Huge: " + b"x" * 60_000,
    b"X-Forwarded-For: \xff, 1.2.3.4\x01",
    b"Upgrade: websocket\r\nConnection: Upgrade",
]


def say(url, request):
    """Send bytes as they are. :returns: the status, or None where the server hung up instead."""
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), 20) as line:
        line.sendall(request)
        with line.makefile("rb") as answer:
            words = answer.readline().split()
    return int(words[1]) if words else None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_header_breaks_the_waiting_room(live_portal, queueing, method):
    broken = []
    for path in ROOM:
        for header in HEADERS:
            start = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
            status = say(live_portal.url, start + b"Connection: close\r\n" + header + b"\r\n\r\n")
            if status is None or status >= 500:
                broken.append((path, header[:40], status))

    assert broken == []
    assert not Place.objects.exists()
    assert not Pass.objects.exists()


def test_the_button_pressed_fifty_times_at_once_is_one_place(attacker, minji, queueing):
    """B9. Numbers cost nothing and are worth nothing: the person has one place, a late one at
    that when it is claimed by the last of them."""
    nobody = attacker()

    def press(_time):
        return nobody.ask("/wait/join/", {}).path

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(press, range(50))) == {"/wait/"}
    mine = dict(nobody.http.cookies.items())[tickets.COOKIE]
    with ThreadPoolExecutor(10) as threads:
        tabs = [attacker(**person_cookie(minji), **{tickets.COOKIE: mine}) for _ in range(10)]
        list(threads.map(lambda tab: tab.ask("/wait/"), tabs))

    assert Place.objects.get().number == tickets.unpack(mine).number


def test_a_missed_turn_that_is_asked_for_ten_times_at_once_is_one_new_number(attacker, minji, line):
    """B9. Who let their turn pass goes behind everybody once, not ten times."""
    place = make_place(line, 1, minji.person)
    places.call(1)
    Place.objects.update(lapsed_at=line.opens_at)
    tabs = [attacker(**person_cookie(minji)) for _ in range(10)]

    with ThreadPoolExecutor(10) as threads:
        said = list(threads.map(lambda tab: tab.ask("/wait/join/", {}).path, tabs))

    assert set(said) == {"/wait/"}
    place.refresh_from_db()
    assert (Place.objects.count(), place.called_at, place.lapsed_at) == (1, None, None)
    handed_out = [tickets.unpack(tab.http.cookies.get(tickets.COOKIE, "")) for tab in tabs]
    assert [ticket.number for ticket in handed_out if ticket] == [place.number]


def test_two_devices_that_go_in_at_once_are_one_pass_of_the_newer(attacker, minji, line, at):
    """B5. Whichever request is served first, the newest proof of identity has the pass."""
    make_place(line, 1, minji.person)
    places.call(1)
    at("2021-08-09 20:01")
    laptop = verify(minji.person)
    devices = [attacker(**person_cookie(device)) for device in [minji, laptop] * 5]

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda device: device.ask("/wait/enter/", {}), devices))

    assert Pass.objects.get().verification == laptop
    assert [device.ask("/book/clinics/").inside for device in devices[:2]] == [False, True]


def test_signing_out_while_going_in_leaves_nobody_inside(attacker, minji, line):
    """B4. The cookie that was ended meanwhile is worth nothing, whatever was under way with it."""
    make_place(line, 1, minji.person)
    places.call(1)
    hers = [attacker(**person_cookie(minji)) for _ in range(6)]
    acts = ["/wait/enter/", "/verify/end/"] * 3
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda one, act: one.ask(act, {}), hers, acts))

    assert not hers[0].ask("/book/clinics/").inside


def test_a_stranger_s_cookies_beside_one_s_own_give_nothing(live_portal, attacker, minji, line):
    """B4. Two cookies of one name, in either order, are never more than one of them."""
    jun = verify(make_person("이준", "1980-03-19"))
    Pass.objects.create(person=jun.person, verification=jun)
    signed = person_cookie(minji)[identity.COOKIE]
    forged = [
        signed.replace(minji.pk.hex, jun.pk.hex),
        f"{jun.pk.hex}:{signed.split(':', 1)[1]}",
        jun.pk.hex,
        f'"{jun.pk}"',
        person_cookie(jun)[identity.COOKIE].rpartition(":")[0],
    ]
    for other in forged:
        for both in ([signed, other], [other, signed]):
            cookie = "; ".join(f"{identity.COOKIE}={value}" for value in both)
            said = attacker().ask_raw("/book/clinics/", Cookie=f"{cookie}; csrftoken={TOKEN}")
            assert not said.inside
