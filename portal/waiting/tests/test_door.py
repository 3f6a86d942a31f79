"""The door before Django answers as the view behind it does, or leaves the answer to it."""

import re
from http.cookies import SimpleCookie
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest

from accounts import identity
from accounts.tests.builders import make_person, verify
from portal.waiting import bulletin, numbers, tickets
from portal.waiting.door import Door
from portal.waiting.models import Line, Place
from portal.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_transaction")]

#: What only the pages need that a 303 leads to.
OF_PAGES = {
    "Content-Security-Policy",
    "Permissions-Policy",
    "X-Frame-Options",
    "Vary",
    "Content-Language",
}


@pytest.fixture
def line():
    line = Line.objects.current()
    busy(line)
    return line


def busy(line, **words):
    bulletin.write({"line": line.pk, "state": "metered", "queueing": True, **words})


def knock(at=application, cookie="", **environ):
    """Press the button; :returns: status, headers and the number in the cookie handed out."""
    status, headers, _ = knock_at(at, HTTP_COOKIE=cookie, **environ)
    ticket = SimpleCookie(headers.get("Set-Cookie", "")).get(tickets.COOKIE)
    return status, headers, ticket and tickets.unpack(ticket.value)


def knock_at(at, **environ):
    """:returns: status, headers and body of what a WSGI application says."""
    environ = {
        "REQUEST_METHOD": "POST",
        "HTTP_HOST": "localhost",
        "PATH_INFO": "/wait/join/",
        "QUERY_STRING": "",
        "HTTP_ORIGIN": "http://localhost",
        "wsgi.input": BytesIO(),
        **environ,
    }
    setup_testing_defaults(environ)
    answers = []
    body = b"".join(at(environ, lambda status, headers: answers.append((status, dict(headers)))))
    ((status, headers),) = answers
    return status, headers, body


def alike(headers):
    """Headers without what may differ from one person, or one second, to the next."""
    said = {name: words.strip() for name, words in headers.items() if name not in OF_PAGES}
    said.pop("Expires")
    said["Set-Cookie"] = re.sub(r"=1?\d*\.\d.*?;|expires=.*?;", "", said.get("Set-Cookie", ""))
    return said


class Shut:
    """Stands for Django where nobody may come through to it."""

    request_class = application.portal.request_class

    def __call__(self, environ, start_response):
        raise AssertionError("this came through to Django")


@pytest.fixture
def alone():
    return Door(Shut())


def test_minji_and_jun_are_told_the_same_by_the_door_and_by_django(line, alone):
    status, headers, minji = knock(alone)
    same, words, jun = knock(application.portal)

    assert status == same == "303 See Other"
    assert alike(headers) == alike(words)
    assert headers["Location"] == "/wait/"
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]
    assert (minji.line, minji.number, jun.number) == (line.pk, 1, 2)


def test_behind_tls_the_cookie_and_the_headers_say_so(line, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60

    _, headers, _ = knock(
        Door(Shut()), **{"wsgi.url_scheme": "https"}, HTTP_ORIGIN="https://localhost"
    )

    assert "Secure" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"].startswith("max-age=60")


def test_without_tls_django_leads_there_first(line, settings):
    settings.SECURE_SSL_REDIRECT = True
    handler = type(application.portal.portal)()

    status, headers, ticket = knock(Door(handler))

    assert (status, ticket) == ("301 Moved Permanently", None)
    assert headers["Location"] == "https://localhost/wait/join/"


def test_numbers_come_in_the_order_of_arrival(line, alone):
    assert [knock(alone)[2].number for _ in range(20)] == list(range(1, 21))


def test_the_number_one_has_stays(line, alone):
    mine = f"{tickets.COOKIE}={tickets.pack(tickets.issue(line.pk, 7))}"

    status, headers, ticket = knock(alone, cookie=mine)

    assert (status, ticket) == ("303 See Other", None)
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("what", ["forged", "of another line", "garbage", "nothing", "many"])
def test_what_is_no_ticket_of_this_line_earns_a_new_number(line, alone, what):
    real = tickets.pack(tickets.issue(line.pk, 1))
    cookie = {
        "forged": real.replace(f"{line.pk}.1.", f"{line.pk}.0."),
        "of another line": tickets.pack(tickets.issue(line.pk + 1, 1)),
        "garbage": "\x01\xff;;=\"'.é..",
        "nothing": "",
        "many": "9" * 8000,
    }[what]

    for door in (alone, application.portal):
        status, _, ticket = knock(door, cookie=f"{tickets.COOKIE}={cookie}")

        assert (status, ticket.line) == ("303 See Other", line.pk)


def test_a_foreign_sites_form_takes_no_number(line):
    for trait in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}):
        for door in (application, application.portal):
            status, headers, ticket = knock(door, **trait)

            assert (status, headers["Location"], ticket) == ("303 See Other", "/wait/", None)
    assert numbers.take(line.pk) == 1


