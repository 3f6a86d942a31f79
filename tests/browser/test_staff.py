"""The clinic's day and the ministry's export, by the people who use them."""

import csv
from io import StringIO

import pytest
from django.db import connection

from accounts.models import StaffMember
from accounts.tests.builders import code_of
from bookings import notices, tallies
from bookings.exports import files
from bookings.models import Booking, Notification, ReportExport
from bookings.tests.builders import make_booking, make_person, seoul
from tests.processes import await_truth
from tests.town import EVENING

from .visitor import Visitor


def log_in(visitor, username, password="not-a-real-one"):
    """Password and second step; every page on the way is looked at."""
    visitor.page.locator("#id_username").fill(username)
    visitor.page.locator("#id_password").fill(password)
    visitor.press("Log in")
    visitor.page.locator("#id_token").fill(code_of(StaffMember.objects.get(username=username)))
    visitor.press("Continue")


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_nurse_park_sees_her_day_and_records_a_dose(seat, town, at, script, language):
    make_booking(make_person("김민지", "1980-03-09"), town.slot)
    at("2021-08-26 09:55")
    park = seat(Visitor, script=script, language=language)

    park.open("/staff/day/")
    log_in(park, "park")
    assert park.path() == "/staff/day/"
    park.sees("김*지")
    park.press("Show name and phone")
    park.follow("김민지")
    park.press("Arrived")
    park.page.locator("[name=on_paper]").check()
    park.press("Record the dose")
    park.sees("Take back what was recorded")
    assert Booking.objects.get().status == "completed"


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_analyst_kim_has_a_file_made_cancels_and_takes_it_home(
    seat, town, worker, paused, at, script, language
):
    make_booking(make_person("김민지", "1980-03-09"), town.slot)
    at("2021-08-09 20:01")
    tallies.refresh()
    kim = seat(Visitor, script=script, language=language)

    kim.open("/staff/reports/")
    log_in(kim, "kim")
    kim.fill("From", "2021-08-01")
    kim.fill("Until", "2021-09-30")
    with paused():
        kim.press("Make the file")
        kim.sees("It waits for its turn.")
        kim.follow("Do not reload this page by itself")
        kim.press("Cancel it")
        kim.press("Start again")
    file = kim.download("Fetch the file").decode("utf-8-sig")

    kim.look()
    assert kim.page.locator("code").text_content() == ReportExport.objects.get().sha256
    (_header, row) = csv.reader(StringIO(file, newline=""))
    assert "한빛의원" in row
    assert "김민지" not in file

    kim.open("/staff/dashboard/")
    assert kim.page.locator("canvas:visible").count() == (5 if script else 0)
    assert kim.page.locator("#days-caption").is_visible()
    kim.arrive(kim.page.locator("#provinces tbody a"))
    assert kim.page.locator("#districts-caption").is_visible()
    kim.follow("Openings, minute by minute")
    kim.sees("minute")


def book_far_away(slot):
    """A booking whose id is so high that an export looks for rows between for minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('bookings_booking', 'id')::regclass")
        (ids,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, 2000000000)", [ids])
        make_booking(make_person("이준"), slot)
        cursor.execute("SELECT setval(%s, %s)", [ids, Booking.objects.earliest("pk").pk])


def test_analyst_kim_sees_how_far_it_is_and_breaks_it_off(seat, town, worker, paused, at):
    make_booking(make_person("김민지", "1980-03-09"), town.slot)
    book_far_away(town.slot)
    at("2021-08-09 20:01")
    kim = seat(Visitor, language="ko")

    kim.open("/staff/reports/")
    log_in(kim, "kim")
    kim.fill("From", "2021-08-01")
    kim.fill("Until", "2021-09-30")
    kim.use(kim.button("Make the file"))
    # The page looks again every second; axe looks at it once that is switched off.
    kim.page.locator("progress[value='1']").wait_for()
    with paused():
        kim.follow("Do not reload this page by itself")
        kim.press("Cancel it")
        assert kim.button("Start again").is_visible()
    export = ReportExport.objects.get()
    await_truth(lambda: not [*files.folder().glob(f".{export.pk}-*")])
    assert (export.state, export.rows) == ("cancelled", 1)


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_nurse_park_settles_the_messages_that_nobody_took(seat, town, script, language):
    make_booking(make_person("김민지"), town.slot)
    make_booking(make_person("이준"), town.slot)
    Notification.objects.update(due_at=None, rested_at=seoul(EVENING), error=notices.REFUSED)
    park = seat(Visitor, script=script, language=language)

    park.open("/staff/messages/")
    log_in(park, "park")
    park.page.locator("[name=chosen]").first.check()
    park.press("Set the chosen ones aside")
    park.sees("Please say why they are set aside.")
    park.page.locator("[name=reason]").fill("전화로 알림")
    park.press("Set the chosen ones aside")
    park.press("Send all of them again")
    park.sees("Every message was delivered or is still being tried.")
