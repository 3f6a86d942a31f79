"""One run of an opening after the other, on the same servers, and what the rows say of each."""

import random
import re
import statistics
import time
from datetime import datetime
from itertools import cycle

from django.db import connection

from bench import people, visitors
from bench.booking import OVERSOLD, query
from bench.crowd import Crowd
from bench.journey import SLOTS
from bench.search import percentile
from bench.stage import tell

TIMES = 33
#: People come this much quicker, as attackers are no people and some get no number.
MORE = 1.04
#: Over how many last seconds bookings and numbers are counted, and of a short run which share.
WINDOW, SHARE = 45, 0.7
#: People who book one after the other when the best rate is sought.
CUSTOMERS = 24
#: People come from so many seconds before the opening on.
EARLY = 5
#: How many people the identity providers take in for each booking that could be made.
VERIFY = 1.5
#: Seconds for which somebody holds a pass besides booking: seeing the call, and admission's beat.
AROUND = 8
#: Seconds until everybody has read a new bulletin, whatever the beat.
GLANCE = 0.6
#: Everybody's first page, in the edge's log.
LANDED = re.compile(r"^\S+ \[(\S+)\] GET / 200 ", re.MULTILINE)

FRESH = """
TRUNCATE waiting_place, waiting_pass;
UPDATE waiting_line SET ended_at = portal_now() WHERE ended_at IS NULL;
INSERT INTO waiting_gate (id) VALUES (1) ON CONFLICT DO NOTHING;
UPDATE waiting_gate SET state = %s, target = %s, capacity = %s, most_per_second = %s, throttle = 1,
    trouble = '';
INSERT INTO waiting_line (name_ko, name_en, opens_at)
VALUES ('개시', 'Opening', portal_now() + %s * interval '1 second') RETURNING id;
"""
#: B was called before A, who had a smaller number and was verified by then.
BEFORE = """
SELECT a.number, b.number FROM waiting_place a JOIN waiting_place b
  ON a.number < b.number AND b.called_at < coalesce(a.called_at, 'infinity')
 AND a.joined_at < b.called_at
"""
CONFIRMED = (
    "SELECT count(*) FROM bookings_booking WHERE reference = ANY(%s) AND status = 'confirmed'"
)
HELD = "SELECT count(*) FROM bookings_booking WHERE status = 'held'"
STAY = """
SELECT coalesce(avg(extract(epoch FROM ended_at - begins_at)), 0)::float
FROM waiting_pass WHERE "end" = 'completed'
"""


