"""Minji reads Korean: no English is left on any page of hers or of the people who serve her."""

import re
import uuid
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import StaffMember
from accounts.tests.builders import make_person, make_root, show_cookie, verify
from bookings import desk, leftovers, notices, reminders, supply
from bookings.models import Booking, DoseRecord, Notification, ReportExport, SupplyAct, WorkItem
from bookings.proof.tokens import token
from bookings.tests.builders import (
    answer_no,
    give_dose,
    make_booking,
    make_group,
    make_round,
    make_slot,
    make_staff,
)
from bookings.tests.leftovers import make_terms, publish
from bookings.tests.supply import Lee
from clinics.models import Lot, Vaccine
from portal.operations import desk as operations
from portal.operations.models import OperatorAct
from portal.operations.pulses import Heart
from portal.waiting.admission import Crowd, Health
from portal.waiting.tests.early import make_line

from .town import EVENING, Town

#: Written in Latin letters in Korean, too.
ALSO_KOREAN = {"English", "QR", "CSV", "XLSX", "JSON", "Lines", "SHA", "km", "WCAG", "AA", "axe"}
#: Booking numbers, a particle right behind them or not.
NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{12}(?![A-Z0-9])")
SEEN = re.compile(r'(?:alt|title|aria-label|placeholder)="([^"]*)"|>([^<]*)<')


@pytest.fixture
def town(at):
    at(EVENING)
    return Town()


@pytest.fixture
def verification(town):
    return verify(make_person("김민지", "1980-03-09"))


@pytest.fixture
def minji(korean_client, verification):
    return show_cookie(korean_client, verification)


def english_on(page):
    """The English words that a page shows or says, apart from booking numbers."""
    html = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page.text)
    seen = " ".join(unescape(said or shown) for said, shown in SEEN.findall(html))
    words = re.findall(r"[A-Za-z]{2,}", NUMBER.sub("", seen))
    return sorted(set(words) - ALSO_KOREAN)


def test_before_she_says_who_she_is(korean_client, town):
    refused = korean_client.post("/verify/", {"number_front": "abc", "phone": "02-1"})
    paths = ["/", "/verify/", "/nothing/", "/staff/login/", "/privacy/", "/accessibility/"]
    pages = [korean_client.get(path) for path in paths]

    assert [english_on(page) for page in [refused, *pages]] == [[]] * 7


def test_on_her_way_to_a_leftover_dose(minji, town):
    make_terms()
    Vaccine.objects.update(name_ko="화이자")
    town.hanbit.nurse = town.nurse
    batch = publish(town.hanbit, 5, "2021-08-09 22:00")
    while leftovers.offer_batch():
        pass
    place = {"province": town.hanbit.district.province.code, "district": town.hanbit.district.code}
    minji.post("/leftover/alerts/", {"add": town.hanbit.pk})
    pages = [
        minji.get("/leftover/"),
        minji.get("/leftover/", place),
        minji.get(f"/leftover/{batch.pk}/"),
        minji.get("/leftover/alerts/", place),
        minji.post("/leftover/alerts/choices/", {"quiet_from": "21:00"}),
    ]

    assert [english_on(page) for page in pages] == [[]] * 5


def test_on_her_way_to_a_place(minji, town):
    search = {"province": town.hanbit.district.province.code, "district": town.hanbit.district.code}
    pages = [
        minji.get("/book/"),
        minji.get("/book/clinics/"),
        minji.get("/book/clinics/", search),
        minji.get("/book/clinics/", search | {"from": "2021-09-09", "to": "2021-09-01"}),
        minji.get("/book/clinics/", search | {"from": "2021-09-09", "to": "2021-09-10"}),
        minji.get(town.hanbit.get_absolute_url()),
        minji.get("/book/check/", {"slot": town.slot.pk}),
        minji.get("/bookings/"),
    ]

    assert [english_on(page) for page in pages] == [[]] * 8


WAYS = ["", "confirmed", "rejected", "cancelled", "confirmed completed", "confirmed no_show"]


@pytest.mark.parametrize("way", WAYS)
def test_whatever_becomes_of_her_booking(minji, verification, town, way):
    booking = desk.book(verification.pk, town.slot.pk, uuid.uuid4())
    for status in way.split():
        rejection = "closed" if status == "rejected" else ""
        Booking.objects.filter(pk=booking.pk).update(status=status, rejection=rejection)
    page = booking.get_absolute_url()
    pages = [minji.get(path) for path in [page, f"{page}cancel/", "/bookings/", "/book/"]]

    assert [english_on(page) for page in pages] == [[]] * 4


