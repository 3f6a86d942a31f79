"""One invented person's walk: to the door without a pass, then to the desk with one."""

import re
import uuid
from dataclasses import dataclass, field
from html import unescape

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from accounts import identity
from accounts.models import Person, Provider
from portal import board
from portal.waiting.models import Pass

from .clock import undone

HEADING = re.compile(r"(?s)<h1[^>]*>(.*?)</h1>")


@dataclass
class Seen:
    """What one person met at one moment."""

    person: int = 0
    door: str = ""  #: where the first page led: an address, or the address of the page itself
    told: str = ""  #: the words of the page that says who may book
    heading: str = ""
    booked_in: str | None = None  #: code of the round that admitted them
    faults: list[str] = field(default_factory=list)  #: answers that nobody should ever get

    def __str__(self):
        booked = f"booked in {self.booked_in}" if self.booked_in else "could not book"
        return " · ".join([f"door {self.door}", f"“{self.heading}”", booked, *self.faults])


def walk(born, slot):
    """Send somebody with a birth date through the pages, as the clock stands, and undo it.

    :param slot: the place they try for, or None when there is no free one.
    """
    seen = Seen()
    with undone(), override(settings.LANGUAGE_CODE):
        person = Person.objects.create(
            name="예행연습", birth_date=born, phone="+821000000000", sex="F"
        )
        phone, _made = Provider.objects.get_or_create(
            code="phone", defaults={"kind": Provider.Kind.PHONE}
        )
        verification = identity.start(person, phone)
        seen.person = person.pk
        browser = Browser(seen, verification)
        at_the_door(browser, seen)
        if not person.passes.filter(ended_at=None).exists():
            Pass.objects.create(person=person, verification=verification)
        at_the_desk(browser, seen, slot)
        booking = person.bookings.select_related("round_version__round").first()
        if booking:
            seen.booked_in = booking.round_version.round.code
            browser.get(f"/bookings/{booking.reference}/")
    return seen


def look_at_board(code):
    """How everybody is shown a round at this moment: open, coming or over."""
    board.forget()
    rounds = Browser(Seen()).get("/status.json").json()["rounds"]
    return next((shown["state"] for shown in rounds if shown["code"] == code), "over")


def at_the_door(browser, seen):
    """Without a pass: in, told why not, or sent to wait. Nobody takes a number by it."""
    answer = browser.get("/book/")
    seen.door = answer.get("Location", "/book/").partition("?")[0]
    if answer.status_code == 200:
        read(answer, seen)


def at_the_desk(browser, seen, slot):
    """With a pass, as if called: the statement that books must decide by itself."""
    read(browser.get("/book/"), seen)
    if slot:
        browser.get("/book/check/", {"slot": slot.pk})
        browser.post("/book/check/", {"slot": slot.pk, "key": uuid.uuid4()})


def read(answer, seen):
    seen.told = " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())
    heading = HEADING.search(answer.text)
    seen.heading = unescape(heading[1]).strip() if heading else ""


class Browser(Client):
    """Goes by the real addresses and middlewares, and writes down every answer that is a fault."""

    def __init__(self, seen, verification=None):
        host = next((host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"), "")
        super().__init__(raise_request_exception=False, SERVER_NAME=host or "localhost")
        self.seen = seen
        if verification:
            cookies = HttpResponse()
            identity.begin(cookies, verification)
            self.cookies.update(cookies.cookies)

    def request(self, **environment):
        if settings.HTTPS:
            environment["wsgi.url_scheme"] = "https"
        answer = super().request(**environment)
        if answer.status_code not in (200, 302, 303):
            self.seen.faults.append(f"{environment['PATH_INFO']} answered {answer.status_code}")
        return answer
