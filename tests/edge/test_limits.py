"""Limits by address. They hold without the portal, so here it stands still."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from portal.embedded.nginx import Nginx
from tests.edge.conftest import stop
from tests.edge.visitor import Visitor
from tests.processes import await_truth

#: A mobile network at an opening: so many at once are never too many.
SHARED = {"/verify/": 250, "/wait/join/": 900, "/book/": 450, "/bookings/": 1800}


@pytest.fixture
def dead(nginx, groups):
    stop(groups)
    return nginx


@pytest.mark.parametrize("path", SHARED)
def test_who_asks_too_much_is_told_so_whatever_address_they_claim(dead, path):
    macro, minji = Visitor(dead, "127.0.0.2"), Visitor(dead, "127.0.0.3")

    seen = set()
    for _burst in range(100):
        seen |= set(macro.hurry(path, 200))
        if 429 in seen:
            break

    assert seen == {429, 503}
    assert minji.ask(path).status == 503  # the portal stands still; she is not limited


@pytest.mark.parametrize("path", SHARED)
def test_a_network_that_many_share_has_room(dead, path):
    ward = Visitor(dead, "127.0.0.4")
    statuses = [status for _ in range(0, SHARED[path], 50) for status in ward.hurry(path, 50)]

    assert set(statuses) == {503}


def test_it_is_told_in_both_languages_when_to_come_back(dead):
    macro = Visitor(dead, "127.0.0.2")
    # A place is free again every twentieth of a second, and a machine may take longer to ask.
    with ThreadPoolExecutor(8) as threads:
        told = []
        while not told:
            macro.hurry("/verify/", 200)
            answers = threads.map(macro.ask, ["/verify/"] * 8)
            told = [answer for answer in answers if answer.status == 429]
    answer = told[0]

    assert 5 <= int(answer.headers["Retry-After"]) <= 17
    assert 5 <= int(answer.headers["Refresh"]) <= 17
    assert "Set-Cookie" not in answer.headers
    assert "요청이 너무 많습니다" in answer.text
    assert "Your place in line and your bookings are kept." in answer.text


def test_one_address_has_only_so_many_requests_at_work_at_once(dead):
    macro, minji = Visitor(dead, "127.0.0.2"), Visitor(dead, "127.0.0.3")
    with ExitStack() as lines:
        for _line in range(500):
            line = lines.enter_context(macro.connect())
            line.sendall(b"POST /bookings/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")

        # Those that were sent are at work once nginx has read them.
        await_truth(lambda: macro.ask("/bookings/").status == 429)
        assert minji.ask("/bookings/").status == 503


@pytest.fixture
def balanced(groups, tmp_path):
    """An edge behind a load balancer of ours, whose word on the visitor's address it takes."""
    stop(groups)
    (folder := tmp_path / "balanced").mkdir()
    nginx = Nginx(
        folder,
        **{name: portal.port for name, portal in groups.items()},
        bulletin=folder / "status.json",
        around="set_real_ip_from 127.0.0.0/8; real_ip_header X-Forwarded-For;",
    ).start()
    yield nginx
    nginx.stop()


def test_behind_a_balancer_each_visitor_has_an_address_of_their_own(balanced):
    crowd = Visitor(balanced)

    assert set(crowd.hurry("/verify/", 1000, claims="198.51.100.{}")) == {503}


@pytest.mark.parametrize(
    ("household", "neighbour"),
    [
        ("2001:db8:1:2::{}", "2001:db8:1:3::{}"),
        # Zeros in the network's own half, which are written in short.
        ("2001:db8:1::{}", "2001:db8:1:1::{}"),
        ("2001:db8::a:b:c:{}", "2001:db8::1:a:b:c:{}"),
        ("2001:db8:0:2:{}:b:c:d", "2001:db8:0:3:{}:b:c:d"),
    ],
)
def test_the_many_addresses_of_one_household_are_one(balanced, household, neighbour):
    line = Visitor(balanced)

    told = []
    while 429 not in told:
        assert len(told) < 20_000, "each of its addresses is counted by itself"
        told += line.hurry("/verify/", 200, claims=household)

    assert set(line.hurry("/verify/", 200, claims=neighbour)) == {503}


def test_ipv4_written_as_ipv6_is_no_household(balanced):
    line = Visitor(balanced)

    assert set(line.hurry("/verify/", 1000, claims="::ffff:198.51.100.{}")) == {503}
