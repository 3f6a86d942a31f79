"""What a phone and a tablet show of menus and wide tables, without and with script."""

import pytest

from bookings.tests.builders import make_booking, make_person, make_staff
from clinics.models import OpeningHours

from .test_staff import log_in
from .visitor import Visitor

#: Whether a table's box hides a part of it to the side.
SCROLLS = "box => box.scrollWidth > box.clientWidth + 1"
#: Whether what is chosen in a list is wider than the room for it.
CUT = """list => {
  const look = getComputedStyle(list), ink = document.createElement("canvas").getContext("2d");
  ink.font = look.font;
  const room = list.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
  return ink.measureText(list.selectedOptions[0].text).width > room; }"""
SHADES = "box => getComputedStyle(box).backgroundImage.split('linear-gradient').length - 1"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_menu_of_whoever_is_signed_in_stands_on_one_line_of_a_phone(enter, town, language):
    minji = enter(make_person("김민지"), "phone", True, language)

    minji.open("/bookings/")

    links = minji.page.locator(".site-header nav a").all()
    assert len({link.bounding_box()["y"] for link in links}) == 1
    assert minji.button("Sign out").is_visible()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_chosen_in_a_list_is_not_cut_off_on_a_phone(enter, town, language):
    minji = enter(make_person("김민지"), "phone", True, language)

    for page in ("/leftover/", "/leftover/alerts/", "/leftover/alerts/?province=9900000000"):
        minji.open(page)
        lists = minji.page.locator("main select").all()
        assert lists
        assert [each.evaluate(CUT) for each in lists] == [False] * len(lists)


@pytest.mark.parametrize(
    ("screen", "script", "language"),
    [("phone", True, "ko"), ("phone", False, "en"), ("tablet", True, "en")],
)
def test_nurse_park_sees_all_of_her_day_without_moving_it(seat, town, at, screen, script, language):
    make_booking(make_person("김민지", "1980-03-09"), town.slot)
    at("2021-08-26 10:05")
    park = seat(Visitor, screen, script, language)

    park.open("/staff/day/")
    log_in(park, "park")

    assert not park.page.locator(".staff-scroll").evaluate(SCROLLS)
    park.press("Arrived")
    park.follow("Record the dose")


def test_a_table_that_is_too_wide_for_a_phone_has_a_shade_where_it_goes_on(seat, town):
    make_staff("yun", "Privacy officers")
    yun = seat(Visitor, "phone", script=False)

    yun.open("/staff/roles/")
    log_in(yun, "yun")

    table = yun.page.locator(".staff-scroll")
    assert table.evaluate(SCROLLS)
    assert table.evaluate(SHADES) == 4
    row = "getComputedStyle(document.querySelector('.staff-scroll tbody tr')).backgroundColor"
    assert yun.page.evaluate(row) == "rgba(0, 0, 0, 0)"


def test_the_hours_of_a_weekday_can_be_read_and_typed(seat, town):
    OpeningHours.objects.create(clinic=town.hanbit, weekday=1, opens="09:00", closes="18:00")
    park = seat(Visitor, "phone")

    park.open(f"/staff/places/{town.hanbit.pk}/hours/")
    log_in(park, "park")

    times = park.page.locator(".staff-day [type=time]")
    assert {field.bounding_box()["width"] >= 70 for field in times.all()} == {True}


def test_the_link_of_an_invitation_fits_on_a_phone(seat, town):
    make_staff("oh", "Operations")
    oh = seat(Visitor, "phone", language="ko")

    oh.open("/staff/people/invite/")
    log_in(oh, "oh")
    oh.fill("Family name", "최")
    oh.fill("Given name", "간호")
    oh.page.locator("#id_role").select_option("Ministry analysts")
    oh.press("Make the link")

    assert oh.page.locator("code").is_visible()
