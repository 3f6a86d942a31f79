"""A program that books as a browser does: addresses, cookies and forms, nothing else."""

import re
from html import unescape
from urllib.parse import urljoin

import requests

from tests.phones import Phone

MINJI = {
    "name": "김민지",
    "number_front": "800309",
    "number_back": "2345678",
    "phone": "01012345678",
    "consent_identifier": "on",
    "consent_health": "on",
}


class PlainClient:
    def __init__(self, url):
        self.url = url
        self.http = requests.Session()
        self.http.headers["Accept-Language"] = "en"

    def get(self, path, **more):
        answer = self.http.get(self.url + path, timeout=10, **more)
        assert answer.status_code < 500
        return answer

    def post(self, path, answers, **more):
        answer = self.http.post(self.url + path, answers, timeout=10, **more)
        assert answer.status_code < 500
        return answer

    def send(self, page, answers, **more):
        """Fill in the form on a page that has these fields, and send it."""
        action, hidden = form(page.text, answers)
        return self.post(urljoin(page.url, action).removeprefix(self.url), hidden | answers, **more)

    def ask_for_a_code(self, answers=MINJI):
        return self.send(self.get("/verify/"), answers)

    def verify(self, log, answers=MINJI):
        """:returns: the page to which the right code leads."""
        page = self.ask_for_a_code(answers)
        return self.send(page, {"digits": Phone(answers["phone"], log).code()})

    def check(self, slot):
        return self.get(f"/book/check/?slot={slot.pk}")

    def book(self, slot):
        """:returns: the booking's page."""
        page = self.check(slot)
        _action, hidden = form(page.text, ["key"])
        return self.send(page, hidden)


def form(page, fields=()):
    """The action and the hidden fields of the first form inside the page that has some fields."""
    main = page[page.index("<main") :]
    for opening, body in re.findall(r"(<form[^>]*>)(.*?)</form>", main, re.DOTALL):
        if all(f'name="{field}"' in body for field in fields):
            action = re.search(r'action="([^"]*)"', opening)
            hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body)
            return unescape(action[1]) if action else "", dict(hidden)
    raise AssertionError(f"No form with {fields} on {page}")
