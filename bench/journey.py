"""The whole way of new people over HTTP, from the landing page to the confirmation shown.

Each journey is a new person's from an address of their own: who they are, the code sent to their
phone, whether they may book, clinics, one clinic, the form, the booking, and its state once a
second until it is confirmed. Middlewares and limits are production's. In turns with a trivial
view on the same kind of server: a journey's cost is told in such views.
"""

import random
import statistics
import time
from collections import defaultdict
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from bench import load, visitors
from bench.booking import OVERSOLD, ROUND, query
from bench.browser import Browser
from bench.country import Size, make_places
from bench.crowd import Crowd
from bench.gateway import PORT, Phones
from bench.processes import admitting, serving, working
from bench.search import percentile
from bench.stage import options, report, stage, tell, versions

WHOLE, SMOKE = (
    Size(districts, clinics, "2021-08-26", "2021-10-23")
    for districts, clinics in ((100, 500), (10, 50))
)
#: People on their way at the same time.
PEOPLE, FEW = 160, 16
SEARCH = "group=mrna&from=2021-08-26&to=2021-10-23"
CONSENTS = "consent_identifier=on&consent_health=on"

SLOTS = """
SELECT s.id, s.clinic_id, d.code, r.code FROM clinics_slot s
JOIN clinics_dayplaces p ON p.id = s.places_id JOIN clinics_vaccinegroup g ON g.id = p.group_id
JOIN clinics_clinic c ON c.id = s.clinic_id JOIN clinics_region d ON d.id = c.district_id
JOIN clinics_region r ON r.id = d.province_id
WHERE g.code = 'mrna' AND p.date BETWEEN '2021-08-26' AND '2021-09-30' ORDER BY s.id
"""


class Journeys:
    """What the people of one turn did, and how long each step took them."""

    def __init__(self, slots, numbers, phones, until):
        self.slots, self.numbers, self.phones, self.until = slots, numbers, phones, until
        self.steps, self.shown, self.took = defaultdict(list), [], []
        self.failed, self.requests = [], 0


class Traveller(Browser):
    """One new person."""

    def __init__(self, run):
        super().__init__(next(run.numbers))
        self.run, self.cookie = run, f"{self.cookie}; {visitors.token_cookie()}"
        self.phone = f"010{self.number:08}"

    def step(self, name, request, *expected):
        """One request; what it hands out is kept. :raises Failed: another status came back."""
        answer = yield request
        self.run.requests += 1
        self.run.steps[name].append(answer.answered - answer.asked)
        self.keep(answer)
        if answer.status not in expected:
            self.run.failed.append((name, answer.status, answer.header(b"location")))
            raise Failed
        return answer

    def travel(self):
        try:
            yield from self.whole_way()
        except Failed:
            return

    def whole_way(self):
        run, began = self.run, time.time()
        yield from self.step("landing", self.get("/"), 200)
        yield from self.step("who are you", self.get("/verify/?next=/book/"), 200)
        claims = self.post("/verify/?next=/book/", self.claims())
        while (yield from self.step("who are you, sent", claims, 302, 200)).status == 200:
            yield 1.0  # too many verify at this very moment
        yield from self.step("the code's page", self.get("/verify/code/?next=/book/"), 200)
        while not (code := run.phones.codes.pop(self.phone, None)):
            yield 0.02
        typed = f"csrfmiddlewaretoken={visitors.TOKEN}&digits={code}"
        yield from self.step("the code, sent", self.post("/verify/code/?next=/book/", typed), 302)
        slot, clinic, district, province = next(run.slots)
        place = f"province={province}&district={district}&{SEARCH}"
        yield from self.step("may I book", self.get("/book/"), 200)
        yield from self.step("clinics", self.get(f"/book/clinics/?{place}"), 200)
        yield from self.step("a clinic", self.get(f"/book/clinics/{clinic}/?{SEARCH}"), 200)
        check = f"/book/check/?slot={slot}"
        yield from self.step("the form", self.get(check), 200)
        sent = self.post(check, visitors.answers(self.number, slot))
        answer = yield from self.step("the form, sent", sent, 303)
        booking = answer.header(b"location")
        while True:
            answer = yield from self.step("is it confirmed", self.get(booking), 200)
            if b"calendar.ics" in answer.body:
                break
            yield 1.0
        run.shown.append(time.time())
        run.took.append(time.time() - began)

    def claims(self):
        """Born on any day of the seventies; the number is theirs alone."""
        year, month, day = self.number % 10 + 70, self.number // 10 % 12 + 1, 1
        back = f"2{self.number % 10**6:06}"
        return (
            f"csrfmiddlewaretoken={visitors.TOKEN}&name=%EA%B9%80%EB%AF%BC%EC%A7%80"
            f"&number_front={year:02}{month:02}{day:02}&number_back={back}"
            f"&phone={self.phone}&{CONSENTS}"
        )


class Failed(Exception):
    """This journey ends here."""


def travellers(run):
    """One after the other, the next when this one is done."""
    while time.time() < run.until:
        yield from Traveller(run).travel()


