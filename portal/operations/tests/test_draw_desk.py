"""Operators Seo and Bae draw the early lane, each their own step."""

import pytest
from django.urls import reverse

from bookings.tests.builders import make_staff
from portal.operations.models import OperatorAct
from portal.waiting import lots
from portal.waiting.models import Draw, Line
from portal.waiting.tests.early import (
    BEFORE,
    CLOSED,
    COMMITMENT,
    IN_TIME,
    SECRET,
    SOURCE,
    TOO_LATE,
    VALUE,
    enrol,
    make_line,
)  # fmt: skip

pytestmark = pytest.mark.django_db
ANNOUNCE = {"commitment": COMMITMENT, "source": SOURCE}
REVEAL = {"secret": SECRET, "value": VALUE}


def step(line, name):
    return reverse("operations-draw", args=[line.pk, name])


def test_a_draw_from_its_announcement_to_the_download(client, seo, other_client, bae, at):
    at(BEFORE)
    line = make_line(announced=False)
    page = reverse("operations-line", args=[line.pk])
    assert "nobody can enrol" in client.get(page).text

    client.post(step(line, "announce"), ANNOUNCE)
    enrol(line, "Minji", "Jun")
    assert COMMITMENT in client.get(page).text
    at(CLOSED)
    lots.settle_all()
    assert Draw.objects.get().digest in client.get(page).text
    client.post(step(line, "reveal"), REVEAL)
    assert step(line, "confirm") not in client.get(page).text
    assert step(line, "confirm") in other_client.get(page).text
    assert VALUE not in other_client.get(page).text
    other_client.post(step(line, "confirm"), {"value": VALUE})
    lots.settle_all()

    draw = Draw.objects.get()
    assert (draw.entered_by, draw.confirmed_by, draw.void) == (seo, bae, "")
    assert Line.objects.get(pk=line.pk).drawn_at
    assert reverse("wait-draw-file", args=[line.pk]) in client.get(page).text
    acts = OperatorAct.objects.order_by("pk")
    assert [(act.operator, act.act) for act in acts] == [
        (seo, "announce"), (seo, "reveal"), (bae, "confirm"),
    ]  # fmt: skip
    assert not any(SECRET in str(act.after) or VALUE in str(act.after) for act in acts)


def test_one_person_is_not_two(client, seo, at):
    at(BEFORE)
    line = make_line()
    at(CLOSED)
    client.post(step(line, "reveal"), REVEAL)

    r = client.post(step(line, "confirm"), {"value": VALUE})

    assert "The same person cannot enter and confirm the value." in r.text
    assert [act.act for act in OperatorAct.objects.all()] == ["reveal"]


@pytest.mark.parametrize(
    ("moment", "name", "answers", "words"),
    [
        (BEFORE, "reveal", REVEAL, "stays secret until"),
        (CLOSED, "reveal", {**REVEAL, "secret": "00" * 32}, "not the secret whose hash"),
        (CLOSED, "reveal", {**REVEAL, "value": "zz"}, "64 to 128 hexadecimal digits"),
        (CLOSED, "confirm", {"value": VALUE}, "Nobody has revealed"),
        (TOO_LATE, "reveal", REVEAL, "settled already"),
        (IN_TIME, "announce", ANNOUNCE, "announced already"),
    ],
)
def test_what_is_wrong_or_out_of_time_is_refused_in_words(
    client, seo, at, moment, name, answers, words
):
    at(BEFORE)
    line = make_line()
    at(moment)

    r = client.post(step(line, name), answers)

    assert words in r.text
    assert not OperatorAct.objects.exists()


def test_others_have_no_key(client, at):
    at(BEFORE)
    line = make_line()
    client.force_login(make_staff("kim", "Ministry analysts"))

    for name in ("announce", "reveal", "confirm"):
        assert client.post(step(line, name), REVEAL).status_code == 403
    assert client.get(reverse("operations-line", args=[line.pk])).status_code == 403
