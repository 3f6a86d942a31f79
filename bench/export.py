"""Exports of five million bookings, beside PostgreSQL's own ``COPY`` of the same query.

A Celery worker of the queue ``exports`` makes each file, as in production. The control is the
very same ``COPY``, pseudonyms, disarming and all, with the server writing to nowhere: in turns,
on the same server. Told besides: the plain columns without disarming and pseudonyms, what the
worker's memory was at its highest, the longest time without news of progress, and how long after
"cancel" the worker had let go.
"""

import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.db import connection

from bench.booked import NOON, SMOKE, WHOLE, booked
from bench.processes import process
from bench.stage import options, report, tell, versions

ROUNDS = 3
#: Seconds in which a worker without other work has taken one.
PATIENCE = 60
WORKER = (
    "-W ignore::RuntimeWarning -m celery --quiet --app portal worker --concurrency 1"
    " --queues exports --loglevel WARNING"
)
PLAIN = """
COPY (SELECT b.id, b.person_id, s.starts_at, place.province, place.district, place.clinic,
             b.dose, b.status, b.channel, p.birth_date, p.sex, b.held_at, b.changed_at
      FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id
      JOIN accounts_person p ON p.id = b.person_id
      JOIN (SELECT c.id, c.name AS clinic, d.name_ko AS district, q.name_ko AS province
            FROM clinics_clinic c JOIN clinics_region d ON d.id = c.district_id
            JOIN clinics_region q ON q.id = d.province_id) AS place ON place.id = s.clinic_id
      ORDER BY b.id) TO '/dev/null' (FORMAT csv)"""


class Office:
    """Analysts who ask, and the worker that serves them."""

    def __init__(self, worker):
        from accounts.models import StaffMember  # models come after the set-up

        self.worker, self.asked, run = worker, 0, uuid4().hex[:6]
        self.analyst = lambda n: StaffMember.objects.create(username=f"analyst-{run}-{n}")

    def ask(self, **wish):
        """Each time somebody else's: what one has already is not made again."""
        from bookings import exports

        self.asked += 1
        wish = {"kind": "bookings", "region": None, "language": "ko", **wish}
        whole = {"first": "2021-08-01", "last": "2021-09-30", "named": False, "reason": ""}
        return exports.ask(self.analyst(self.asked), **{**whole, **wish})

    def made(self, export):
        """Wait for it. :returns: seconds it took, and the longest between two news of progress."""
        began, told, gap = None, (0, None), 0.0
        asked = waiting = time.monotonic()
        while True:
            export.refresh_from_db()
            now = time.monotonic()
            if export.state == "queued":
                waiting = now
                if now - asked > PATIENCE:
                    raise SystemExit("No worker took the export.")
            elif began is None:
                # It may have been done between two looks.
                began = last = waiting
            if began and ((export.rows, export.bytes) != told or not export.open):
                gap, last, told = max(gap, now - last), now, (export.rows, export.bytes)
            if not export.open:
                return now - began, gap
            time.sleep(0.02)

    def cancelled(self, export):
        """Cancel it in the middle. :returns: seconds until the worker had let go of it; None of a
        file so small that it was done before."""
        from bookings import exports
        from bookings.exports import files

        while not export.rows:
            time.sleep(0.02)
            export.refresh_from_db()
            if not export.open:
                tell(f"It was {export.state} before it could be cancelled.")
                return None
        began = time.monotonic()
        exports.cancel(export)
        while list(files.folder().glob(f".{export.pk}-*")):
            time.sleep(0.005)
        return time.monotonic() - began

    def forget_peak(self):
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak(self):
        """The highest resident memory of the process that makes the files, in MB."""
        return max(high_water(pid) for pid in self.pids())

    def pids(self):
        """The worker and its child."""
        tasks = Path(f"/proc/{self.worker.pid}/task")
        children = (each.read_text().split() for each in tasks.glob("*/children"))
        return [self.worker.pid, *(int(pid) for each in children for pid in each)]


def high_water(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def copied(export):
    """The export's own statement, written by the server to nowhere. :returns: rows a second."""
    from bookings.exports.making import PLAN
    from bookings.exports.statement import copy

    with connection.cursor() as cursor:
        sql = copy(cursor, export).replace("TO STDOUT", "TO '/dev/null'")
        return timed(f"{PLAN}; {sql}")


def timed(sql):
    from django.db import transaction

    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.rowcount
    return rows / (time.monotonic() - began)


def whole_files(office, rounds):
    """In turns with the control. :returns: rows, rows a second of both, sums, the longest gap."""
    from django.utils.dateparse import parse_datetime

    ours, theirs, sums, gaps, export = [], [], set(), [], None
    for number in range(1, rounds + 1):
        export = office.ask(format="csv", as_of=parse_datetime(NOON))
        took, gap = office.made(export)
        check(export)
        ours.append(export.rows / took)
        theirs.append(copied(export))
        sums.add(export.sha256)
        gaps.append(gap)
        tell(
            f"round {number}: export {ours[-1]:,.0f} rows/s, COPY {theirs[-1]:,.0f} rows/s,"
            f" {export.bytes / 1e6:,.0f} MB, no news for {gap:.1f} s at most"
        )
    return export.rows, statistics.median(ours), statistics.median(theirs), sums, max(gaps)


def check(export):
    if export.state != "done":
        raise SystemExit(f"An export ended as {export.state}: {export.get_failure_display()}")


def main():
    chosen = options(__doc__, seconds=0, rounds=ROUNDS)
    crowd = SMOKE if chosen.smoke else WHOLE
    with (
        TemporaryDirectory() as os.environ["EXPORTS_FOLDER"],
        booked(crowd, chosen.smoke) as environment,
        process(
            {**environment, "EXPORTS_FOLDER": os.environ["EXPORTS_FOLDER"]},
            WORKER.split(),
            name="The worker",
            answers=lambda: True,
        ) as worker,
    ):
        office = Office(worker)
        tell(f"{versions()}; {crowd.bookings:,} bookings; COPY: the export's own statement")
        office.made(office.ask(format="csv", kind="counts"))  # warm
        office.forget_peak()
        rows, ours, theirs, sums, gap = whole_files(office, chosen.rounds)
        peak = office.peak()
        plain = timed(PLAIN)
        cancel = office.cancelled(office.ask(format="csv"))
        office.forget_peak()
        day = {"first": "2021-09-01", "last": "2021-09-01"}
        sheet = office.ask(format="xlsx", **day)
        took, sheet_gap = office.made(sheet)
        check(sheet)
        sheet_peak = office.peak()
        connection.close()
    tell(f"COPY of plain columns, neither disarmed nor pseudonymous: {plain:,.0f} rows/s")
    tell(f"XLSX: {sheet.rows:,} rows in {took:.0f} s, no news for {sheet_gap:.1f} s at most")
    report(
        {
            "rows": rows,
            "rows_per_s": round(ours),
            "copy_rows_per_s": round(theirs),
            "ratio": round(ours / theirs, 2),
            "plain_ratio": round(ours / plain, 2),
            "peak_mb": round(peak),
            "identical": len(sums) == 1,
            "progress_gap_s": round(gap, 2),
            "cancel_s": cancel and round(cancel, 2),
            "xlsx_rows": sheet.rows,
            "xlsx_s": round(took, 1),
            "xlsx_peak_mb": round(sheet_peak),
        }
    )


if __name__ == "__main__":
    main()