def test_when_she_wants_another_time(minji, verification, town):
    booking = make_booking(verification.person, town.slot)
    other = make_slot(town.hanbit, "2021-08-29 07:00", capacity=0)
    page = booking.get_absolute_url()
    search = {"province": town.hanbit.district.province.code, "district": town.hanbit.district.code}
    pages = [
        minji.get(f"{page}change/"),
        minji.get(f"{page}change/clinics/", search),
        minji.get(f"{page}change/check/", {"slot": other.pk}),
        minji.get(f"{page}change/check/", {"slot": town.slot.pk}),
        minji.post(f"{page}change/check/", {"slot": other.pk, "key": "x"}),
        minji.get(f"{page}second/"),
        minji.get(f"{page}second/check/", {"slot": other.pk}),
    ]
    desk.cancel(booking)
    pages.append(minji.get(f"{page}change/"))

    assert [english_on(page) for page in pages] == [[]] * 8


def test_when_her_turn_is_still_to_come(minji, verification, town, at):
    at("2021-08-09 19:59:59")
    reminders.ask(verification.person, town.round.pk)
    later = make_round("2021-08-12 20:00", "2021-08-13 18:00", code="9-일생")
    ways = ["/", "/book/", f"/book/check/?slot={town.slot.pk}", "/bookings/?saved"]
    pages = [minji.get(path) for path in ways]
    pages.append(minji.post("/bookings/messages/", {"language": "x"}))
    pages.append(minji.post("/bookings/reminders/", {"round": later.pk + 1, "wanted": "on"}))
    pages.append(minji.get("/bookings/?late"))

    assert [english_on(page) for page in pages] == [[]] * 7


def test_at_the_desk_and_in_the_ministry(korean_client, town):
    booking = make_booking(make_person("김민지"), town.slot, "no_show")
    Vaccine.objects.update(name_ko="화이자")
    placeless = make_booking(make_person("이준"), town.slot)
    item = WorkItem.objects.create(booking=placeless, kind="second_dose")
    korean_client.force_login(make_root("박간호사"))
    pages = [
        korean_client.get("/staff/day/", {"clinic": town.hanbit.pk, "date": "2021-08-26"}),
        korean_client.post(
            "/staff/day/find/",
            {"clinic": town.hanbit.pk, "date": "2021-08-26", "words": "없는 사람"},
        ),
        korean_client.get(reverse("staff-card", args=[booking.reference])),
        korean_client.get(reverse("staff-correct", args=[booking.reference])),
        *(korean_client.get(page) for page in kim_s_pages(korean_client)),
        korean_client.get(f"/staff/bookings/booking/{booking.pk}/change/"),
        korean_client.get("/staff/messages/"),
        korean_client.get("/staff/work/"),
        korean_client.get("/staff/day/print/", {"clinic": town.hanbit.pk, "date": "2021-08-26"}),
        korean_client.get("/staff/day/walk-in/"),
        korean_client.get("/staff/work/missed/"),
        korean_client.get(f"/staff/work/missed/{booking.reference}/"),
        korean_client.get(f"/staff/work/{item.pk}/"),
    ]
    for template, error in [("confirmed", notices.REFUSED), ("no_show", notices.SEALED)]:
        Notification.objects.filter(template=template).update(
            due_at=None, rested_at="2021-08-09T20:00+09:00", error=error
        )
    pages.append(korean_client.post("/staff/messages/", {"act": "again"}))

    stored = {"AB", "park"}
    assert [sorted({*english_on(page)} - stored) for page in pages] == [[]] * len(pages)


def kim_s_pages(client):
    """A file in each state, the list of them and of those of every midnight."""
    daily = {"kind": "counts", "format": "csv", "daily": "1"}
    client.post("/staff/reports/", daily)
    days = {"first": "2021-08-01", "last": "2021-08-31"}
    client.post("/staff/reports/", {"kind": "bookings", "format": "csv", **days})
    page = ReportExport.objects.get().get_absolute_url()
    yield from ("/staff/reports/", page)
    for state in (
        {"state": "failed", "failure": "rows"},
        {"state": "done", "sha256": "7" * 64, "bytes": 7},
    ):
        ReportExport.objects.update(**{"failure": "", **state})
        yield page


def test_at_the_refrigerator(korean_client, town):
    lot = Lot.objects.get()
    Vaccine.objects.update(name_ko="화이자")
    make_booking(make_person("김민지"), town.slot)
    korean_client.force_login(make_root("박간호사"))
    of, stock = {"clinic": town.hanbit.pk}, reverse("staff-stock")
    receive = reverse("staff-stock-receive", args=[town.hanbit.pk])
    pages = [korean_client.get(stock, of), korean_client.get(reverse("staff-stock-history"), of)]
    pages += [korean_client.get(receive), korean_client.post(receive, {"number": "x"})]
    pages.append(korean_client.get(reverse("staff-stock-lot", args=[lot.pk])))
    for act in ("waste", "keep", "send", "count", "expiry"):
        address = reverse("staff-stock-act", args=[lot.pk, act])
        pages += [korean_client.get(address), korean_client.post(address, {"doses": "0"})]

    stored = {"AB", "storekeeper"}
    assert [sorted({*english_on(page)} - stored) for page in pages] == [[]] * len(pages)


