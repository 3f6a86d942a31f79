"""Operators Kang and Yoon draw the lots of an early lane."""

from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.clock import PortalNow
from accounts.refusals import Refused
from accounts.tests.builders import make_person
from portal.waiting import draw, lots
from portal.waiting.models import Draw, Line, Place

from .early import (
    BEFORE,
    CLOSED,
    IN_TIME,
    LAST,
    SECRET,
    TOO_LATE,
    VALUE,
    enrol,
    make_line,
    make_operators,
    order,
)

pytestmark = pytest.mark.usefixtures("english")

CROWD = ["Minji", "Jun", "Haneul", "Seoyeon", "Doyun", "Jiwoo", "Hajun", "Sua"]


@pytest.fixture
def line(at):
    """Eight people have enrolled, and the lane is closed."""
    at(BEFORE)
    line = make_line()
    enrol(line, *CROWD)
    at(CLOSED)
    return line


@pytest.fixture
def kang(line):
    return make_operators()[0]


@pytest.fixture
def yoon(kang):
    return type(kang).objects.get(username="yoon")


def listed(line):
    return sorted(bytes(place.receipt) for place in line.places.filter(lane=0))


def by_hand(line, secret=SECRET, value=VALUE):
    """The same draw in plain Python."""
    digest = sha256(b"".join(listed(line))).digest()
    seed = sha256(bytes.fromhex(secret) + digest + bytes.fromhex(value)).digest()
    return sorted(listed(line), key=lambda receipt: sha256(seed + receipt).digest())


def known(line):
    return Draw.objects.get(line=line)


def test_two_operators_draw_the_lots(line, kang, yoon):
    draw.reveal(line, SECRET, VALUE, kang)
    draw.confirm(line, VALUE, yoon)

    assert order(line) == by_hand(line)
    numbers = line.places.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8]
    line.refresh_from_db()
    assert (line.early_size, line.drawn_at is None) == (8, False)
    drawn = known(line)
    assert (drawn.entered_by, drawn.confirmed_by, drawn.void) == (kang, yoon, "")
    assert bytes(drawn.order.receipts) == b"".join(by_hand(line))


def test_values_may_be_typed_with_spaces_and_capitals_and_count_the_same(line, kang, yoon):
    draw.reveal(line, f" {SECRET[:10]} {SECRET[10:].upper()}\n", VALUE.upper(), kang)
    draw.confirm(line, f"{VALUE[:8]} {VALUE[8:]}", yoon)

    assert order(line) == by_hand(line)


def test_the_digest_is_there_when_the_lane_closes_and_not_before(line, at):
    at(LAST)
    lots.settle_all()
    assert known(line).digest == ""

    at(CLOSED)
    lots.settle_all()

    assert known(line).digest == sha256(b"".join(listed(line))).hexdigest()
    assert known(line).drawn_at is None


@pytest.mark.parametrize(
    ("secret", "value", "words"),
    [
        ("00" * 32, VALUE, "not the secret"),
        ("", VALUE, "not the secret"),
        (SECRET[:-2], VALUE, "not the secret"),
        (SECRET, "4711", "64 to 128"),
        (SECRET, VALUE + "0", "64 to 128"),
        (SECRET, "x" * 64, "64 to 128"),
        (SECRET, "", "64 to 128"),
    ],
)
def test_a_wrong_secret_or_no_value_is_refused(line, kang, secret, value, words):
    with pytest.raises(Refused, match=words):
        draw.reveal(line, secret, value, kang)

    assert (known(line).secret, known(line).entered) == ("", "")


def test_nothing_is_revealed_while_people_enrol(line, kang, at):
    at(LAST)

    with pytest.raises(Refused, match="stays secret"):
        draw.reveal(line, SECRET, VALUE, kang)


def test_one_person_cannot_do_both(line, kang):
    draw.reveal(line, SECRET, VALUE, kang)

    with pytest.raises(Refused, match="same person"):
        draw.confirm(line, VALUE, kang)
    with pytest.raises(IntegrityError, match="draw_needs_two_people"), transaction.atomic():
        Draw.objects.update(value=VALUE, confirmed_by=kang, confirmed_at=PortalNow())


def test_another_value_is_refused_and_a_slip_can_be_mended(line, kang, yoon):
    slip = "ff" + VALUE[2:]
    draw.reveal(line, SECRET, slip, kang)
    with pytest.raises(Refused, match="Compare both with the source"):
        draw.confirm(line, VALUE, yoon)

    draw.reveal(line, SECRET, VALUE, kang)
    draw.confirm(line, VALUE, yoon)

    assert order(line) == by_hand(line)


