"""Opening a published file, or saying in one sentence why it cannot be used."""

import csv
import io
from pathlib import Path


class Unreadable(Exception):
    """The file as a whole cannot be used. Nothing of it was stored."""


def read(path):
    """Return the header and the rows of a CSV file, as lists of text.

    Korean authorities publish in UTF-8 or CP949; nothing else is guessed at.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as trouble:
        raise Unreadable(f"{path} cannot be opened: {trouble.strerror}.") from None
    if not raw.strip():
        raise Unreadable(f"{path} is empty.")
    rows = table(path, decode(path, raw))
    header = [" ".join(name.split()).lower() for name in rows[0]]
    if len(rows) == 1:
        raise Unreadable(f"{path} has a header and nothing below it.")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise Unreadable(
                f"{path} has {len(row)} columns in record {number} where its header has "
                f"{len(header)}: it may have been cut off."
            )
    return header, rows[1:]


def decode(path, raw):
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(f"{path} is neither UTF-8 nor CP949 text.")


def table(path, text):
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as trouble:
        raise Unreadable(f"{path} is no whole CSV file ({trouble}): was it cut off?") from None


def columns(path, header, wanted, renamed=None):
    """Where each wanted column stands, by its name of any release.

    :param renamed: names of other releases, each with the name used here.
    """
    renamed = renamed or {}
    places = {renamed.get(name, name): place for place, name in enumerate(header)}
    if missing := [name for name in wanted if name not in places]:
        more = f" and {len(missing) - 1} more" if missing[1:] else ""
        raise Unreadable(f"{path} lacks the column {missing[0]}{more}.")
    return {name: places[name] for name in wanted}
