import uuid

import pytest
from django.db import connection

from accounts.tests.builders import make_person, verify
from bookings import desk
from bookings.models import Booking
from bookings.tasks import confirm_held
from bookings.tests.builders import make_clinic, make_round, make_slot
from tests.processes import await_truth

pytestmark = pytest.mark.django_db(transaction=True)

OTHERS = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database()
AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
END = "SELECT count(pg_terminate_backend(pid)) FROM unnest(%s) AS pid"


def others():
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return {pid for (pid,) in cursor.fetchall()}


def test_a_worker_keeps_its_connections_and_replaces_those_that_broke(at, worker):
    at("2021-08-09 20:00")
    make_round()
    slot = make_slot(make_clinic(), "2021-08-26 10:00", capacity=100)

    before = others()

    def of_workers():
        return others() - before

    def said(words):
        return worker.log.read_bytes().count(words)

    def book(name):
        booking = desk.book(verify(make_person(name)).pk, slot.pk, uuid.uuid4())
        confirm_held.delay()
        await_truth(lambda: Booking.objects.get(pk=booking.pk).status == "confirmed")

    def ring_for_both():
        for _each in range(6):
            confirm_held.delay()

    ring_for_both()
    await_truth(lambda: len(of_workers()) == 2)
    kept = of_workers()
    ring_for_both()
    book("Minji")
    assert of_workers() == kept

    await_truth(lambda: said(b" succeeded in ") == said(b"] received"))
    with connection.cursor() as cursor:
        cursor.execute(END, [list(kept)])
    await_truth(lambda: not of_workers())
    book("Jisoo")
    assert of_workers()
    assert not of_workers() & kept
    assert not said(b"OperationalError") + said(b"InterfaceError")
