"""Names and phones are masked until a member of staff asks, which is written down."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.builders import make_root
from accounts.tests.revealing import mask, offered
from bookings.models import WorkItem
from bookings.tests.builders import make_booking, make_clinic, make_person, make_slot, make_staff

pytestmark = pytest.mark.django_db
REVEAL = reverse("staff-reveal")
TEMPLATES = settings.BASE_DIR / "templates"


@pytest.fixture
def minji(at):
    at("2021-08-26 09:20")
    return make_person("김민지혜", "1980-03-09", "01012345678")


@pytest.fixture
def item(minji):
    booking = make_booking(minji, make_slot(make_clinic(), "2021-08-27 09:00"))
    return WorkItem.objects.create(booking=booking, kind="second_dose")


@pytest.fixture
def park(client, item):
    park = make_staff("park", "Clinic staff", item.booking.slot.clinic)
    client.force_login(park)
    return park


def shows(page):
    return "김민지혜" in page and "01012345678" in page


def test_her_name_is_masked_until_nurse_park_asks_and_that_is_written_down(client, park, item):
    url = reverse("staff-work-item", args=[item.pk])
    page = client.get(url).content.decode()
    assert "김**혜, 1980," in page
    assert not shows(page)

    r = client.post(REVEAL, offered(page))

    assert r.url == url
    page = client.get(url).content.decode()
    assert shows(page)
    assert "1980-03-09" in page
    asked = AccessRecord.objects.get(act="reveal")
    assert (asked.staff, asked.target_ids) == (park, [item.booking.person_id])


def test_she_masks_it_again_herself(client, park, item):
    url = reverse("staff-work-item", args=[item.pk])
    assert "Mask names" not in client.get(url).text
    client.post(REVEAL, offered(client.get(url).text))
    assert "Mask names" in client.get(url).text

    r = mask(client, url)

    assert r.redirect_chain == [(url, 302)]
    assert not shows(r.text)


def test_what_was_asked_for_is_masked_again_after_a_while(client, park, item, at):
    url = reverse("staff-work-item", args=[item.pk])
    client.post(REVEAL, offered(client.get(url).content.decode()))
    at("2021-08-26 09:34")
    assert shows(client.get(url).content.decode())
    at("2021-08-26 09:36")

    assert not shows(client.get(url).content.decode())


def test_where_it_is_not_the_days_work_she_says_why(client, park, item):
    url = reverse("admin:bookings_booking_change", args=[item.booking_id])
    page = client.get(url).content.decode()
    assert not shows(page)

    r = client.post(REVEAL, offered(page), follow=True)
    assert "Please say why you need to see this." in r.content.decode()
    assert not shows(client.get(url).content.decode())
    assert not AccessRecord.objects.filter(act="reveal").exists()

    client.post(REVEAL, {**offered(page), "reason": "calls because of her second dose"})
    assert shows(client.get(url).content.decode())
    assert AccessRecord.objects.get(act="reveal").reason == "calls because of her second dose"


def test_a_form_that_was_made_for_another_shows_nobody(client, park, item):
    page = client.get(reverse("staff-work-item", args=[item.pk])).content.decode()
    other = Client(headers={"accept-language": "en"})
    other.force_login(make_root())

    for people in (offered(page)["people"], "made-up", "", "\x00"):
        r = other.post(REVEAL, {"people": people, "next": "//elsewhere.example/"})
        assert r.url == reverse("admin:index")
    assert not AccessRecord.objects.filter(act="reveal").exists()


def test_lists_and_pages_of_the_admin_write_down_whom_they_show(client, park, item):
    person, booking = item.booking.person_id, item.booking
    changelist = reverse("admin:bookings_booking_changelist")
    for url, act in [
        (changelist, "view"),
        (f"{changelist}?q={booking.reference}", "search"),
        (reverse("admin:bookings_booking_change", args=[booking.pk]), "view"),
        (reverse("admin:bookings_booking_history", args=[booking.pk]), "view"),
        (reverse("admin:bookings_notification_changelist"), "view"),
        (reverse("admin:bookings_workitem_changelist"), "view"),
        (reverse("staff-work"), "view"),
    ]:
        before = AccessRecord.objects.count()
        assert client.get(url).status_code == 200
        record = AccessRecord.objects.latest("pk")
        assert AccessRecord.objects.count() == before + 1
        assert (record.act, record.target_kind) == (act, "accounts.person")
        assert record.target_ids == [person]


def test_only_the_card_at_the_desk_writes_names_or_birth_dates_without_the_tags_that_mask_them():
    """And the link that dials a phone, which is made of one that was asked for."""
    pages = [*(TEMPLATES / "staff").rglob("*.html"), *(TEMPLATES / "admin").rglob("*.html")]
    plain = re.compile(r"\bperson\.(name|phone|birth_date(?!\.year))\b")

    found = {page.name for page in pages if plain.search(page.read_text())}

    assert found == {"card.html", "missed_one.html"}
