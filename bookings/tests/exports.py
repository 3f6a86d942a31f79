"""Analyst Kim, who takes figures home, and what stands in her files."""

import csv
import io
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from bookings import exports
from bookings.exports.formats import Sink
from bookings.exports.making import fill
from bookings.models import ReportExport

from .builders import make_booking, make_clinic, make_person, make_slot

URL = reverse("staff-reports")
AUGUST = {"kind": "bookings", "format": "csv", "first": "2021-08-01", "last": "2021-08-31"}


def ask(client, **answers):
    """Ask on the page. :returns: the export that it leads to."""
    r = client.post(URL, {**AUGUST, **answers})
    assert r.status_code == 302, r.context["form"].errors
    return ReportExport.objects.get(pk=r.url.split("/")[-2])


def order(analyst, **wish):
    """What the page would ask for them."""
    wish = {**AUGUST, "region": None, "language": "en", "named": False, "reason": "", **wish}
    return exports.ask(analyst, **wish)


def booked(*names):
    slot = make_slot(make_clinic(), "2021-08-30 00:00")
    for name in names:
        make_booking(make_person(name), slot)


def now(export):
    export.refresh_from_db()
    return export


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def content(export):
    """The bytes that a worker would put into the file, on this test's own connection."""
    out = io.BytesIO()
    sink = Sink(out, lambda: None)
    with (
        connection.cursor() as cursor,
        override(export.language),
        TemporaryDirectory() as room,
    ):
        fill(cursor, export, sink, SimpleNamespace(rows=0), room)
    sink.flush()
    return out.getvalue()


def rows(export):
    text = content(export).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
