"""Confirmations per second by the real worker, beside one booking in each transaction.

From HELD rows to CONFIRMED, with second doses and message rows. The control runs the same
statements with the same durability for one booking at a time, in as many processes as the worker
has. Then people book 500 times a second, and how long each waits for the confirmation is read
from the history that the database itself writes.
"""

import statistics
import subprocess
import sys
import time
from itertools import islice

from django.db import connection

from bench.booking import OVERSOLD, ROUND, query
from bench.country import Size, make_people, make_places
from bench.processes import working
from bench.stage import options, report, stage, tell, versions
from portal.embedded.home import ROOT

WHOLE, SMOKE = (
    Size(districts, clinics, "2021-08-26", "2021-10-23")
    for districts, clinics in ((100, 500), (20, 150))
)
#: HELD rows for each turn of the worker, and of the control.
WORKER, CONTROL = 20_000, 3_000
ARRIVING = 500
#: As many as the worker has.
PROCESSES = 2

#: Places for first doses, in no order, and people; read once, so that arriving costs little.
PLACES = """
SELECT s.id FROM clinics_slot s
JOIN clinics_dayplaces p ON p.id = s.places_id
JOIN clinics_vaccinegroup g ON g.id = p.group_id
CROSS JOIN LATERAL generate_series(1, s.capacity - s.taken) AS n
WHERE g.code = 'mrna' AND p.date BETWEEN '2021-08-26' AND '2021-09-30'
ORDER BY md5(s.id::text || n) LIMIT %s
"""
PEOPLE = "SELECT id FROM accounts_person ORDER BY id"
HOLD = """
INSERT INTO bookings_booking (reference, person_id, campaign_id, round_version_id, dose, slot_id,
                              status, channel, idempotency_key)
SELECT 'B' || person, person, r.campaign_id, r.current_id, 1, slot, 'held', 'web', gen_random_uuid()
FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (person, slot) CROSS JOIN bookings_round r
RETURNING id
"""
STATE = """
SELECT count(*) FILTER (WHERE status = 'held'), count(*) FILTER (WHERE status = 'confirmed'),
       count(*) FILTER (WHERE dose = 2)
FROM bookings_booking
"""
MESSAGES = "SELECT count(*) FROM bookings_notification"
UNSENT = "SELECT count(*) FROM bookings_notification WHERE delivered_at IS NULL"
LAG = """
SELECT extract(epoch FROM e.at - b.held_at)::float
FROM bookings_booking b JOIN bookings_bookingevent e ON e.booking_id = b.id
WHERE b.id > %s AND b.dose = 1 AND e.old_status = 'held' AND e.new_status = 'confirmed'
"""


class Held:
    """Bookings that wait, each of somebody new."""

    def __init__(self):
        people = first(query(PEOPLE))
        self.wanted = zip(people, first(query(PLACES, len(people))), strict=True)

    def hold(self, count):
        """:returns: the ids of the new bookings."""
        wanted = list(islice(self.wanted, count))
        if len(wanted) < count:
            raise SystemExit("The country of the bench is too small.")
        return first(query(HOLD, *map(list, zip(*wanted, strict=True))))


def first(rows):
    """The only column of some rows."""
    return [each for (each,) in rows]


def by_worker(held, count, environment):
    """:returns: confirmations per second, from the ring of the bell to the last one."""
    from accounts.doorbell import ring  # models must be ready

    with working(environment):
        held.hold(1)
        ring("bookings.tasks.confirm_held")
        settle()
        held.hold(count)
        began = time.perf_counter()
        time.sleep(0.6)  # a bell rings at most twice a second
        ring("bookings.tasks.confirm_held")
        settle()
        took = time.perf_counter() - began
        settle(UNSENT)
    return count / took


def settle(left="SELECT count(*) FROM bookings_booking WHERE status = 'held'"):
    end = time.monotonic() + 120
    while query(left)[0][0]:
        if time.monotonic() > end:
            raise SystemExit("The worker does not get on.")
        time.sleep(0.02)


def singly(held, count, environment):
    """The same without a worker, one booking in each transaction."""
    bookings = held.hold(count)
    children = []
    for number in range(PROCESSES):
        child = subprocess.Popen(
            [sys.executable, "-m", "bench.singly"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        child.stdin.write(" ".join(map(str, bookings[number::PROCESSES])))
        child.stdin.close()
        children.append(child)
    said = [child.stdout.read().split() for child in children]
    confirmed, took = sum(int(words[0]) for words in said), max(float(words[1]) for words in said)
    if confirmed != count or any(child.wait() for child in children):
        raise SystemExit(f"The control confirmed {confirmed} of {count}.")
    return count / took


def lags(held, seconds, environment):
    """Let bookings arrive steadily. :returns: how long each waited for its confirmation."""
    from accounts.doorbell import ring

    before = query("SELECT max(id) FROM bookings_booking")[0][0]
    with working(environment):
        ring("bookings.tasks.confirm_held")
        time.sleep(2)
        began, beat = time.perf_counter(), 0.05
        for number in range(int(seconds / beat)):
            held.hold(round(ARRIVING * beat))
            ring("bookings.tasks.confirm_held")
            time.sleep(max(0, began + (number + 1) * beat - time.perf_counter()))
        arrived = round(ARRIVING * beat) * int(seconds / beat) / (time.perf_counter() - began)
        settle()
    return sorted(lag for (lag,) in query(LAG, before)), arrived


def main():
    chosen = options(__doc__, seconds=60)
    size, rounds = (SMOKE, 1) if chosen.smoke else (WHOLE, 3)
    many, few = (2_000, 300) if chosen.smoke else (WORKER, CONTROL)
    arriving = 3 if chosen.smoke else chosen.seconds / 3
    people = round((many + few + 2) * rounds + ARRIVING * arriving * 1.2 + 100)

    def prepare(cursor):
        make_places(cursor, size)
        cursor.execute(ROUND)
        make_people(cursor, people)

    name = "confirm-smoke" if chosen.smoke else "confirm"
    with stage(name, (size, people), prepare) as environment:
        tell(f"{versions()}; {PROCESSES} processes on each side")
        held, figures = Held(), {"worker": [], "control": []}
        for number in range(rounds):
            figures["control"].append(singly(held, few, environment))
            figures["worker"].append(by_worker(held, many, environment))
            tell(
                f"round {number + 1}: worker {figures['worker'][-1]:.0f}/s,"
                f" one by one {figures['control'][-1]:.0f}/s"
            )
        waited, arrived = lags(held, arriving, environment)
        left, confirmed, seconds_doses = query(STATE)[0]
        oversold, messages = query(OVERSOLD)[0][0], query(MESSAGES)[0][0]
        connection.close()
    ratios = [w / c for w, c in zip(figures["worker"], figures["control"], strict=True)]
    tell(f"ratios of the rounds: {', '.join(f'{ratio:.1f}' for ratio in ratios)}")
    tell(f"while {arrived:.0f} arrive in a second: {len(waited)} confirmations")
    report(
        {
            "confirmed_per_s": round(statistics.median(figures["worker"])),
            "control_per_s": round(statistics.median(figures["control"])),
            "ratio": round(statistics.median(ratios), 1),
            "lag_p99_s": round(waited[int(len(waited) * 0.99)], 2),
            "lag_p50_s": round(waited[len(waited) // 2], 2),
            "arrived_per_s": round(arrived),
            "second_doses": seconds_doses,
            "messages": messages,
            "lost": left + confirmed - messages,
            "oversold": oversold,
        }
    )


if __name__ == "__main__":
    main()
