"""Once something is known of a draw, nobody makes it otherwise: the database says no."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.clock import PortalNow
from portal.waiting import draw, lots
from portal.waiting.models import Draw, DrawnOrder

from .early import BEFORE, CLOSED, SECRET, TOO_LATE, VALUE, enrol, make_line, make_operators


@pytest.fixture
def line(at):
    at(BEFORE)
    line = make_line()
    enrol(line, "Minji", "Jun", "Haneul")
    at(CLOSED)
    return line


@pytest.mark.parametrize(
    "change",
    [
        {"commitment": "00" * 32},
        {"source": "another"},
        {"digest": "00" * 32},
        {"secret": ""},
        {"entered": "00" * 32},
        {"value": "00" * 32, "entered": "00" * 32},
        {"value": "", "confirmed_by": None},
        {"drawn_at": None, "void": "no secret"},
        {"void": "no value"},
    ],
    ids=lambda change: "+".join(change),
)
@pytest.mark.parametrize("drawn", [False, True])
def test_an_operator_changes_nothing_after_the_fact(line, change, drawn):
    kang, yoon = make_operators()
    draw.reveal(line, SECRET, VALUE, kang)
    if drawn:
        draw.confirm(line, VALUE, yoon)
    else:
        Draw.objects.update(value=VALUE, confirmed_by=yoon, confirmed_at=PortalNow())
    before = Draw.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.update(**change)

    assert Draw.objects.values().get() == before


def test_the_secret_has_to_be_the_one_committed_whoever_writes_it(line):
    lots.close(line)

    for secret in ("00" * 32, SECRET.upper()):
        with pytest.raises(IntegrityError, match="draw_secret"), transaction.atomic():
            Draw.objects.update(secret=secret)


def test_a_draw_and_its_order_are_never_removed(line, at):
    at(TOO_LATE)
    lots.settle_all()

    for rows in (Draw.objects.all(), DrawnOrder.objects.get()):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows.delete()
    with pytest.raises(InternalError), transaction.atomic():
        DrawnOrder.objects.update(receipts=b"")
