"""A program that sends whatever it likes, to the running portal or to one without its guard."""

from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from django.test import Client

from accounts import identity
from portal.waiting import tickets
from tests.journeys.test_bad_input import public_addresses

#: Where the guard sends people; whatever else answers is inside.
OUTSIDE = {"/wait/", "/verify/", "/book/"}
FORM = "/book/check/"
KEY = "00000000-0000-0000-0000-000000000001"
#: Whoever writes their own cookies has a token too: it protects visitors, not the portal.
TOKEN = "a" * 32


class Answer(NamedTuple):
    status: int
    path: str  #: where a redirect leads
    text: str
    wait: int  #: seconds after which to ask again, as ``Retry-After`` tells; 0 where nobody says

    @property
    def inside(self):
        """Whether a page of the booking area answered, if only to say that there is no such one."""
        return self.status not in (403, 429, 503) and self.path not in OUTSIDE


def answer(status, headers, text):
    leads_to = headers.get("Location") or headers.get("HX-Redirect") or ""
    wait = int(headers.get("Retry-After") or 0)
    return Answer(status, urlsplit(leads_to).path, text, wait)


class Attacker:
    """Cookies, headers and forms of one's own, over HTTP; no redirect is followed."""

    def __init__(self, url, **cookies):
        self.url = url
        self.http = requests.Session()
        # The server closes a connection whose body nobody read.
        self.http.headers.update({"Accept-Language": "en", "Connection": "close"})
        self.http.cookies.update(cookies | {"csrftoken": TOKEN})

    def ask(self, path, answers=None, method=None, **headers):
        method = method or ("GET" if answers is None else "POST")
        data = None if answers is None else answers | {"csrfmiddlewaretoken": TOKEN}
        said = self.http.request(
            method, self.url + path, data=data, headers=headers, allow_redirects=False, timeout=20
        )
        return answer(said.status_code, said.headers, said.text)

    def ask_raw(self, target, **headers):
        """Ask for an address letter by letter as it stands here: no client tidies it up."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.putrequest("GET", target, skip_accept_encoding=True)
            for name, value in ({"Cookie": cookies} | headers).items():
                connection.putheader(name, value)
            connection.endheaders()
            said = connection.getresponse()
            return answer(said.status, said.headers, said.read().decode(errors="replace"))
        finally:
            connection.close()


class PastTheGuard(Attacker):
    """The same program before a portal whose guard was taken away."""

    def __init__(self, **cookies):
        self.client = Client(headers={"accept-language": "en"})
        for name, value in cookies.items():
            self.client.cookies[name] = value

    def ask(self, path, answers=None, method=None, **headers):
        send = getattr(self.client, (method or ("GET" if answers is None else "POST")).lower())
        said = send(path, answers, headers=headers) if answers else send(path, headers=headers)
        return answer(said.status_code, said.headers, said.text)


def guarded():
    """Every address of the URLconf under ``/book/``: a page that is added is attacked too."""
    return [address for address in public_addresses() if address.startswith("/book/")]


def person_cookie(verification):
    return {identity.COOKIE: identity.cookie.signer.sign(verification.pk.hex)}


def ticket_cookie(line, number):
    return {tickets.COOKIE: tickets.pack(tickets.issue(line, number))}
