"""Bookings per second through the whole stack, beside the same statement in a bare view.

Both run on granian with two workers, in turns, while the Celery worker confirms. Each post is
a new person's, from an address of their own, with a signed cookie and a form's token, and
passes every middleware and limit of production. After each turn the rows are counted.
"""

import random
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from bench import load, visitors
from bench.country import Size, make_people, make_places
from bench.processes import serving, working
from bench.stage import options, report, stage, tell, versions

WHOLE, SMOKE = (
    Size(districts, clinics, "2021-08-26", "2021-10-23")
    for districts, clinics in ((100, 500), (10, 50))
)
TARGET = "/book/check/"
#: No side is expected to post more than this in a second; running out of posts is an error.
FASTEST = {"control": 4000, "post": 2000, "hot": 2000}

ROUND = """
-- Everybody born in the country of the bench may book, for a month of days.
INSERT INTO bookings_campaign (code, name_ko, name_en) VALUES ('bench', '백신', 'Vaccine');
INSERT INTO bookings_round (campaign_id, code, name_ko, name_en, stopped)
SELECT id, 'bench', '회차', 'Round', false FROM bookings_campaign WHERE code = 'bench';
INSERT INTO bookings_roundversion (round_id, number, opens_at, closes_at, birth_from, birth_to,
    vaccinate_from, vaccinate_to, groups)
SELECT r.id, 1, portal_now() - interval '1 hour', portal_now() + interval '1 year', '1900-01-01',
       '2020-12-31', '2021-08-26', '2021-09-30', ARRAY[g.id]
FROM bookings_round r JOIN clinics_vaccinegroup g ON g.code = 'mrna' WHERE r.code = 'bench';
UPDATE bookings_round r SET current_id = v.id
FROM bookings_roundversion v WHERE v.round_id = r.id AND r.code = 'bench';

-- The clinic that everybody wants has room for all of them on one day.
UPDATE clinics_clinicday SET "limit" = 32000
WHERE clinic_id = (SELECT min(id) FROM clinics_clinic);
UPDATE clinics_slot SET capacity = 2000 WHERE clinic_id = (SELECT min(id) FROM clinics_clinic);
"""

SLOTS = """
SELECT s.id FROM clinics_slot s
JOIN clinics_dayplaces p ON p.id = s.places_id JOIN clinics_vaccinegroup g ON g.id = p.group_id
WHERE g.code = 'mrna' AND p.date BETWEEN '2021-08-26' AND '2021-09-30'
  AND (s.clinic_id = (SELECT min(id) FROM clinics_clinic)) = %s
ORDER BY p.date, s.id
"""

STATE = """
SELECT count(*), count(*) FILTER (WHERE status = 'held'),
       count(*) FILTER (WHERE status = 'rejected')
FROM bookings_booking WHERE dose = 1
"""

UNSENT = "SELECT count(*) FROM bookings_notification WHERE delivered_at IS NULL"

OVERSOLD = """
SELECT count(*) FROM clinics_slot s LEFT JOIN (
    SELECT slot_id, count(*) AS n FROM bookings_booking
    WHERE status IN ('held', 'confirmed', 'completed', 'no_show') GROUP BY slot_id
) AS b ON b.slot_id = s.id
WHERE coalesce(b.n, 0) <> s.taken OR s.taken > s.capacity
"""