class Turns:
    def __init__(self, portal, hello, phones):
        self.portal, self.hello, self.phones = portal, hello, phones
        self.numbers, slots = count(1), query(SLOTS)
        random.Random(2021).shuffle(slots)
        self.slots = cycle(slots)

    def journeys(self, seconds, people):
        run = Journeys(self.slots, self.numbers, self.phones, time.time() + seconds)
        crowd, spent = Crowd(self.portal), time.process_time()
        crowd.go(self.phones.ring())
        for _ in range(people):
            crowd.go(travellers(run))
        crowd.run(run.until)
        run.client = (time.process_time() - spent) / seconds
        run.per_s = len(run.shown) / seconds
        return run

    def hellos(self, seconds):
        """Trivial views a second, asked for by the same client, and by wrk."""
        crowd, asked = Crowd(self.hello), count()
        for _ in range(PEOPLE):
            crowd.go(greeted(asked))
        crowd.run(time.time() + seconds)
        return next(asked) / seconds, per_s(load.ask(self.hello, "/", seconds))


def per_s(figures):
    return figures["answers"] / figures["seconds"]


def greeted(asked):
    request = f"GET / HTTP/1.1\r\nHost: {visitors.HOST}\r\n\r\n".encode()
    while True:
        yield request
        next(asked)


def tell_steps(alone, crowded):
    """Where the time goes: for one person alone, and among many."""
    tell(f"{'step':>20} {'alone ms':>9} {'of all':>7} {'p50 ms':>8} {'p99 ms':>8}  requests")
    whole = sum(sum(times) for times in alone.steps.values())
    for name, times in alone.steps.items():
        many = crowded.steps[name]
        tell(
            f"{name:>20} {statistics.median(times) * 1000:9.1f} {sum(times) / whole:7.0%}"
            f" {percentile(many, 0.5):8.1f} {percentile(many, 0.99):8.1f}  {len(many)}"
        )


def lost():
    """Bookings that are neither decided nor on their way, and slots whose count is wrong."""
    end = time.monotonic() + 60
    held = "SELECT count(*) FROM bookings_booking WHERE status = 'held'"
    while query(held)[0][0] and time.monotonic() < end:
        time.sleep(0.2)
    return query(held)[0][0], query(OVERSOLD)[0][0]


def main():
    chosen = options(__doc__, seconds=90, smoke=18)
    size, people, rounds = (SMOKE, FEW, 1) if chosen.smoke else (WHOLE, PEOPLE, 3)
    seconds = chosen.seconds / rounds

    def prepare(cursor):
        make_places(cursor, size)
        cursor.execute(ROUND)
        cursor.execute("UPDATE accounts_provider SET per_minute = 1000000")

    phones = Phones()
    name = "journey-smoke" if chosen.smoke else "journey"
    with (
        stage(name, (size, "unlimited"), prepare) as environment,
        TemporaryDirectory() as folder,
    ):
        environment |= {
            "ATTESTER": "bench.gateway.Register",
            "WAITING_BULLETIN": str(Path(folder) / "status.json"),
            PORT: str(phones.port),
        }
        with (
            admitting(environment),
            serving(environment, "portal.wsgi:application") as portal,
            serving(environment, "bench.hello:application") as hello,
            working(environment, gateway="bench.gateway.Backend"),
        ):
            tell(f"{versions()}; granian, two workers; {people} people at a time")
            turns = Turns(portal, hello, phones)
            turns.journeys(max(2, seconds / 6), people)
            alone = turns.journeys(max(3, seconds / 3), people=1)
            runs, hellos = [], []
            for number in range(rounds):
                hellos.append(turns.hellos(max(1, seconds / 6)))
                runs.append(turns.journeys(seconds, people))
                tell(
                    f"round {number + 1}: {runs[-1].per_s:.1f} journeys/s, {hellos[-1][0]:.0f}"
                    f" trivial views/s by the same client ({hellos[-1][1]:.0f} by wrk);"
                    f" the client took {runs[-1].client:.0%} of a core"
                )
            tell_steps(alone, runs[-1])
            held, oversold = lost()
            connection.close()
    failed = [each for run in runs for each in run.failed]
    if failed:
        tell(f"failed: {len(failed)}, as {failed[:5]}")
    per_s = statistics.median(run.per_s for run in runs)
    if not per_s:
        raise SystemExit("Nobody came to the end of the way inside the window.")
    hello_per_s, by_wrk = (statistics.median(each) for each in zip(*hellos, strict=True))
    shown = sum(len(run.shown) for run in runs)
    report(
        {
            "journeys_per_s": round(per_s, 1),
            "requests_per_journey": round(sum(run.requests for run in runs) / shown, 1),
            "hello_per_s": round(hello_per_s),
            "cost_in_hellos": round(hello_per_s / per_s, 1),
            "failed": len(failed),
            "p99_s": round(percentile([took for run in runs for took in run.took], 0.99) / 1000, 2),
            "hello_per_s_wrk": round(by_wrk),
            "cost_in_hellos_wrk": round(by_wrk / per_s, 1),
            "lost": held,
            "oversold": oversold,
        }
    )


if __name__ == "__main__":
    main()
