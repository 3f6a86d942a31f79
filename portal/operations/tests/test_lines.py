"""Each coming opening gets its line."""

import pytest
from django.urls import reverse

from bookings.tests.builders import make_round, seoul
from portal.operations.models import OperatorAct
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