def test_what_is_asked_before_a_dose_and_proved_after(korean_client, at, town):
    Vaccine.objects.update(name_ko="화이자")
    booking = make_booking(make_person("김민지"), town.slot)
    show_cookie(korean_client, verify(booking.person))
    asked = reverse("screening", args=[booking.reference])
    pages = [korean_client.get(asked)]
    at("2021-08-26 09:00")
    show_cookie(korean_client, verify(booking.person))
    pages += [korean_client.get(asked), korean_client.post(asked, {})]
    answer_no(booking, "pregnant")
    pages.append(korean_client.get(booking.get_absolute_url()))
    park = make_root("박간호사")
    korean_client.force_login(park)
    pages.append(korean_client.get(reverse("staff-screening", args=[booking.reference])))
    desk.agree(booking, park)
    give_dose(booking)
    pages.append(korean_client.get(booking.get_absolute_url()))
    pages.append(korean_client.get("/proof/x.y/"))
    checked = reverse("proof", args=[token([DoseRecord.objects.get().code])])
    pages.append(korean_client.get(checked))

    assert [sorted({*english_on(page)} - {"AB"}) for page in pages] == [[]] * len(pages)


def test_when_supply_changes(korean_client, town):
    booking = make_booking(make_person("김민지"), town.slot)
    Vaccine.objects.update(name_ko="화이자")
    lee = Lee()
    StaffMember.objects.filter(pk=lee.member.pk).update(username="이공급")
    korean_client.force_login(lee.member)
    acts = [lee.prepare("late", reason="배송 지연"), lee.prepare("recall", reason="회수")]
    clinics = [town.hanbit.pk]
    done = lee.carry_out("late", reason="배송 지연", clinics=clinics)
    gone = lee.prepare("dropout", reason="폐업", clinics=clinics, last_date=None)
    supply.start(gone, lee.member)
    other = Vaccine.objects.create(code="new", name_ko="새", name_en="New", group=make_group())
    acts += [lee.prepare("swap", reason="교체", replacement=other), gone, done]
    listed = WorkItem.objects.get(booking=booking)
    pages = ["supply/", "supply/lots/", *(f"supply/new/{kind}/" for kind in SupplyAct.Kind.values)]
    pages += [f"supply/new/dropout/?region={town.hanbit.district.code}", f"work/{listed.pk}/"]
    pages += [f"supply/{act.pk}/" for act in acts]
    answers = [korean_client.get(f"/staff/{page}") for page in pages]
    answers.append(korean_client.post("/staff/supply/new/swap/", {"last_date": "x"}))
    answers.append(
        korean_client.post(f"/staff/supply/{gone.pk}/settle/", {"verb": "x"}, follow=True)
    )
    show_cookie(korean_client, verify(booking.person))
    answers.append(korean_client.get(booking.get_absolute_url()))

    assert [english_on(page) for page in answers] == [[]] * len(answers)


def test_in_the_opening_room(korean_client, town, store):
    seo, bae = (make_staff(name, "Operations") for name in ("서운영", "배운영"))
    town.round.code = "9-일생"
    town.round.save()
    operations.set_state(seo, {"state": "open"}, {"state": "paused"}, "시각 오류")
    operations.stop(seo, town.round, "시각 오류")
    operations.review(bae, OperatorAct.objects.earliest("pk"), "확인함")
    make_round("2021-08-12 20:00", "2021-08-13 18:00", code="12-일생")
    Heart().beat(Health(), Crowd(0, 0, 0, 0), 1.0)
    korean_client.force_login(bae)
    act, stopped = OperatorAct.objects.latest("pk").pk, f"rounds/{town.round.pk}"
    pages = ["", "table/", "lines/", "lines/new/", "rounds/", "acts/", f"acts/{act}/review/"]
    pages += ["gate/rates/", "gate/state/", "gate/message/"]
    line = make_line(announced=False)
    pages += [f"lines/{line.pk}/{step}" for step in ("", "announce/", "reveal/", "confirm/")]
    pages += [f"{stopped}/extend/", f"{stopped}/stop/"]
    english = [english_on(korean_client.get(f"/staff/operations/{page}")) for page in pages]

    assert english == [[]] * len(pages)
