"""A worker makes the files: one at a time, stopped when told to, made again when it dies."""

import hashlib
import os
import time
from datetime import timedelta

import psycopg2
import pytest
from django.core import mail
from django.urls import reverse

from bookings import exports
from bookings.exports import files, formats, making, statement
from bookings.models import ExportSchedule, ReportExport
from tests.processes import database_url

from .builders import make_staff
from .exports import booked, left, now, order

pytestmark = pytest.mark.django_db(transaction=True)
State = ReportExport.State
SUBJECT = "Daily export: counts of each day 2021-08-30 – 2021-08-30"


@pytest.fixture
def kim(at, settings, tmp_path):
    settings.EXPORTS_FOLDER = tmp_path
    at("2021-08-30 00:30")
    return make_staff("kim", "Ministry analysts")


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_worker_makes_what_was_asked(kim, form, tmp_path):
    booked("Minji", "Jun")
    export = order(kim, format=form)

    assert exports.work()
    assert not exports.work()

    assert (now(export).state, export.rows) == ("done", 2)
    body = files.path(export).read_bytes()
    assert (export.bytes, export.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert left(tmp_path) == [files.path(export).name]


def test_what_a_killed_worker_left_is_made_by_the_next(kim, at, tmp_path):
    booked("Minji")
    export = order(kim)
    making.claim()
    at("2021-08-30 00:30:09")
    assert not exports.work()
    at("2021-08-30 00:30:11")

    assert exports.work()

    assert (now(export).state, export.tries, export.rows) == ("done", 2, 1)


def test_a_worker_that_was_taken_for_dead_changes_nothing_any_more(kim, at, tmp_path):
    booked("Minji")
    export = order(kim)
    zombie = making.claim()
    at("2021-08-30 00:31")
    exports.work()

    making.make(zombie)

    assert now(export).state == "done"
    assert left(tmp_path) == [files.path(export).name]


def test_after_three_deaths_it_says_so(kim, at):
    export = order(kim)
    for minute in (31, 32, 33):
        making.claim()
        at(f"2021-08-30 00:{minute}")

    assert not exports.work()

    assert (now(export).state, export.failure) == ("failed", "died")


def test_more_rows_than_a_sheet_holds_are_a_failure_that_says_so(kim, monkeypatch, tmp_path):
    monkeypatch.setattr(formats, "MOST_ROWS", 1)
    booked("Minji", "Jun")
    export = order(kim, format="xlsx")

    exports.work()

    assert (now(export).state, export.failure) == ("failed", "rows")
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_a_failure_that_says_so(kim, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.EXPORTS_FOLDER = tmp_path / "file"
    export = order(kim)

    exports.work()
    assert (now(export).state, export.failure) == ("failed", "disk")

    settings.EXPORTS_FOLDER = tmp_path
    exports.again(export)
    exports.work()
    assert now(export).state == "done"


def test_a_database_that_refuses_is_a_failure_that_says_so(kim, monkeypatch):
    broken = "COPY (SELECT 1/0) TO STDOUT"
    monkeypatch.setattr(making, "copy", lambda cursor, export, *part: broken)
    booked("Minji")
    export = order(kim)

    exports.work()

    assert (now(export).state, export.failure) == ("failed", "database")


def test_a_file_made_in_parts_is_the_file_made_at_once(kim, monkeypatch):
    booked("Minji", "Jun", "Haneul")
    whole = order(kim)
    exports.work()
    monkeypatch.setattr(statement, "PART", 1)
    parted = order(kim, as_of=whole.as_of)
    exports.work()

    assert now(parted).rows == 3
    assert parted.sha256 == now(whole).sha256


def test_what_is_still_being_written_is_waited_for(kim):
    """A booking whose statement is older than the moment would be missed, and appear next time."""
    export = order(kim)
    other = psycopg2.connect(database_url())
    with other.cursor() as cursor:
        cursor.execute("UPDATE accounts_staffmember SET last_name = last_name")

        assert not exports.work()
        other.rollback()
    other.close()

    assert exports.work()
    assert now(export).state == "done"


def test_files_are_removed_when_their_time_is_over(kim, at, settings, tmp_path):
    export = order(kim)
    exports.work()
    at("2021-09-06 00:29")
    assert exports.forget() == 0
    at("2021-09-06 00:31")

    assert exports.forget() == 1

    assert (now(export).state, left(tmp_path)) == ("removed", [])
    assert export.sha256


def test_what_no_row_names_is_removed_too(kim, tmp_path):
    half, whole, young = tmp_path / ".7-x", tmp_path / "7-x.csv", tmp_path / "8-x.csv"
    half.mkdir()
    for path in (whole, young):
        path.touch()
    for path, days in ((half, 2), (whole, 9), (young, 7)):
        then = time.time() - days * 24 * 3600
        os.utime(path, (then, then))

    exports.forget()

    assert left(tmp_path) == ["8-x.csv"]


def test_every_midnight_there_is_one_file_and_one_mail_with_a_link(kim, at, settings, client):
    settings.PORTAL_URL = "https://booking.example"
    kim.email = "kim@example.go.kr"
    kim.save()
    wish = {"kind": "counts", "format": "csv", "region": None, "language": "en"}
    schedule = exports.ask_daily(kim, **wish)
    booked("Minji")
    exports.ask_for_the_day()
    assert not ReportExport.objects.exists()

    at("2021-08-31 00:07")
    exports.ask_for_the_day()
    exports.ask_for_the_day()
    exports.work()
    assert [exports.mail(), exports.mail()] == [1, 0]

    export = ReportExport.objects.get(schedule=schedule)
    assert (export.state, export.rows) == ("done", 1)
    assert export.as_of - schedule.asked_at == timedelta(hours=23, minutes=30)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["kim@example.go.kr"], SUBJECT)
    assert f"https://booking.example/staff/reports/{export.pk}/\n" in sent.body + "\n"
    assert client.get(export.get_absolute_url()).url.startswith(reverse("admin:login"))


def test_one_that_failed_is_told_once_with_the_reason(kim, at, settings):
    settings.PORTAL_URL = "https://booking.example"
    kim.email = "kim@example.go.kr"
    kim.save()
    wish = {"kind": "counts", "format": "csv", "region": None, "language": "en"}
    exports.ask_daily(kim, **wish)
    order(kim, kind="doses")
    at("2021-08-31 00:07")
    exports.ask_for_the_day()
    settings.EXPORTS_FOLDER = settings.EXPORTS_FOLDER / "gone"
    settings.EXPORTS_FOLDER.touch()
    while exports.work():
        pass

    assert [exports.mail(), exports.mail()] == [1, 0]

    export = ReportExport.objects.get(schedule__isnull=False)
    (sent,) = mail.outbox
    failed = SUBJECT.replace("Daily export:", "Daily export failed:")
    assert (sent.to, sent.subject) == (["kim@example.go.kr"], failed)
    assert "The folder for exports is full or cannot be written. Tell operations.\n" in sent.body
    assert f"https://booking.example/staff/reports/{export.pk}/" in sent.body

    settings.EXPORTS_FOLDER = settings.EXPORTS_FOLDER.parent
    exports.again(export)
    exports.work()
    assert exports.mail() == 1
    assert mail.outbox[1].subject == SUBJECT


def test_who_may_export_no_more_gets_no_more(kim, at):
    wish = {"kind": "counts", "format": "csv", "region": None, "language": "en"}
    exports.ask_daily(kim, **wish)
    kim.groups.clear()
    at("2021-08-31 00:07")

    exports.ask_for_the_day()

    assert ExportSchedule.objects.exists()
    assert not ReportExport.objects.exists()


def test_two_workers_never_make_the_same(kim):
    first, second = order(kim), order(kim, kind="doses")

    assert [making.claim().pk, making.claim().pk] == [first.pk, second.pk]
    assert making.claim() is None
