"""Each coming opening gets its line."""

from datetime import UTC

import pytest
from django.urls import reverse

from bookings.tests.builders import make_round, seoul
from portal.operations.models import OperatorAct
from portal.waiting import draw
from portal.waiting.models import Line

pytestmark = pytest.mark.django_db
LINES, NEW = reverse("operations-lines"), reverse("operations-new-line")


@pytest.fixture
def ninth(at, seo):
    at("2021-08-08 09:00")
    make_round(digit=9, code="digit-9")
    make_round("2021-08-01 20:00", "2021-08-02 18:00", code="over")
    return {"opens_at": seoul("2021-08-09 20:00").isoformat(), "name_ko": "9일생", "name_en": "9th"}


def test_seo_prepares_the_line_for_the_ninth(client, seo, ninth):
    page = client.get(LINES)
    assert [version.round.code for version in page.context["coming"]] == ["digit-9"]
    offered = client.get(NEW).context["form"]
    assert offered.initial["name_en"] == "digit-9"

    moment = offered.fields["opens_at"].choices[0][0]
    client.post(NEW, {**ninth, "opens_at": moment, "early_from": "2021-08-08T20:00"})

    line = Line.objects.get(opens_at=seoul("2021-08-09 20:00"))
    assert (line.name_en, line.early_from) == ("9th", seoul("2021-08-08 20:00"))
    assert OperatorAct.objects.get().subject_id == line.pk
    assert "Every coming opening has its line." in client.get(LINES).text


def test_one_opening_gets_one_line(client, seo, ninth):
    moment = client.get(NEW).context["form"].initial["opens_at"]
    Line.objects.create(opens_at=seoul("2021-08-09 20:00"), name_ko="가", name_en="A")
    make_round("2021-08-10 20:00", "2021-08-11 18:00")

    r = client.post(NEW, {**ninth, "opens_at": moment})

    assert r.context["form"].errors.keys() == {"opens_at"}
    assert Line.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"early_from": "2021-08-09T19:50"}, "early_from"),
        ({"early_from": "2021-08-10T10:00"}, "early_from"),
        ({"opens_at": "2021-08-12T20:00:00+09:00"}, "opens_at"),
        ({"opens_at": "tonight"}, "opens_at"),
        ({"name_ko": ""}, "name_ko"),
        ({"name_en": "x" * 81}, "name_en"),
    ],
)
def test_no_line_comes_of_nonsense(client, seo, ninth, wrong, where):
    moment = client.get(NEW).context["form"].initial["opens_at"]

    r = client.post(NEW, {**ninth, "opens_at": moment, **wrong})

    assert r.context["form"].errors.keys() == {where}
    assert not Line.objects.filter(opens_at__year=2021).exists()
    assert not OperatorAct.objects.exists()


LATER = seoul("2021-08-09 22:00").astimezone(UTC)


@pytest.fixture
def prepared(ninth):
    early = {**ninth, "early_from": seoul("2021-08-08 20:00")}
    return Line.objects.create(**early | {"opens_at": seoul("2021-08-09 20:00")})


def correcting(client, line, **answers):
    """The page's own form, sent with other answers."""
    form = client.get(reverse("operations-correct-line", args=[line.pk])).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    said["early_from"] = "2021-08-08T20:00"
    return {**said, **answers}


def send(client, line, answers):
    return client.post(reverse("operations-correct-line", args=[line.pk]), answers)


def test_seo_lets_the_early_lane_begin_later_and_the_line_follow_its_opening(client, seo, prepared):
    make_round("2021-08-09 22:00", "2021-08-10 18:00", code="moved")
    later = {"opens_at": LATER.isoformat(), "early_from": "2021-08-09T09:00"}

    r = send(client, prepared, correcting(client, prepared, **later, reason="두 시간 미룸"))

    assert r.url == reverse("operations-line", args=[prepared.pk])
    prepared.refresh_from_db()
    assert prepared.opens_at == LATER
    assert prepared.early_from == seoul("2021-08-09 09:00")
    act = OperatorAct.objects.get()
    assert (act.operator, act.reason, act.before["name_en"]) == (seo, "두 시간 미룸", "9th")
    assert act.before["early_from"] != act.after["early_from"]


REFUSED = [
    ("2021-08-08 20:00", {"early_from": "2021-08-08T21:00"}, "The early lane has begun"),
    ("2021-08-08 20:00", {"early_from": ""}, "The early lane has begun"),
    ("2021-08-09 19:49:30", {"name_en": "Ninth"}, "This line has begun"),
    ("2021-08-09 19:55", {"name_en": "Ninth"}, "This line has begun"),
    ("2021-08-08 09:00", {}, "It is like this already"),
]


@pytest.mark.parametrize(("moment", "answers", "why"), REFUSED)
def test_what_people_were_told_stays(client, seo, prepared, at, moment, answers, why):
    answers = correcting(client, prepared, **answers)
    at(moment)

    r = send(client, prepared, answers)

    assert why in r.text
    assert list(Line.objects.filter(pk=prepared.pk).values()) == [terms_of(prepared)]
    assert not OperatorAct.objects.exists()


def terms_of(line):
    return {field.attname: getattr(line, field.attname) for field in Line._meta.concrete_fields}


def test_an_announced_draw_belongs_to_its_opening(client, seo, prepared):
    make_round("2021-08-09 22:00", "2021-08-10 18:00", code="moved")
    draw.announce(prepared, "0" * 64, "drand quicknet, round 4711")
    later = {"opens_at": LATER.isoformat()}

    moved = send(client, prepared, correcting(client, prepared, **later))
    without = send(client, prepared, correcting(client, prepared, early_from=""))

    assert "its public value was named for this opening" in moved.text
    assert "the line needs its early lane" in without.text
    prepared.refresh_from_db()
    assert prepared.early_from


def test_who_corrected_later_sees_what_is_there_now(client, seo, prepared):
    seen = correcting(client, prepared, name_en="Ninth")
    Line.objects.filter(pk=prepared.pk).update(name_en="Nine")

    r = send(client, prepared, seen)

    assert "Somebody changed this in the meantime" in r.text
    prepared.refresh_from_db()
    assert prepared.name_en == "Nine"
