"""How much one sign-in may take home in a day, to the file, the row and the second."""

import pytest
from django.urls import reverse

from accounts.models import StaffMember
from accounts.tests.builders import enrolled
from bookings import exports
from bookings.models import ReportExport
from bookings.refusals import Refused

from .builders import make_staff, seoul
from .exports import AUGUST, URL, order

pytestmark = pytest.mark.django_db
State = ReportExport.State


@pytest.fixture
def kim(client, at):
    at("2021-08-30 12:00")
    kim = make_staff("kim", "Ministry analysts")
    client.force_login(kim)
    return kim


def made(export, at="2021-08-30 12:00", rows=1):
    """As a worker would leave it."""
    done = {"state": State.DONE, "sha256": "0" * 64, "rows": rows, "ended_at": seoul(at)}
    ReportExport.objects.filter(pk=export.pk).update(**done)
    return export


def wish(number):
    return {"first": f"2021-08-{number + 1:02}"}


def refused(client, **more):
    """What the page says to one wish more of hers, who has logged in just now."""
    client.force_login(enrolled(StaffMember.objects.get(username=more.pop("whose", "kim"))))
    r = client.post(URL, {**AUGUST, "first": "2021-08-30", **more})
    if r.status_code == 302:
        assert r.url.startswith(URL)
        return []
    return list(r.context["form"].non_field_errors())


def test_twenty_files_are_a_day(client, kim, at):
    """Wishes that differ, one after another: three under way at a time were no limit."""
    for number in range(20):
        made(order(kim, **wish(number)))

    assert refused(client) == [
        "You may have 20 exports a day. You may ask again on 31 August 2021, from 00:00."
    ]
    make_staff("ko", "Ministry analysts")
    assert refused(client, whose="ko") == []
    at("2021-08-30 23:59:59")
    assert refused(client) != []
    at("2021-08-31 00:00")
    assert refused(client) == []


def test_she_is_told_in_korean(client, kim, settings):
    settings.EXPORTS_A_DAY, settings.EXPORT_ROWS_A_DAY = 2, 1000
    client.cookies["django_language"] = "ko"
    made(order(kim, **wish(1)), rows=1000)

    assert refused(client) == [
        "내보내기는 하루 1,000행까지 할 수 있으며 오늘 1,000행을 받았습니다. "
        "2021년 8월 31일 00시부터 다시 요청할 수 있습니다."
    ]
    settings.EXPORTS_A_DAY = 1
    assert refused(client) == [
        "내보내기는 하루 1건까지 할 수 있습니다. 2021년 8월 31일 00시부터 다시 요청할 수 있습니다."
    ]


def test_so_many_rows_are_a_day(client, kim, at, settings):
    settings.EXPORT_ROWS_A_DAY = 5_000_000
    made(order(kim, **wish(1)), "2021-08-29 23:59:59", rows=5_000_000)
    made(order(kim, **wish(2)), rows=3_000_000)
    made(order(kim, **wish(3)), rows=1_999_999)
    cancelled = order(kim, **wish(4))
    assert refused(client) == []

    ReportExport.objects.filter(pk=cancelled.pk).update(rows=1)  # it is being written

    assert refused(client, last="2021-08-30") == [
        "You may have 5,000,000 rows a day, and have had 5,000,000. You may ask again on "
        "31 August 2021, from 00:00."
    ]
    exports.cancel(cancelled)
    assert refused(client, last="2021-08-30") == []


def test_what_was_cancelled_counts_again_when_it_is_started_again(client, kim, settings):
    settings.EXPORTS_A_DAY = 2
    over = order(kim, **wish(1))
    exports.cancel(over)
    made(order(kim, **wish(2)))
    made(order(kim, **wish(3)))

    r = client.post(reverse("staff-export-settle", args=[over.pk]), {"verb": "again"}, follow=True)

    assert "You may have 2 exports a day." in r.content.decode()
    over.refresh_from_db()
    assert over.state == State.CANCELLED


def test_what_is_there_already_is_shown_on_a_day_without_more(kim, settings):
    settings.EXPORTS_A_DAY = 1
    moment = {"as_of": seoul("2021-08-29 12:00")}
    first = made(order(kim, **moment))

    assert order(kim, **moment) == first
    with pytest.raises(Refused):
        order(kim, as_of=seoul("2021-08-29 13:00"))


def test_daily_files_are_of_the_day_and_not_more_than_it_may_have(client, kim, at, settings):
    settings.EXPORTS_A_DAY = 2
    for kind in ("counts", "places"):
        assert refused(client, kind=kind, daily="") == []
    assert refused(client, kind="waste", daily="") == [
        "You get 2 files every day already. Please stop one first."
    ]

    at("2021-08-31 00:00:05")
    exports.ask_for_the_day()
    for export in ReportExport.objects.exclude(schedule=None):
        made(export, "2021-08-31 00:01")

    assert len(refused(client)) == 1
    at("2021-09-01 00:00")
    assert refused(client) == []
