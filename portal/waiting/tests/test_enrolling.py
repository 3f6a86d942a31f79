"""Minji, Jun and Haneul enrol in the early lane."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.refusals import Refused
from accounts.tests.builders import make_person, verify
from portal.waiting import draw, lots
from portal.waiting.models import Draw, Line, Place
from tests.processes import await_truth
from tests.races.starting_line import race, standing

from .early import BEFORE, CLOSED, COMMITMENT, LAST, SECRET, SOURCE, enrol, make_line

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def line(at):
    at(BEFORE)
    return make_line()


def test_who_enrols_has_a_receipt_and_no_number_yet(line):
    minji = verify(make_person("Minji"))

    place = draw.enrol(line, minji)

    assert (place.lane, place.number, place.position) == (Place.Lane.EARLY, None, None)
    assert place.verification == minji
    assert len(bytes(place.receipt)) == 16
    assert place.receipt_shown.replace(" ", "") == bytes(place.receipt).hex()


def test_enrolling_twice_or_with_two_devices_is_one_place(line):
    minji = make_person("Minji")

    places = [draw.enrol(line, verify(minji)) for _ in range(2)]

    assert places == [Place.objects.get()] * 2


def test_receipts_are_random(line):
    receipts = {bytes(place.receipt) for place in enrol(line, *["Minji"] * 50)}

    assert len(receipts) == 50


def test_the_lane_closes_at_the_second(line, at):
    at(LAST)
    enrol(line, "Minji")
    at(CLOSED)

    with pytest.raises(Refused, match="closed now"):
        enrol(line, "Jun")
    assert Place.objects.get().person.name == "Minji"


def test_the_lane_is_not_open_before_its_hour(at):
    at("2021-08-09 08:59:59.999")
    line = make_line()

    with pytest.raises(Refused):
        enrol(line, "Minji")


def test_who_enrolled_in_time_is_told_the_same_afterwards(line, at):
    minji = verify(make_person("Minji"))
    place = draw.enrol(line, minji)
    at(CLOSED)

    assert draw.enrol(line, minji) == place


def test_nobody_enrols_before_the_draw_is_announced(at):
    at(BEFORE)
    line = make_line(announced=False)

    with pytest.raises(Refused):
        enrol(line, "Minji")
    assert not Line.objects.enrolling().exists()


def test_a_proof_of_identity_that_ended_enrols_nobody(line):
    gone = verify(make_person("Minji"), minutes=-1)

    with pytest.raises(Refused):
        draw.enrol(line, gone)


def test_a_line_that_ended_takes_nobody(line):
    Line.objects.filter(pk=line.pk).update(ended_at=line.early_from)

    with pytest.raises(Refused):
        enrol(line, "Minji")


@pytest.mark.parametrize("commitment", ["", "abc", COMMITMENT[:-1], COMMITMENT + "00", "x" * 64])
def test_only_a_hash_can_be_announced(at, commitment):
    at(BEFORE)

    with pytest.raises(Refused, match="64 hexadecimal digits"):
        draw.announce(make_line(announced=False), commitment, SOURCE)


def test_a_draw_is_announced_once_and_in_time(line, at):
    with pytest.raises(Refused, match="announced already"):
        draw.announce(line, COMMITMENT, "another source")
    with pytest.raises(Refused, match="Name the public"):
        draw.announce(line, COMMITMENT, " ")
    line.draw.refresh_from_db()
    assert line.draw.source == SOURCE


def test_a_draw_is_not_announced_once_the_lane_is_over(at):
    at(CLOSED)

    with pytest.raises(Refused, match="too late"):
        make_line()


def test_a_new_secret_fits_its_commitment(at):
    at(BEFORE)
    secret, commitment = draw.new_secret()

    assert secret != SECRET
    assert draw.announce(make_line(announced=False), commitment.upper(), SOURCE).commitment == (
        commitment
    )


def test_the_list_is_closed_for_every_way_in_and_out(line, at):
    (place,) = enrol(line, "Minji")
    at(CLOSED)
    lots.close(line)

    def add():
        Place.objects.create(line=line, lane=0, receipt=b"0" * 16, person=make_person("Jun"))

    def change():
        Place.objects.filter(pk=place.pk).update(receipt=b"0" * 16)

    for act, words in [(add, "closed"), (place.delete, "closed"), (change, "never changes")]:
        with pytest.raises(Exception, match=words), transaction.atomic():
            act()


def test_before_that_somebody_may_leave(line):
    (place,) = enrol(line, "Minji")

    assert place.delete()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_devices_at_once_one_place_comes_out(at):
    at(BEFORE)
    line, minji = make_line(), make_person("Minji")
    devices = [verify(minji) for _ in range(20)]

    results = race([lambda device=device: draw.enrol(line, device) for device in devices])

    assert results == [Place.objects.get()] * 20


@pytest.mark.django_db(transaction=True)
def test_without_the_conflict_clause_the_constraint_still_holds(at, monkeypatch):
    """The control: the race above is one, and what decides it is the database."""
    at(BEFORE)
    line, minji = make_line(), make_person("Minji")
    monkeypatch.setattr(draw, "ENROL", draw.ENROL.partition("ON CONFLICT")[0])
    devices = [verify(minji) for _ in range(20)]

    results = race([lambda device=device: draw.enrol(line, device) for device in devices])

    assert sum(isinstance(result, IntegrityError) for result in results) == 19
    assert Place.objects.count() == 1


def close_under(device, line):
    """Close the list while somebody whose clock says that it is open stands before it."""
    clerk = connection.copy()
    clerk.set_autocommit(False)
    with ThreadPoolExecutor(1) as threads, clerk.cursor() as cursor:
        cursor.execute("SELECT FROM waiting_draw FOR UPDATE")
        enrolling = threads.submit(race, [lambda: draw.enrol(line, device)])
        await_truth(lambda: standing() or enrolling.done())
        closed = "UPDATE waiting_draw SET digest = %s, closed_at = portal_now()"
        cursor.execute(closed, [sha256(b"").hexdigest()])
        clerk.commit()
    clerk.close()
    return enrolling.result()[0]


@pytest.mark.django_db(transaction=True)
def test_nobody_slips_in_between_the_digest_and_its_commit(at):
    at(LAST)
    line = make_line()

    late = close_under(verify(make_person("Minji")), line)

    assert isinstance(late, Refused)
    assert Draw.objects.get().digest == lots.digest(line)


@pytest.mark.django_db(transaction=True)
def test_without_its_lock_enrolment_does_slip_in(at, monkeypatch):
    at(LAST)
    line = make_line()
    monkeypatch.setattr(draw, "ENROL", draw.ENROL.replace("FOR KEY SHARE OF d", ""))

    late = close_under(verify(make_person("Minji")), line)

    assert isinstance(late, Place)
    assert Draw.objects.get().digest != lots.digest(line)
