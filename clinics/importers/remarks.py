"""What an importer has to say about the rows of a file, beside how many there were."""

import csv
from pathlib import Path

from django.conf import settings


def add_argument(parser):
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="Where to list every skipped or doubtful row; by default var/FILE-report.csv.",
    )


def write(report, file, outcome):
    """List the remarks of an outcome in a CSV file; returns where."""
    path = Path(report or settings.BASE_DIR / "var" / f"{Path(file).stem}-report.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    # The byte order mark makes Excel read Korean right.
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        lines = csv.writer(opened)
        lines.writerow(["row", "key", "name", "done", "reason"])
        lines.writerows(sorted(outcome.remarks))
    return path


def summary(outcome, parts, report):
    counts = ", ".join(f"{part} {outcome.counts[part]:,}" for part in parts)
    return f"{counts}.\n{len(outcome.remarks):,} remarks in {report}"
