import csv
import io

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from bookings import sheets
from bookings.models import Booking
from clinics.models import Region

from .builders import make_booking, make_clinic, make_person, make_slot, make_staff

pytestmark = pytest.mark.django_db
URL = reverse("staff-reports")
AUGUST = {"first": "2021-08-01", "last": "2021-08-31"}


@pytest.fixture
def kim(client, at):
    """Analyst Kim of the ministry, logged in."""
    at("2021-08-30 00:30")
    kim = make_staff("kim", "Ministry analysts")
    client.force_login(kim)
    return kim


@pytest.fixture
def gaon():
    return make_clinic("Gaon Clinic")


@pytest.fixture
def naru():
    """A clinic in another district of the same province."""
    gaon = Region.objects.get(kind="district") if Region.objects.exists() else None
    province = gaon.province if gaon else make_clinic().district.province
    district = Region.objects.create(
        code="9922000000", kind="district", name_ko="나루군", name_en="Naru", province=province
    )
    return make_clinic("Naru Clinic", district=district)


def rows(r):
    body = b"".join(r.streaming_content).decode()
    assert body.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))


def test_kim_takes_the_bookings_of_august_home(client, kim, gaon):
    minji = make_booking(make_person(), make_slot(gaon, "2021-08-31 00:30"))
    make_booking(make_person("Jun"), make_slot(gaon, "2021-09-01 00:00"))

    r = client.post(URL, AUGUST)

    assert r["Content-Type"] == "text/csv; charset=utf-8"
    assert rows(r) == [
        {
            "reference": minji.reference,
            "vaccination day": "2021-08-31",
            "time": "00:30",
            "province": "가상도",
            "district": "가온시",
            "clinic": "Gaon Clinic",
            "campaign": "covid19",
            "round": "round-1",
            "dose": "1",
            "vaccine group": "mrna",
            "vaccine": "",
            "status": "confirmed",
            "channel": "web",
            "born in": "1980-1984",
            "sex": "F",
            "booked": "2021-08-30 00:30",
            "last change": "2021-08-30 00:30",
            "arrived": "",
        }
    ]


def test_nothing_in_it_names_anybody(client, kim, gaon):
    make_booking(
        make_person("Haneul", "1966-05-17", "+821055556666"), make_slot(gaon, "2021-08-31 09:00")
    )

    body = b"".join(client.post(URL, AUGUST).streaming_content).decode()

    assert [secret for secret in ("Haneul", "1966", "05-17", "5555") if secret in body] == []


def test_a_district_leaves_the_others_out(client, kim, gaon, naru):
    make_booking(make_person("Minji"), make_slot(gaon, "2021-08-30 09:00"))
    jun = make_booking(make_person("Jun"), make_slot(naru, "2021-08-30 09:00"))

    district = rows(client.post(URL, {**AUGUST, "region": naru.district.code}))
    province = rows(client.post(URL, {**AUGUST, "region": naru.district.province.code}))

    assert [row["reference"] for row in district] == [jun.reference]
    assert len(province) == 2


def test_an_export_is_written_down_with_who_what_and_how_many(client, kim, gaon):
    slot = make_slot(gaon, "2021-08-30 09:00")
    for name in ("Minji", "Jun", "Haneul"):
        make_booking(make_person(name), slot)

    exported = rows(client.post(URL, AUGUST))

    begun, done = AccessRecord.objects.order_by("pk")
    assert (begun.staff, begun.act, begun.target_kind) == (kim, "export", "bookings.booking")
    assert begun.reason == "2021-08-01..2021-08-31 all: begun"
    assert done.reason == f"2021-08-01..2021-08-31 all: {len(exported)} rows"
    assert len(exported) == Booking.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_download_that_breaks_off_is_written_down_too(client, kim, gaon, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_A_CHUNK", 1)
    slot = make_slot(gaon, "2021-08-30 09:00")
    for name in ("Minji", "Jun", "Haneul"):
        make_booking(make_person(name), slot)

    r = client.post(URL, AUGUST)
    stream = iter(r.streaming_content)
    next(stream), next(stream), next(stream)
    r.close()

    assert AccessRecord.objects.latest("pk").reason == "2021-08-01..2021-08-31 all: 2 rows"


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"first": "2021-08-31", "last": "2021-08-01"}, "__all__"),
        ({"first": "2020-01-01", "last": "2021-08-01"}, "__all__"),
        ({"first": "2021-02-30", "last": "2021-08-01"}, "first"),
        ({"first": "2021-08-01"}, "last"),
        ({**AUGUST, "region": "1"}, "region"),
        ({**AUGUST, "region": "\x00"}, "region"),
    ],
)
def test_wrong_answers_are_told_in_the_page_and_export_nothing(client, kim, answers, wrong):
    r = client.post(URL, answers)

    assert r.context["form"].errors.keys() == {wrong}
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("role", ["Clinic staff", "Call-centre operators", "Operations"])
def test_other_roles_cannot_export(client, at, role):
    at("2021-08-30 09:00")
    client.force_login(make_staff("park", role))

    assert client.post(URL, AUGUST).status_code == 403
    assert not AccessRecord.objects.exists()


def test_a_stranger_is_sent_to_log_in(client, db):
    assert client.post(URL, AUGUST).url == f"{reverse('admin:login')}?next={URL}"


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "　=1"],
)
def test_a_clinic_named_like_a_formula_stays_text(client, kim, name):
    make_booking(make_person(), make_slot(make_clinic(name), "2021-08-30 09:00"))

    assert [row["clinic"] for row in rows(client.post(URL, AUGUST))] == [f"'{name}"]


def test_numbers_and_harmless_text_stay_as_they_are():
    assert [sheets.disarmed(cell) for cell in (-1, None, "2021-08-30", "가온의원")] == [
        -1, None, "2021-08-30", "가온의원",
    ]  # fmt: skip
