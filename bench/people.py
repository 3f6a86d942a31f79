"""How people behave at an opening, each a generator for ``bench.crowd``."""

import json
import math
import random
import re
import time
from itertools import count

from bench import visitors
from bench.browser import Browser

#: Of a hundred people so many …
LEAVE, ATTACK, RELOAD, SECOND_TAB, NO_SCRIPT, NO_SHOW = 10, 2, 10, 3, 5, 2
#: Seconds to read, to prove who one is, and to give up on a page that fails.
READ, PROVE, AGAIN = (0.3, 3.0), (2.0, 6.0), 2.0
#: How often somebody who is told that there is no number now asks for one.
TRIES = 5
ENTER = f"csrfmiddlewaretoken={visitors.TOKEN}"
POSITION = re.compile(rb'data-position="(\d+)"')


class Opening:
    """What happens in one run, as the people in it see it."""

    def __init__(self, supply, slots, search, *, first, until, verify_per_s):
        """:param supply: verifications of people who never came before.
        :param slots: half hours, each with its clinic and the clinic's region.
        :param until: the moment after which nobody does anything any more.
        :param verify_per_s: how many people the identity providers take in a second.
        """
        self.supply, self.slots, self.search = supply, slots, search
        self.nth, self.until = count(first), until
        self.pause, self.proved = 1 / verify_per_s, 0.0
        self.chance = random.Random(first)
        #: In a run of a few seconds nobody would come in at the pace of real people.
        self.hurry = 1.0
        self.told = (b"", {})
        #: When each was answered, and how long after they had set out.
        self.landings = []
        #: When each confirmation was shown, and of which booking.
        self.shown = []
        #: When each number was asked for and given.
        self.numbers, self.joined = {}, 0.0
        #: What failed for somebody with a pass: status, where it led.
        self.trouble = []
        self.arrived = self.inside = self.refused = 0
        #: Pages that named another place than before, and attackers who were let in.
        self.moved = self.got_in = 0
        self.reactions, self.stays, self.requests = [], [], 0

    def proof(self):
        """The moment at which somebody who asks now has proved who they are, in turn."""
        now = time.time()
        self.proved = max(self.proved + self.pause, now + self.hurry * self.chance.uniform(*PROVE))
        return self.proved

    def board(self, body):
        if body != self.told[0]:
            self.told = body, json.loads(body)
        return self.told[1]

    def happens(self, of_a_hundred):
        return self.chance.random() * 100 < of_a_hundred