@pytest.mark.parametrize("origin", ["http://[", "http://a\xe2\x84\x80b", "null"])
def test_an_origin_that_is_no_address_is_a_foreign_site_and_no_crash(line, origin):
    for door in (application, application.portal):
        status, headers, ticket = knock(door, HTTP_ORIGIN=origin)

        assert (status, headers["Location"], ticket) == ("303 See Other", "/wait/", None)


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("visit", [("POST", "/wait/join/"), ("GET", "/wait/")])
@pytest.mark.parametrize("said", [{}, {"HTTP_SEC_FETCH_SITE": "same-origin"}])
def test_a_host_that_is_not_ours_gets_what_django_says(line, settings, tls, visit, said):
    """Before it leads whoever comes without TLS to it, and whatever a browser says of itself."""
    settings.SECURE_SSL_REDIRECT = tls
    method, path = visit
    trait = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "evil.example", **said}
    trait["HTTP_ORIGIN"] = "http://evil.example"
    mine = f"{tickets.COOKIE}={tickets.pack(tickets.issue(line.pk, 7))}"
    handler = type(application.portal.portal)()

    assert {knock(at, mine, **trait)[0] for at in (Door(handler), handler)} == {"400 Bad Request"}


def test_when_nobody_queues_one_verifies_first(line):
    busy(line, state="open", queueing=False)

    status, headers, ticket = knock()

    assert (status, ticket) == ("302 Found", None)
    assert headers["Location"] == "/verify/?next=%2Fbook%2F"


def test_only_the_button_is_answered_here(line):
    assert knock(REQUEST_METHOD="GET")[1]["Location"] == "/wait/"
    assert knock(PATH_INFO="/wait/join")[0] == knock(application.portal, PATH_INFO="/wait/join")[0]
    assert knock(QUERY_STRING="x=%00")[0] == "400 Bad Request"


def test_a_task_before_a_number_is_django_s_to_check(line, alone):
    busy(line, puzzle=True)

    with pytest.raises(AssertionError, match="came through to Django"):
        knock(alone)
    assert knock()[1]["Location"].startswith("/verify/")


def test_haneul_who_is_verified_is_django_s_to_answer(line):
    haneul = verify(make_person("Haneul"))
    place = Place.objects.create(
        line=line, lane=Place.Lane.LIVE, number=5, person=haneul.person, verification=haneul
    )
    cookie = f"{identity.COOKIE}={identity.cookie.signer.sign(haneul.pk.hex)}"

    status, _, ticket = knock(cookie=cookie)

    place.refresh_from_db()
    assert (status, ticket, place.number) == ("303 See Other", None, 5)
    assert numbers.take(line.pk) == 1


def test_without_the_store_the_page_says_that_places_are_kept(line, store):
    store.stop()

    status, headers, ticket = knock()

    assert (status, ticket) == ("503 Service Unavailable", None)
    assert headers["Refresh"]


def test_a_store_that_forgot_all_goes_on_behind_the_ceiling(line, alone):
    numbers_before = [knock(alone)[2].number for _ in range(3)]
    numbers.mine.counter.store.flushall()

    assert numbers_before == [1, 2, 3]
    assert knock(alone)[2].number == numbers.BLOCK + 1


def test_whoever_takes_the_middle_number_sees_to_the_next_block(line):
    half = numbers.BLOCK // 2
    numbers.take(line.pk)
    numbers.mine.counter.store.hset(numbers.mine.counter.key(line.pk), "number", half - 2)

    ceilings = []
    for _ in range(3):
        numbers.take(line.pk)
        line.refresh_from_db()
        ceilings.append(line.ceiling)

    assert ceilings == [numbers.BLOCK, 2 * numbers.BLOCK, 2 * numbers.BLOCK]
