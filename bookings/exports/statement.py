"""The one SQL statement of an export, and how PostgreSQL is to write its rows."""

import re

from bookings.models.exports import FILTERS
from bookings.reports import REPORTS, Terms
from bookings.sheets import FORMULA

FREE = re.compile(r"\{free:(.+?)\}")
#: Bookings read by one statement.
PART = 25_000

#: One field a row, whose text is JSON: neither quoted nor escaped, for JSON holds no such letters.
BARE = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"


def columns(export):
    return REPORTS[export.kind].columns_of(export.named)


def statement(export, *part):
    """:returns: SQL of the rows, of all or of one part, and its parameters."""
    report = REPORTS[export.kind]
    cells = ", ".join(f'{column.sql} AS "{column.code}"' for column in columns(export))
    given = f"WITH {report.given} " if report.given else ""
    text = disarmed if export.format == export.Format.CSV else plain
    chosen = (getattr(export, name) for name in FILTERS)
    terms = Terms(export.as_of, export.first, export.last, *chosen, *part)
    return FREE.sub(text, f"{given}SELECT {cells} {report.rows}"), terms.answers()


def plain(typed):
    return f"({typed[1]})"


def disarmed(typed):
    """As ``sheets.disarmed``, by the database."""
    sql = typed[1]
    letters = ", ".join(f"U&'\\{ord(letter):04X}'" for letter in FORMULA)
    blank = "U&' \\3000'"
    return (
        f"(CASE WHEN left(ltrim({sql}, {blank}), 1) IN ({letters}) THEN '''' ELSE '' END"
        f" || ({sql}))"
    )


def parts(cursor, export):
    """The export cut into spans of booking ids, in order; into one where that is not possible.

    A part is sorted in memory, joined by looking its rows up, and read in a snapshot of its own:
    rows flow from the first second on, and nothing is held up for as long as the whole takes.
    """
    if not REPORTS[export.kind].parted:
        return [()]
    cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM bookings_booking")
    first, last = cursor.fetchone()
    return [(low, low + PART) for low in range(first, last + 1, PART)]


def copy(cursor, export, *part):
    """The ``COPY`` that writes the rows, one at a time, as the export's format wants them."""
    sql, answers = statement(export, *part)
    if export.format == export.Format.JSONL:
        sql, how = f"SELECT row_to_json(cells) FROM ({sql}) AS cells", BARE
    else:
        how = "FORMAT csv"
    return cursor.mogrify(f"COPY ({sql}) TO STDOUT ({how})", answers).decode()


def expected(cursor, export):
    """About how many rows there will be, as the planner guesses."""
    sql, answers = statement(export)
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", answers)
    return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
