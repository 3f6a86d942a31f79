"""The draw of an early lane with a million people: digest, lots, numbers, published order.

The control is the sort alone: the same rows by the same key, and nothing written. Both sides run
in the database; each round draws over a new copy of the same lane, by another public value.
"""

import os
import statistics
import time
from pathlib import Path

from django.db import connection

from bench.country import make_people
from bench.database import Database
from bench.stage import options, report, stage, tell, versions

MANY, FEW = 1_000_000, 20_000
ROUNDS = 3
SECRET = "5e" * 32

LANE = """
INSERT INTO waiting_line (name_ko, name_en, opens_at, early_from)
VALUES ('회차', 'Round', portal_now() + interval '1 day', portal_now() - interval '1 day');
INSERT INTO waiting_draw (line_id, commitment, source)
SELECT id, encode(sha256(decode(%s, 'hex')), 'hex'), 'bench' FROM waiting_line;
INSERT INTO waiting_place (line_id, lane, receipt, person_id, verification_id)
SELECT l.id, 0, decode(md5('bench ' || v.person_id), 'hex'), v.person_id, v.id
FROM waiting_line l, accounts_verification v ORDER BY md5(v.person_id::text);
INSERT INTO accounts_staffmember (username, password, first_name, last_name, email,
    is_staff, is_superuser, is_active, date_joined)
SELECT name, '', '', '', '', true, false, true, portal_now()
FROM unnest('{kang,yoon}'::text[]) AS name;
"""
CLOSING = "UPDATE waiting_line SET opens_at = portal_now() + interval '9 minutes'"
CONTROL = """
SELECT count(*) FROM (
    SELECT receipt, row_number() OVER (ORDER BY sha256(%s || receipt), receipt) AS number
    FROM waiting_place WHERE lane = 0
) AS sorted WHERE number > 0
"""


def timed(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def processor_time():
    """Seconds that the database's process of our connection has computed, whoever else did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Lane:
    def __init__(self, value):
        # Models' modules: the stage must have set Django up.
        from accounts.models import StaffMember
        from portal.waiting import draw, lots
        from portal.waiting.models import Line

        self.value = value
        self.draw, self.lots, self.line = draw, lots, Line.objects.get()
        self.kang, self.yoon = StaffMember.objects.order_by("username")

    def sort(self):
        with connection.cursor() as cursor:
            cursor.execute("SET work_mem = '256MB'")
            cursor.execute(CONTROL, [b"0" * 32])
            cursor.execute("RESET work_mem")

    def close(self):
        with connection.cursor() as cursor:
            cursor.execute(CLOSING)
        self.lots.close(self.line)

    def settle(self):
        self.draw.reveal(self.line, SECRET, self.value, self.kang)
        self.draw.confirm(self.line, self.value, self.yoon)

    def check(self, entrants):
        """Nobody lost, and the order is what plain Python makes of it."""
        from portal.waiting import draw_file
        from portal.waiting.models import Draw

        said, receipts = draw_file.read("".join(draw_file.text(Draw.objects.get())))
        standing = self.line.places.order_by("number").values_list("receipt", flat=True)
        same = [bytes(receipt) for receipt in standing.iterator()] == receipts
        faults = list(draw_file.faults(said, receipts))
        if faults or not same or len(receipts) != entrants:
            raise SystemExit(f"Not in order: {faults}, {same=}, {len(receipts)=}")


def anew():
    """A lane that was never drawn, once more."""
    kept, run = (Database(os.environ["DATABASE_URL"], each) for each in ("kept", "run"))
    run.server = kept.url.rsplit("/", 1)[0] + "/postgres"
    run.copy(kept)


def main():
    chosen = options(__doc__, seconds=0)
    entrants = FEW if chosen.smoke else MANY
    name = "draw-smoke" if chosen.smoke else "draw"

    def prepare(cursor):
        make_people(cursor, entrants)
        cursor.execute(LANE, [SECRET])

    closing, drawing, computing, sorting = [], [], [], []
    with stage(name, f"{entrants} {LANE}", prepare):
        tell(f"{versions()}; {entrants:,} people, one lane")
        for number in range(1, ROUNDS + 1):
            if number > 1:
                anew()
            lane = Lane(value=f"{number:064x}")
            lane.sort()  # warm
            sorting.append(timed(lane.sort))
            closing.append(timed(lane.close))
            before = processor_time()
            drawing.append(timed(lane.settle))
            computing.append(processor_time() - before)
            tell(
                f"round {number}: list and digest {closing[-1]:.2f} s, draw {drawing[-1]:.2f} s,"
                f" {computing[-1]:.2f} s of them the database's processor time;"
                f" control, the sort alone {sorting[-1]:.2f} s"
            )
            lane.check(entrants)
            connection.close()
    seconds, control = statistics.median(drawing), statistics.median(sorting)
    report(
        {
            "entrants": entrants,
            "seconds": round(seconds, 2),
            "control_seconds": round(control, 2),
            "ratio": round(seconds / control, 2),
            "digest_seconds": round(statistics.median(closing), 2),
            "processor_seconds": round(statistics.median(computing), 2),
            "worst_seconds": round(max(drawing), 2),
        }
    )


if __name__ == "__main__":
    main()