class Runs:
    def __init__(self, deployed, count):
        """:param count: how many people the country of the bench has."""
        self.deployed, self.used, self.line = deployed, 0, None
        with connection.cursor() as cursor:
            self.supply = iter(visitors.verifications(cursor, 0, count))
        slots = query(SLOTS)
        random.Random(2021).shuffle(slots)
        self.slots = cycle(slots)
        self.search = "group=mrna&from=2021-08-26&to=2021-10-23"
        self.lost = self.oversold = 0

    def new(self, *, state="open", opens_in=0, best=1e9, target=100_000):
        """Forget who waited and who is inside, set the gate and begin a line."""
        sizes = [target, round(target * 1.1), max(1, round(min(3 * best, 10_000)))]
        with connection.cursor() as cursor:
            cursor.execute(FRESH, [state, *sizes, opens_in + 2 * GLANCE])
            (self.line,) = cursor.fetchone()
        end = time.time() + 30
        # Whom an open gate lets in is asked of the rows alone.
        while state != "open" and self.deployed.board().get("line") != self.line:
            if time.time() > end:
                raise SystemExit("Admission writes no bulletin.")
            time.sleep(0.05)
        time.sleep(0 if state == "open" else GLANCE)
        self.used += 1_000_000
        run = people.Opening(
            self.supply,
            self.slots,
            self.search,
            first=self.used,
            until=None,
            verify_per_s=VERIFY * best,
        )
        run.target, run.most_inside, run.most_per_second = sizes
        return run

    def warm(self, seconds):
        """Until everything has been used, and the worker is there; :returns: the rate then."""
        end = time.time() + 60
        while not (rate := self.best(max(2, seconds))):
            if time.time() > end:
                raise SystemExit("Nobody's booking was confirmed.")
        return rate

    def best(self, seconds):
        """:returns: bookings confirmed and shown in a second with nobody queueing."""
        run, crowd = self.new(), Crowd(self.deployed.edge.port)
        run.until = time.time() + seconds
        for _ in range(CUSTOMERS):
            crowd.go(people.customers(run))
        crowd.run(run.until)
        self.check(run)
        if run.trouble:
            tell(f"  trouble with nobody queueing: {len(run.trouble)}, as {run.trouble[:3]}")
        return rate(run, seconds)

    def crowded(self, seconds, best, *, gate=True, trouble=None):
        """Everybody comes; :returns: the run, with what was counted.

        :param trouble: started beside it with the run.
        """
        short = seconds < WINDOW
        words = {"state": "metered", "opens_in": 0 if short else EARLY} if gate else {}
        run = self.new(best=best, target=round(CUSTOMERS + AROUND * best), **words)
        edge = self.deployed.edge if gate else self.deployed.open_edge
        run.best, run.began = best, time.time()
        run.until, run.seconds = run.began + seconds, seconds
        run.hurry = 0.1 if short else 1.0
        crowd, spent, size = Crowd(edge.port), self.deployed.spent(), edge.log.stat().st_size
        crowd.go(people.arrivals(run, crowd, TIMES * MORE * best, without_gate=not gate))
        if trouble:
            trouble.start(run)
        crowd.run(run.until)
        run.late, run.unsent = crowd.late, len(crowd.unsent)
        now = self.deployed.spent()
        run.shares = [(name, (now[name] - spent[name]) / seconds) for name in now]
        run.goodput = rate(run, seconds)
        run.numbered_per_s = numbered(run, seconds)
        run.overtaken = overtaken(run.numbers)
        run.stay = query(STAY)[0][0]
        edge.write_log()
        run.came_per_s = came(edge.log, size, run.until - window(seconds), run.until)
        self.check(run)
        return run

    def check(self, run):
        """Hold what was shown against the rows, once nothing is under way any more."""
        end = time.monotonic() + 60
        while (held := query(HELD)[0][0]) and time.monotonic() < end:
            time.sleep(0.2)
        shown = [reference for _, reference in run.shown]
        self.lost += len(shown) - query(CONFIRMED, shown)[0][0] + held
        self.oversold += query(OVERSOLD)[0][0]


def came(log, size, since, until):
    """People a second who came between two moments, as the edge wrote it down.

    :param size: of the log when the run began.
    """
    with log.open() as lines:
        lines.seek(size)
        moments = [datetime.fromisoformat(at).timestamp() for at in LANDED.findall(lines.read())]
    until = int(until)  # the log knows whole seconds
    since = min(int(since) + 1, until - 1)
    return sum(since <= at < until for at in moments) / (until - since)


def numbered(run, seconds):
    """How many of them were given a number in a second."""
    counted = window(seconds)
    return sum(at > run.until - counted for _, at in run.numbers.values()) / counted


def window(seconds):
    return min(WINDOW, seconds * SHARE)


def rate(run, seconds):
    """Bookings a second in the last of so many seconds."""
    counted = window(seconds)
    return sum(at > run.until - counted for at, _ in run.shown) / counted


def overtaken(numbers):
    """How many had a number a second before somebody asked who was called before them."""
    wrong = set()
    for a, b in query(BEFORE):
        if a in numbers and b in numbers and numbers[b][0] > numbers[a][1] + 1:
            wrong.add(a)
    return len(wrong)


def say(name, run):
    failed = sorted({status for status, _ in run.trouble})
    shares = (f"{name} {share:.0%}" for name, share in run.shares if share > 0)
    landed = [taken for _, taken in run.landings]
    tell(
        f"{name}: {run.goodput:.1f} bookings/s, {run.goodput / run.best:.2f} of the best before;"
        f" {run.came_per_s / run.best:.1f} × offered, {run.numbered_per_s / run.best:.1f} ×"
        f" given a number, {run.arrived} came, {run.refused} times no number,"
        f" {run.inside} went in, {len(run.shown)} booked\n"
        f"  landing p99 {percentile(landed, 0.99):.0f} ms, failures inside {len(run.trouble)}"
        f" {failed}, overtaken {run.overtaken}, moved {run.moved}, got in {run.got_in},"
        f" pass {run.stay:.1f} s, booking {statistics.mean(run.stays or [0]):.1f} s\n"
        f"  of a core: {', '.join(shares)};"
        f" the client late by {run.late:.1f} s at most, {run.unsent} unsent"
    )
