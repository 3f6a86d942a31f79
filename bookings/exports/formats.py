"""Rows as PostgreSQL sends them, turned into a file. Nothing is kept in memory."""

import csv
import hashlib
import json
from datetime import UTC
from io import StringIO

from django.utils.translation import gettext as _

from accounts.crypto import opened
from bookings.sheets import disarmed

#: What a sheet holds, below its header.
MOST_ROWS = 1_048_575
BUFFER = 1 << 20


class TooManyRows(Exception):
    """More than a sheet can hold."""


class Sink:
    """A file that is summed while it is written. ``check`` is asked often and may raise."""

    def __init__(self, file, check):
        self.file, self.check = file, check
        self.sum, self.bytes, self.buffer = hashlib.sha256(), 0, bytearray()

    def write(self, data):
        self.buffer += data
        if len(self.buffer) > BUFFER:
            self.flush()
        return len(data)

    def flush(self):
        self.check()
        self.sum.update(self.buffer)
        self.file.write(self.buffer)
        self.bytes += len(self.buffer)
        self.buffer.clear()


class Csv:
    """As the database writes it; only names, which it cannot read, are opened here."""

    content_type = "text/csv; charset=utf-8"

    def __init__(self, sink, columns, as_of, room):
        self.sink = sink
        self.sealed = [number for number, column in enumerate(columns) if column.sealed]
        # Without the mark Excel takes UTF-8 for the machine's own code page.
        sink.write(b"\xef\xbb\xbf" + line(str(column.title) for column in columns))
        self.write = self.open if self.sealed else sink.write

    def open(self, row):
        cells = parsed(row)
        for number in self.sealed:
            cells[number] = disarmed(name(cells[number]))
        self.sink.write(line(cells))

    def close(self):
        pass


class JsonLines:
    content_type = "application/x-ndjson"

    def __init__(self, sink, columns, as_of, room):
        self.sink = sink
        self.sealed = [column.code for column in columns if column.sealed]
        self.write = self.open if self.sealed else sink.write

    def open(self, row):
        cells = json.loads(row)
        for code in self.sealed:
            cells[code] = name(cells[code])
        self.sink.write(json.dumps(cells, ensure_ascii=False).encode() + b"\n")

    def close(self):
        pass


class Xlsx:
    """One sheet of rows, written to disk as they come, and one that says what the columns mean."""

    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, sink, columns, as_of, room):
        import xlsxwriter  # slow to import, and most processes never need it

        self.columns, self.sink, self.row = columns, sink, 0
        options = {"constant_memory": True, "tmpdir": room}
        self.book = xlsxwriter.Workbook(Unseekable(sink), options)
        # The only time of day in the file: the same export is the same bytes.
        self.book.set_properties({"created": as_of.astimezone(UTC).replace(tzinfo=None)})
        self.sheet = self.book.add_worksheet(_("Rows"))
        self.sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            self.sheet.write_string(0, number, str(column.title))

    def write(self, row):
        self.row += 1
        if self.row > MOST_ROWS:
            raise TooManyRows
        if self.row % 1000 == 0:
            self.sink.check()
        for number, (column, cell) in enumerate(zip(self.columns, parsed(row), strict=True)):
            if column.number and cell:
                self.sheet.write_number(self.row, number, float(cell))
            elif cell:
                self.sheet.write_string(self.row, number, name(cell) if column.sealed else cell)

    def close(self):
        meanings = self.book.add_worksheet(_("Columns"))
        for number, cells in enumerate(dictionary(self.columns)):
            meanings.write_row(number, 0, cells)
        self.book.close()


class Unseekable:
    """A sink as a zip archive wants to see it: something that can only be written on."""

    def __init__(self, sink):
        self.write, self.flush = sink.write, sink.flush


FORMATS = {"csv": Csv, "xlsx": Xlsx, "jsonl": JsonLines}


def line(cells):
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def parsed(row):
    return next(csv.reader([row.decode()]))


def name(kept):
    """A name from its hexadecimal bytes; nothing where no key in force opens it."""
    return opened(bytes.fromhex(kept)) or ""


def dictionary(columns):
    """What the columns mean, as rows with a header."""
    yield [_("Column"), _("Field"), _("Meaning")]
    for column in columns:
        yield [str(column.title), column.code, str(column.means)]


def data_dictionary(columns):
    """The same as a CSV file, beside files that have no second sheet."""
    rows = ([disarmed(cell) for cell in row] for row in dictionary(columns))
    return b"\xef\xbb\xbf" + b"".join(line(row) for row in rows)
