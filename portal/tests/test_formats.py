"""Days, times and numbers as people write them in each language."""

from datetime import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

EVENING = datetime(2021, 8, 9, 20, 0)

DAYS = '{{ day|date:"DATE_FORMAT" }} | {{ day|date:"DATETIME_FORMAT" }} | {{ day|time }}'
PLACES = "{% for places in numbers %}{% include 'clinics/places.html' %}{% endfor %}"


def say(language, template, **context):
    with translation.override(language):
        return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", "2021년 8월 9일 | 2021년 8월 9일 월요일 20:00 | 20:00"),
        ("en", "9 August 2021 | Monday 9 August 2021, 20:00 | 20:00"),
    ],
)
def test_days_and_times(language, said):
    assert say(language, DAYS, day=EVENING) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", ["마감", "1자리 남음", "2자리 남음", "10,400자리 남음"]),
        ("en", ["Full", "1 place left", "2 places left", "10,400 places left"]),
    ],
)
def test_one_many_and_very_many_places(language, said):
    page = say(language, PLACES, numbers=[0, 1, 2, 10400])

    assert [line.split(">")[1].split("<")[0] for line in page.split("\n") if line] == said
