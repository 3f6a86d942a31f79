"""The privacy officer finds who looked at whom, reviews each month, and follows alarms."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import records
from accounts.models import (
    AccessDay,
    AccessForgetting,
    AccessRecord,
    AccessReview,
    AccessRule,
)
from accounts.tasks import forget_access
from bookings.staff.access import counting
from bookings.tests.builders import make_booking, make_clinic, make_person, make_slot, make_staff
from clinics.tests.builders import seoul

pytestmark = pytest.mark.django_db
SEARCH = reverse("staff-access")


@pytest.fixture
def yun(client, at):
    """Privacy officer Yun, on the evening of 26 August."""
    at("2021-08-26 18:00")
    yun = make_staff("yun", "Privacy officers")
    client.force_login(yun)
    return yun


@pytest.fixture
def park(yun):
    return make_staff("park", "Clinic staff", make_clinic("Gaon Clinic"))


def look(staff, people, when="2021-08-26 10:00", act="view", **more):
    kind = more.pop("target_kind", "accounts.person")
    return AccessRecord.objects.create(
        staff=staff, act=act, target_kind=kind, target_ids=people, at=seoul(when), **more
    )


def found(client, **asked):
    r = client.get(SEARCH, asked)
    return [record.pk for record in r.context["records"]]


def test_she_finds_who_looked_at_minji(client, park):
    booking = make_booking(make_person("Minji"), make_slot(park.clinics.get(), "2021-08-27 09:00"))
    minji = booking.person_id
    mine = [
        look(park, [minji + 1, minji]),
        look(park, [booking.pk], target_kind="bookings.booking", act="change"),
    ]
    look(park, [minji + 1])
    look(park, [minji], target_kind="bookings.supplyact")
    newest_first = [record.pk for record in reversed(mine)]

    assert found(client, whose=booking.reference) == newest_first
    assert found(client, whose=str(minji))[1:] == newest_first  # and her own search


def test_she_finds_what_a_nurse_did_on_a_day(client, park):
    early = look(park, [1], "2021-08-25 23:59")
    late = look(park, [2], "2021-08-26 00:00", act="search")
    other = look(make_staff("choi", "Clinic staff"), [1])

    assert found(client, staff="park") == [late.pk, early.pk]
    assert found(client, staff="park", first="2021-08-26") == [late.pk]
    assert found(client, staff="park", last="2021-08-25") == [early.pk]
    assert found(client, act="view", last="2021-08-26") == [other.pk, early.pk]
    assert found(client, act="export") == []


def test_each_search_is_itself_written_down(client, yun, park):
    client.get(SEARCH, {"staff": "park"})
    client.get(SEARCH, {"whose": "77"})

    assert list(
        AccessRecord.objects.order_by("pk").values_list("staff", "act", "target_ids", "reason")
    ) == [(yun.pk, "search", [], "staff: park"), (yun.pk, "search", [77], "whose: 77")]


def test_she_turns_the_pages_of_a_long_list(client, park):
    pks = [look(park, [1]).pk for _number in range(120)]

    r = client.get(SEARCH, {"staff": "park"})
    pages = [found(client, staff="park")]
    while (more := r.context["more"]) is not None:
        r = client.get(SEARCH, {"staff": "park", "before": more.pk})
        pages.append([record.pk for record in r.context["records"]])

    assert [len(page) for page in pages] == [50, 50, 20]
    assert [pk for page in pages for pk in page] == pks[::-1]


@pytest.mark.parametrize(
    "asked", [{"staff": "nobody"}, {"whose": "?"}, {"first": "x"}, {"act": "x"}, {"whose": "\x00"}]
)
def test_what_cannot_be_asked_is_said_and_finds_nothing(client, yun, asked):
    if "\x00" in "".join(asked.values()):
        assert client.get(SEARCH, asked).status_code == 400
        return
    r = client.get(SEARCH, asked)
    assert r.context["records"] == []
    assert r.context["form"].errors
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
def test_a_page_that_is_none_is_the_first(client, park, before):
    record = look(park, [1])

    assert found(client, staff="park", before=before) == [record.pk]


def team(clinic, people):
    """Nurses of one clinic who saw so many people today."""
    for number, count in enumerate(people):
        nurse = make_staff(f"nurse{number}", "Clinic staff", clinic)
        look(nurse, list(range(1000, 1000 + count)))
        look(nurse, list(range(1000, 1000 + count)), "2021-08-26 11:00")  # the same people again


def test_a_day_is_held_against_peers(client, park):
    AccessRule.objects.update_or_create(pk=1, defaults={"floor": 10, "factor": 3})
    gaon = park.clinics.get()
    team(gaon, [4, 5, 6, 31])
    look(make_staff("caller", "Call-centre operators"), list(range(40)), act="search")

    counting.count_days()

    days = {day.staff.username: day for day in AccessDay.objects.select_related("staff")}
    seen = {name: (day.people, day.usual, day.alarm) for name, day in days.items()}
    assert seen == {
        "nurse0": (4, 6.0, False),
        "nurse1": (5, 6.0, False),
        "nurse2": (6, 5.0, False),
        "nurse3": (31, 5.0, True),
        "caller": (40, 0.0, True),
    }
    assert days["nurse3"].views == 2
    assert days["nurse3"].peers == f"Clinic staff · {gaon.kind}"


def test_counted_again_a_day_is_the_same_and_an_alarm_stays_one(client, park):
    AccessRule.objects.update_or_create(pk=1, defaults={"floor": 10, "factor": 3})
    team(park.clinics.get(), [4, 5, 31])
    counting.count_days()
    once = list(AccessDay.objects.order_by("pk").values())
    counting.count_days()
    assert list(AccessDay.objects.order_by("pk").values()) == once

    for number in range(5):
        look(make_staff(f"late{number}", "Clinic staff", park.clinics.get()), list(range(30)))
    counting.count_days()
    assert AccessDay.objects.get(staff__username="nurse2").alarm


def test_who_works_alone_is_held_against_the_days_before(client, park):
    AccessRule.objects.update_or_create(pk=1, defaults={"floor": 10, "factor": 3})
    for day in (24, 25):
        look(park, list(range(20)), f"2021-08-{day} 10:00")
        AccessDay.objects.create(
            staff=park, day=date(2021, 8, day), peers="x", people=20, alarm=False,
            views=1, reveals=0, searches=0, exports=0, changes=0,
        )  # fmt: skip
    look(park, list(range(59)))

    counting.count(date(2021, 8, 26))

    today = AccessDay.objects.get(day=date(2021, 8, 26))
    assert (today.people, today.usual, today.alarm) == (59, 20.0, False)


def test_an_alarm_stands_on_her_start_page_until_she_says_what_it_was(client, yun, park):
    day = AccessDay.objects.create(
        staff=park, day=date(2021, 8, 26), peers="Clinic staff", people=300, usual=20, alarm=True,
        views=1, reveals=0, searches=0, exports=0, changes=0,
    )  # fmt: skip
    assert "park saw 300 people" in client.get(reverse("admin:index")).content.decode()

    settle = reverse("staff-access-settle", args=[day.pk])
    client.post(settle, {"finding": ""})
    assert not AccessReview.objects.exists()
    client.post(settle, {"finding": "a bus of pilgrims"})
    again = client.post(settle, {"finding": "once more"}, follow=True)

    assert "reviewed already" in again.content.decode()
    assert "park saw" not in client.get(reverse("admin:index")).content.decode()
    review = AccessReview.objects.get()
    assert (review.by, review.alarm, review.finding) == (yun, day, "a bus of pilgrims")
    assert review.month == date(2021, 8, 1)


def test_a_month_is_signed_off_once_and_when_it_is_over(client, yun, park):
    look(park, [1, 2, 3], "2021-07-31 10:00")
    counting.count(date(2021, 7, 31))
    july = reverse("staff-access-review", args=["2021-07"])
    page = client.get(july).content.decode()
    assert "park" in page
    assert "Reviewed" in page
    this = client.get(reverse("staff-access-review", args=["now"])).content.decode()
    assert "This month is not over yet." in this

    client.post(july, {"finding": "nothing unusual"})

    assert "Reviewed by yun" in client.get(july).content.decode()
    client.post(july, {"finding": "again"})
    client.post(reverse("staff-access-review", args=["2021-08"]), {"finding": "too early"})
    assert list(AccessReview.objects.values_list("finding", flat=True)) == ["nothing unusual"]


def test_nobody_changes_deletes_or_empties_records(park, guards_against_emptying):
    look(park, [1])
    for statement in (
        "UPDATE accounts_accessrecord SET reason = 'x'",
        "DELETE FROM accounts_accessrecord",
        "TRUNCATE accounts_accessrecord",
        "SET LOCAL portal.forgetting = 'on'; DELETE FROM accounts_accessrecord",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AccessRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("today", "gone", "kept"),
    [
        ("2021-08-26 18:00", "2019-08-26 17:59", "2019-08-26 18:01"),  # over 29 February 2020
        ("2023-08-26 18:00", "2021-08-26 17:59", "2021-08-26 18:01"),
    ],
)
def test_after_two_years_records_go_and_that_is_written_down(park, at, today, gone, kept):
    at(today)
    look(park, [1], gone)
    kept = look(park, [1], kept)

    forget_access()

    assert list(AccessRecord.objects.values_list("pk", flat=True)) == [kept.pk]
    forgotten = AccessForgetting.objects.get()
    assert (forgotten.records, forgotten.newest) == (1, seoul(gone))
    assert records.forget() == 0


@pytest.mark.parametrize("door", ["on", ""])
def test_the_database_lets_none_go_before_two_years_are_over(park, door):
    """Whatever stands in the way of the one door out. The years hold 29 February 2020."""
    look(park, [1], "2019-08-26 18:01")

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.forgetting', %s, true)", [door])

    with pytest.raises(DatabaseError, match="two years"), transaction.atomic():
        AccessRecord.objects.all().delete()


@pytest.mark.parametrize("role", ["Clinic staff", "Operations", "Ministry analysts"])
def test_nobody_else_searches_them(client, yun, role):
    client.force_login(make_staff("lee", role))

    assert client.get(SEARCH).status_code == 403