def test_nothing_to_confirm_is_said(line, yoon):
    with pytest.raises(Refused, match="Nobody has revealed"):
        draw.confirm(line, VALUE, yoon)


@pytest.mark.parametrize("revealed", [False, True])
def test_a_missing_reveal_voids_the_draw_and_everybody_keeps_a_place(line, kang, at, revealed):
    if revealed:  # but nobody confirms the value
        draw.reveal(line, SECRET, VALUE, kang)
    at(IN_TIME)
    lots.settle_all()
    assert known(line).drawn_at is None

    at(TOO_LATE)
    lots.settle_all()

    assert order(line) == listed(line)
    assert known(line).void == ("no value" if revealed else "no secret")
    assert Line.objects.get().early_size == 8


def test_after_that_it_is_too_late_to_reveal_and_to_confirm(line, kang, yoon, at):
    draw.reveal(line, SECRET, VALUE, kang)
    at(TOO_LATE)

    for late in (
        lambda: draw.confirm(line, VALUE, yoon),
        lambda: draw.reveal(line, SECRET, VALUE, kang),
    ):
        with pytest.raises(Refused, match="settled already"):
            late()
    lots.settle_all()
    with pytest.raises(Refused, match="settled already"):
        draw.confirm(line, VALUE, yoon)
    assert order(line) == listed(line)


def test_a_drawn_line_is_drawn_once(line, kang, yoon, at):
    draw.reveal(line, SECRET, VALUE, kang)
    draw.confirm(line, VALUE, yoon)
    before = order(line)
    at(TOO_LATE)

    assert lots.settle(line)
    with pytest.raises(Refused, match="settled already"):
        draw.confirm(line, VALUE, yoon)

    assert order(line) == before == by_hand(line)
    assert known(line).void == ""


def test_an_empty_lane_is_settled_too(at):
    at(BEFORE)
    make_line()
    at(TOO_LATE)

    lots.settle_all()

    line = Line.objects.get()
    assert (line.early_size, line.drawn_at is None) == (0, False)
    assert known(line).digest == sha256(b"").hexdigest()
    assert bytes(known(line).order.receipts) == b""


def test_a_lane_whose_draw_was_never_announced_holds_nobody_up(at):
    at(BEFORE)
    line = make_line(announced=False)
    Place.objects.create(line=line, lane=0, receipt=b"\1" * 16, person=make_person("Jun"))
    Place.objects.create(line=line, lane=0, receipt=b"\0" * 16, person=make_person("Minji"))
    at(TOO_LATE)

    lots.settle_all()

    line.refresh_from_db()
    assert (line.early_size, line.drawn_at is None) == (2, False)
    assert [place.person.name for place in line.places.order_by("number")] == ["Minji", "Jun"]


def test_a_list_that_was_tampered_with_is_void(line, kang, yoon):
    draw.reveal(line, SECRET, VALUE, kang)
    # Somebody with all rights over the database removed who was not to come.
    raw = "SET LOCAL session_replication_role = replica; DELETE FROM waiting_place WHERE id = %s"
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(raw, [line.places.first().pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    draw.confirm(line, VALUE, yoon)

    assert known(line).void == "other list"
    assert order(line) == listed(line)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    receipts=st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=20),
    value=st.binary(min_size=32, max_size=64),
    chance=st.randoms(use_true_random=False),
)
def test_the_order_is_what_python_makes_of_it_in_whatever_order_people_came(
    db, at, receipts, value, chance
):
    with transaction.atomic():
        at(BEFORE)
        line, (kang, yoon) = make_line(), make_operators()
        jun = [make_person("Jun") for _ in receipts]
        Place.objects.bulk_create(
            Place(line=line, lane=0, receipt=receipt, person=person)
            for receipt, person in zip(chance.sample(receipts, len(receipts)), jun, strict=True)
        )
        at(CLOSED)

        draw.reveal(line, SECRET, value.hex(), kang)
        draw.confirm(line, value.hex(), yoon)

        assert known(line).digest == sha256(b"".join(sorted(receipts))).hexdigest()
        assert sorted(order(line)) == sorted(receipts)
        assert order(line) == by_hand(line, value=value.hex())
        transaction.set_rollback(True)
