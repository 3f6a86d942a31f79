"""CSV that a spreadsheet opens right and cannot be made to run."""

import csv
from contextlib import closing
from io import StringIO
from itertools import islice

from django.http import StreamingHttpResponse

#: What makes a spreadsheet read text as a formula, in the wide letters of Korean keyboards too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
ROWS_A_CHUNK = 500


def csv_response(name, header, rows):
    """A download written while it is read; ``rows`` is closed when it ends or breaks off."""
    return StreamingHttpResponse(
        chunks(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def chunks(header, rows):
    # Without the mark Excel takes UTF-8 for the machine's own code page.
    yield "\ufeff" + lines([header])
    with closing(rows):
        while chunk := list(islice(rows, ROWS_A_CHUNK)):
            yield lines(chunk)


def lines(rows):
    text = StringIO()
    csv.writer(text).writerows([disarmed(cell) for cell in row] for row in rows)
    return text.getvalue()


def disarmed(cell):
    """Text that would be a formula, with an apostrophe before it. Numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(FORMULA):
        return f"'{cell}"
    return cell