class Person(Browser):
    """Somebody who takes part in a run."""

    def __init__(self, run, due=None):
        """:param due: when they set out, should the client be late to let them."""
        super().__init__(next(run.nth))
        self.run, self.due = run, due
        self.position = self.called = None

    def prove(self):
        """From here on somebody known: the cookie that proving hands out was made beforehand."""
        self.cookie += f"; {visitors.cookie(next(self.run.supply))}; {visitors.token_cookie()}"

    def land(self):
        answer = yield self.get("/")
        # A page that fails was never there.
        taken = answer.answered - (self.due or answer.asked)
        self.run.landings.append((answer.answered, taken if answer.status == 200 else math.inf))

    def come(self):
        """The whole way of somebody who comes when many do."""
        run = self.run
        run.arrived += 1
        yield from self.land()
        yield run.hurry * run.chance.uniform(*READ)
        if (yield from self.take_number()):
            yield from self.look()
            if not run.happens(LEAVE):
                yield from self.wait()

    def take_number(self):
        for _ in range(TRIES):
            answer = yield self.post("/wait/join/")
            if given := self.keep(answer):
                self.position = int(given.split(".")[1])
                self.run.numbers[self.position] = (answer.asked, answer.answered)
                self.run.joined = answer.answered
                return True
            self.run.refused += 1
            yield float(answer.header(b"retry-after") or 10)
        return False

    def look(self, note=""):
        """The waiting page: whoever waits must find their own place on it."""
        page = yield self.get(f"/wait/{note}")
        found = POSITION.search(page.body) if page.status == 200 else None
        self.run.moved += found is not None and int(found[1]) != self.position
        return page

    def wait(self):
        run = self.run
        script, tabs = not run.happens(NO_SCRIPT), 1 + run.happens(SECOND_TAB)
        reload, proof, asks = run.happens(RELOAD), run.proof(), 2.0
        while True:
            yield max(0.05, min(asks, proof - time.time()) if proof else asks)
            if proof and time.time() >= proof:
                proof = None
                self.prove()
                page = yield from self.look()
            elif script:
                page, asks = yield from self.ask(tabs)
                if reload:
                    reload = False
                    page = yield from self.look()
            else:
                page = yield from self.look()
                asks = float(page.header(b"refresh").partition(";")[0] or 10)
            if page and b"/wait/enter/" in page.body:
                self.called = time.time()
                if not run.happens(NO_SHOW) and (yield from self.enter()):
                    yield from self.book()
                return

    def ask(self, tabs):
        """As ``static/wait.js``. :returns: the page if there is something new, and when to ask."""
        for _ in range(tabs):
            answer = yield self.get("/wait/status.json")
        if answer.status != 200:
            return None, 6.0
        board, page = self.run.board(answer.body), None
        ahead = max(0, self.position - 1 - board["served"])
        asks = pace(board, ahead)
        if self.position <= board["served"]:
            page, asks = (yield from self.look()), 4.0
        return page, asks * (1 + board["pace"]["jitter"] * (2 * self.run.chance.random() - 1))

    def enter(self):
        """:returns: whether they are inside, however often the room was full."""
        for _ in range(100):
            answer = yield self.post("/wait/enter/", ENTER)
            if answer.header(b"location").startswith("/book/"):
                self.run.inside += 1
                self.run.reactions.append(time.time() - self.called)
                return True
            yield 3.0
            yield from self.look("?full")
        return False

    def book(self):
        """From the first page inside to the confirmation shown."""
        run, began, asked = self.run, time.time(), 0
        slot, clinic, district, province = next(run.slots)
        place = f"province={province}&district={district}&{run.search}"
        for path in (
            "/book/",
            f"/book/clinics/?{place}",
            f"/book/clinics/{clinic}/?{run.search}",
            f"/book/check/?slot={slot}",
        ):
            asked += 1
            if (yield from self.insist(self.get(path), 200)) is None:
                return
        form = self.post(f"/book/check/?slot={slot}", visitors.answers(self.number, slot))
        if (answer := (yield from self.insist(form, 303))) is None:
            return
        booking = answer.header(b"location")
        while True:
            asked += 1
            if (answer := (yield from self.insist(self.get(booking), 200))) is None:
                return
            if b"calendar.ics" in answer.body:
                break
            yield 1.0
        run.shown.append((time.time(), booking.split("/")[2]))
        run.stays.append(time.time() - began)
        run.requests += asked + 1

    def insist(self, request, expected):
        """Ask until it works, or give up: whatever fails inside is written down."""
        for _ in range(10):
            answer = yield request
            where = answer.header(b"location")
            if answer.status == expected and (expected == 200 or where.startswith("/bookings/")):
                return answer
            self.run.trouble.append((answer.status, where))
            if answer.status < 500:
                return None
            yield float(answer.header(b"retry-after") or AGAIN)
        return None

    def attack(self):
        """Many numbers, a forged one, and straight at what is behind the gate."""
        run = self.run
        for _ in range(3):
            yield self.post("/wait/join/")
            yield 0.2
        self.cookie = "__Host-ticket=1.1.1795471659.0000; __Host-person=00000000:0:0"
        for path in ("/book/", "/book/clinics/", "/wait/"):
            answer = yield self.get(path)
            run.got_in += path != "/wait/" and answer.status == 200
            yield 0.2
        answer = yield self.post("/book/check/", visitors.answers(self.number, 1))
        run.got_in += answer.header(b"location").startswith("/bookings/")

    def walk_in(self):
        """With nobody queueing."""
        self.run.arrived += 1
        yield from self.land()
        self.prove()
        yield from self.book()


def pace(board, ahead):
    """As ``static/wait.js`` reads the table."""
    if board["before"]:
        return board["asks"]
    if not board["rate"] > 0:
        return board["pace"]["unknown"]
    return next(
        ask
        for until, ask in board["pace"]["table"]
        if until is None or ahead / board["rate"] <= until
    )


def customers(run):
    """One after the other, the next when this one is done."""
    while time.time() < run.until:
        yield from Person(run).walk_in()


def arrivals(run, crowd, per_s, *, without_gate=False):
    """New people at a steady rate, whatever becomes of the others."""
    began = time.time()
    for number in count():
        due = began + number / per_s
        early = due - time.time()
        if early > 0 or not number % 20:
            yield max(0.0, early)  # however late, answers are read in between
        person = Person(run, due)
        if without_gate:
            crowd.go(person.walk_in())
        else:
            crowd.go(person.attack() if run.happens(ATTACK) else person.come())
