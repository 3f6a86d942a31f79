"""Analyst Kim sees how far her file is, and may break it off."""

import errno
import threading
import time

import pytest
from django.db import connections

from bookings import exports
from bookings.exports import formats, making, statement, watching
from tests.processes import await_truth

from .builders import make_staff
from .exports import booked, left, now, order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kim(at, settings, tmp_path):
    settings.EXPORTS_FOLDER = tmp_path
    at("2021-08-30 00:30")
    return make_staff("kim", "Ministry analysts")


def test_who_cancels_is_obeyed_in_the_middle_of_a_statement(kim, monkeypatch, tmp_path):
    booked("Minji")
    export = order(kim)
    sql = "COPY (SELECT pg_sleep(60)) TO STDOUT"
    monkeypatch.setattr(making, "copy", lambda cursor, export, *part: sql)
    worker = threading.Thread(target=in_a_thread, args=[exports.work])
    worker.start()
    await_truth(lambda: now(export).expected is not None)

    exports.cancel(export)
    began = time.monotonic()
    worker.join(10)

    assert not worker.is_alive()
    assert time.monotonic() - began < 2
    assert now(export).state == "cancelled"
    assert left(tmp_path) == []


def until_noticed():
    """Wait until who watches the export has seen what happened to it, and has gone."""
    await_truth(lambda: not any(isinstance(each, watching.Watch) for each in threading.enumerate()))


def in_a_thread(work):
    try:
        work()
    finally:
        connections.close_all()


def test_who_cancels_while_rows_are_written_is_obeyed_too(kim, monkeypatch, tmp_path):
    booked("Minji")
    export = order(kim)
    monkeypatch.setattr(formats, "BUFFER", 1)
    monkeypatch.setattr(watching, "PULSE", 0.01)
    whole = making.copy

    def cancelled_first(cursor, export, *part):
        exports.cancel(export)
        time.sleep(0.2)
        return whole(cursor, export, *part)

    monkeypatch.setattr(making, "copy", cancelled_first)
    exports.work()

    assert now(export).state == "cancelled"
    assert left(tmp_path) == []


def test_a_disk_that_fails_meanwhile_is_not_passed_over(kim, monkeypatch, tmp_path):
    booked("Minji")
    export = order(kim)
    monkeypatch.setattr(watching, "PULSE", 0.01)
    whole = making.copy

    def late(cursor, export, *part):
        until_noticed()
        return whole(cursor, export, *part)

    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "copy", late)
    monkeypatch.setattr(watching.os, "fdatasync", full)
    exports.work()

    assert (now(export).state, now(export).failure) == ("failed", "disk")
    assert left(tmp_path) == []


def test_all_that_lies_in_its_folder_is_told(kim, tmp_path):
    (tmp_path / "rows").write_bytes(b"1234")
    with (tmp_path / "part").open("xb", buffering=0) as file:
        file.write(b"12")

        assert watching.Watch(order(kim), file, None).size() == 6


def test_who_cancels_between_two_statements_is_obeyed(kim, monkeypatch, tmp_path):
    """Then there is no statement to break off: the next one must not begin."""
    booked("Minji", "Jun")
    export = order(kim)
    monkeypatch.setattr(watching, "PULSE", 0.01)
    monkeypatch.setattr(statement, "PART", 1)
    begun = []

    def cancelled_after(cursor, sql, into):
        begun.append(sql)
        asker = threading.Thread(target=in_a_thread, args=[lambda: exports.cancel(export)])
        asker.start()
        asker.join()
        until_noticed()

    monkeypatch.setattr(making, "pour", cancelled_after)
    exports.work()

    assert len(begun) == 1
    assert now(export).state == "cancelled"
    assert left(tmp_path) == []