class Turns:
    """One side after the other, each turn with people and posts of its own."""

    def __init__(self, ports, folder):
        self.ports, self.folder = ports, Path(folder)
        self.used, self.figures = 0, {}
        self.lost = self.oversold = 0
        chance = random.Random(2021)
        self.slots = {"post": query(SLOTS, False), "hot": query(SLOTS, True)[:16]}
        chance.shuffle(self.slots["post"])
        self.slots["control"] = self.slots["post"]

    def take(self, side, seconds):
        file = self.prepare(side, int(FASTEST[side] * seconds))
        (before, *_) = query(STATE)[0]
        figures = load.post(self.ports[side], TARGET, file, seconds)
        self.count(side, figures, before)
        return figures

    def prepare(self, side, number):
        """Write the posts of new people: address, cookies and body."""
        file, slots = self.folder / "posts", self.slots[side]
        with connection.cursor() as cursor:
            people = visitors.verifications(cursor, self.used, number)
        with file.open("w") as lines:
            for nth, verification in enumerate(people, self.used):
                cookies = f"{visitors.cookie(verification)}; {visitors.token_cookie()}"
                (slot,) = slots[nth % len(slots)]
                lines.write(f"{visitors.address(nth)}\t{cookies}\t{visitors.answers(nth, slot)}\n")
        self.used += number
        return file

    def count(self, side, figures, before):
        """Hold what was answered against the rows; whoever cut the line may have a row too."""
        end = time.monotonic() + 60
        while (state := query(STATE)[0]) and state[1] and time.monotonic() < end:
            time.sleep(0.2)
        # The next turn starts with nothing left over for the worker from this one.
        while query(UNSENT)[0][0] and time.monotonic() < end:
            time.sleep(0.2)
        now, held, rejected = state
        rows, accepted = now - before, figures["accepted"]
        self.lost += max(0, accepted - rows) + held + rejected
        self.oversold += query(OVERSOLD)[0][0]
        # At the end each line may have a post under way, and one more if it was opened anew.
        if figures["strange"] or rows > accepted + 2 * load.CONNECTIONS:
            raise SystemExit(f"{side}: {figures}, yet {rows} rows")


def query(statement, *answers):
    with connection.cursor() as cursor:
        cursor.execute(statement, answers)
        return cursor.fetchall()


def measure(turns, rounds, seconds):
    """Figures of each side, one for each round; who goes first changes."""
    figures = {"control": [], "post": [], "hot": []}
    for number in range(rounds):
        for side in sorted(figures, reverse=number % 2):
            turn = turns.take(side, seconds)
            turn["per_s"] = turn["accepted"] / turn["seconds"]
            figures[side].append(turn)
            tell(
                f"round {number + 1}, {side}: {turn['per_s']:.0f}/s, p50 {turn['p50_ms']:.1f} ms,"
                f" p99 {turn['p99_ms']:.1f} ms, client {turn['client_cpu']:.0%} of a core"
            )
    return figures


def middle(turns, figure):
    return statistics.median(turn[figure] for turn in turns)


def main():
    chosen = options(__doc__, seconds=90)
    size, rounds = (SMOKE, 1) if chosen.smoke else (WHOLE, 3)
    seconds, warm = chosen.seconds / rounds / 3, 1 if chosen.smoke else 3
    people = int(sum(FASTEST.values()) * (rounds * seconds + warm))

    def prepare(cursor):
        make_places(cursor, size)
        cursor.execute(ROUND)
        make_people(cursor, people)

    name = "booking-smoke" if chosen.smoke else "booking"
    with (
        stage(name, (size, people), prepare) as environment,
        serving(environment, "portal.wsgi:application") as portal,
        serving(environment, "bench.control:application") as control,
        working(environment),
        TemporaryDirectory() as folder,
    ):
        tell(f"{versions()}; granian, two workers; {load.client()}, {load.CONNECTIONS} connections")
        turns = Turns({"post": portal, "hot": portal, "control": control}, folder)
        for side in ("control", "post"):
            turns.take(side, warm)
        figures = measure(turns, rounds, seconds)
        connection.close()
    ratios = [
        post["per_s"] / control["per_s"]
        for post, control in zip(figures["post"], figures["control"], strict=True)
    ]
    tell(f"ratios of the rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")
    report(
        {
            "post_per_s": round(middle(figures["post"], "per_s")),
            "control_per_s": round(middle(figures["control"], "per_s")),
            "ratio": round(statistics.median(ratios), 2),
            "p50_ms": round(middle(figures["post"], "p50_ms"), 1),
            "p99_ms": round(middle(figures["post"], "p99_ms"), 1),
            "hot_post_per_s": round(middle(figures["hot"], "per_s")),
            "oversold": turns.oversold,
            "lost": turns.lost,
        }
    )


if __name__ == "__main__":
    main()
