from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from portal import demo
from portal.waiting import bulletin, numbers
from portal.waiting.models import Line
from tests.browser.opening import RATE, under_way

FOLDER = settings.BASE_DIR / "docs" / "images"
TO_THE_TOP = "found => found.scrollIntoView({ behavior: 'instant' })"
WIDTHS = {390: "phone", 820: "tablet"}


@pytest.fixture
def town(transactional_db, at):
    """The demo's country on the evening of 19 August 2021, when the rounds were real."""
    at("2021-08-19 20:30")
    demo.load()
    call_command("load_rounds_2021", verbosity=0)
    call_command("open_slots", campaign="covid19-2021", last=date(2021, 11, 15), verbosity=0)


@pytest.fixture
def picture():
    """``picture(visitor, "staff-day")``: look at the page, then take it as it is on the screen.

    :param at: a selector; what it finds comes to the top of the picture.
    """

    def take(visitor, what, at=None):
        visitor.look()
        screen = WIDTHS.get(visitor.width(), "desktop")
        name = f"{what}-{screen}-{visitor.language}.png"
        if at:
            visitor.page.locator(at).first.evaluate(TO_THE_TOP)
        visitor.page.mouse.move(0, 0)
        visitor.page.evaluate("document.fonts.ready.then(() => 0)")
        # Hiding the caret would leave style attributes behind, which htmx would copy.
        visitor.page.screenshot(path=FOLDER / name, animations="disabled", caret="initial")

    return take


@pytest.fixture
def line(town, at):
    """Ten minutes after the opening of the second chance: each evening at eight there was one."""
    at("2021-08-19 20:10")
    line = Line.objects.create(
        name_ko="18~49세 추가 예약",
        name_en="Ages 18 to 49, second chance",
        opens_at="2021-08-19T20:00+09:00",
    )
    under_way(line)
    numbers.take(line.pk)
    bulletin.write(
        {"line": line.pk, "name": {"ko": line.name_ko, "en": line.name_en}, "state": "metered"}
        | {"queueing": True, "served": line.served, "rate": RATE, "good_for": 3600}
        | {"opens_at": line.opens_at}
    )
    return line
