"""What somebody new meets in the staff area, in words that are theirs and not a programmer's."""

import pytest
from django.urls import reverse

from accounts.models import AccessRecord, StaffMember
from accounts.tests.builders import make_root
from bookings.tests.builders import (
    make_booking,
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
    make_staff,
)
from portal.areas import AREAS

pytestmark = pytest.mark.django_db
KOREAN = {"headers": {"accept-language": "ko"}}


@pytest.fixture
def booking(at):
    at("2021-08-09 20:01")
    return make_booking(make_person("Minji"), make_slot(make_clinic(), "2021-08-26 10:00"))


@pytest.mark.parametrize("role", ["Clinic staff", "Ministry analysts"])
def test_the_start_page_leads_to_the_rooms_of_a_role_and_says_what_they_are_for(client, role):
    somebody = make_staff("somebody", role)
    client.force_login(somebody)

    page = client.get(reverse("admin:index")).content.decode()

    may = somebody.get_all_permissions()
    mine = [area for area in AREAS if not area.permissions or may & set(area.permissions)]
    assert 2 < len(mine) < len(AREAS)
    said = [area.says for area in AREAS if f"<p>{area.says}</p>" in page]
    assert said == [area.says for area in mine]
    assert page.count(f'href="{reverse("staff-day")}"') == (2 if role == "Clinic staff" else 0)
    assert "recent-actions" not in page


def test_a_wrong_password_calls_nobody_an_administrator(client):
    StaffMember.objects.create_user("park", password="gaon-park-2021", is_staff=True)

    r = client.post(reverse("admin:login"), {"username": "park", "password": "wrong"}, **KOREAN)

    assert "사용자 이름 또는 비밀번호가 올바르지 않습니다." in r.content.decode()
    assert "초대받은 링크" in r.content.decode()


def test_a_page_that_is_not_there_or_not_hers_leads_a_nurse_back_to_her_work(client):
    client.force_login(make_staff("park", "Clinic staff", make_clinic()))

    missing = client.get("/staff/day/2222222222AB/")
    forbidden = client.get(reverse("staff-people"))
    citizens = client.get("/nowhere/")

    assert (missing.status_code, forbidden.status_code, citizens.status_code) == (404, 403, 404)
    for page in (missing.content.decode(), forbidden.content.decode()):
        assert f'href="{reverse("admin:index")}"' in page
        assert "My bookings" not in page
    assert "a clinic that does not name you" in missing.content.decode()
    assert "Your role does not include it." in forbidden.content.decode()
    assert "My bookings" in citizens.content.decode()


def test_times_and_headings_of_the_admin_are_written_as_everywhere(client, booking):
    client.force_login(make_root())

    one = client.get(reverse("admin:bookings_booking_change", args=[booking.pk]), **KOREAN)
    several = client.get(reverse("admin:bookings_booking_changelist"), **KOREAN)

    assert "2021-08-26 10:00" in one.content.decode()
    assert "+00:00" not in one.content.decode()
    assert "<h1>예약</h1>" in one.content.decode()
    assert "<h1>예약</h1>" in several.content.decode()


def test_the_admin_names_the_vaccines_of_a_round_and_the_two_people(client):
    group = make_group()
    version = make_round(digit=9).current
    client.force_login(make_root())

    page = client.get(reverse("admin:bookings_round_change", args=[version.round_id]), **KOREAN)

    assert "제안자" in page.content.decode()
    assert "승인자" in page.content.decode()
    assert "Made by" not in page.content.decode()
    assert version.groups == [group.pk]
    assert f'<div class="readonly">{group}</div>' in page.content.decode()


def test_the_privacy_officer_reads_whom_it_was_about_in_words(client, booking):
    park = make_staff("park", "Clinic staff")
    person = {"target_kind": "accounts.person", "target_ids": [booking.person_id]}
    AccessRecord.objects.create(staff=park, act="view", **person)
    AccessRecord.objects.create(staff=park, act="view", target_kind="old.kind", target_ids=[1])
    client.force_login(make_staff("yun", "Privacy officers"))

    page = client.get(reverse("staff-access"), {"staff": "park"}).content.decode()

    assert f"person (1): {booking.person_id}" in page
    assert "accounts.person" not in page
    assert "old.kind (1): 1" in page


def test_where_every_message_was_delivered_nobody_is_said_to_be_untold(client):
    client.force_login(make_staff("park", "Clinic staff", make_clinic()))

    page = client.get(reverse("staff-messages")).content.decode()

    assert "Every message was delivered or is still being tried." in page
    assert "could not be told" not in page


@pytest.mark.parametrize("page", ["staff-day", "staff-stock", "staff-stock-history"])
def test_a_nurse_whom_no_clinic_names_is_not_asked_which_one(client, page):
    client.force_login(make_staff("choi", "Clinic staff"))

    r = client.get(reverse(page))

    assert 'name="clinic"' not in r.content.decode()
    assert "Please check your answers" not in r.content.decode()


def test_what_is_missing_when_an_account_is_disabled_is_said_by_name(client):
    park = make_staff("park", "Clinic staff")
    client.force_login(make_staff("oh", "Operations"))

    r = client.post(reverse("staff-member-act", args=[park.pk, "disable"]), follow=True)

    assert "Reason: This field is required." in r.content.decode()
    park.refresh_from_db()
    assert park.is_active


def test_a_nurse_changes_language_and_password(client):
    park = make_staff("park", "Clinic staff")
    park.set_password("gaon-park-2021")
    park.save()
    client.force_login(park)
    form = reverse("admin:password_change")

    assert 'name="language" value="ko"' in client.get(form).content.decode()
    r = client.post(reverse("language"), {"language": "ko", "next": form}, follow=True)
    assert "새 비밀번호를 두 번 입력해 주세요." in r.content.decode()

    r = client.post(
        form, {"old_password": "wrong"}, headers={"referer": f"http://testserver{form}"}
    )
    assert f'name="next" value="{form}"' in r.content.decode()

    new = {"new_password1": "hanbit-park-2021", "new_password2": "hanbit-park-2021"}
    r = client.post(form, {"old_password": "gaon-park-2021", **new})

    assert r.status_code == 302
    park.refresh_from_db()
    assert park.check_password("hanbit-park-2021")


def test_whoever_changes_language_on_a_card_that_says_no_comes_back_to_the_card(
    client, booking, at
):
    park = make_staff("park", "Clinic staff", booking.slot.clinic)
    client.force_login(park)
    at("2021-08-26 10:00")
    card = reverse("staff-card", args=[booking.reference])

    attend = reverse("staff-attend", args=[booking.reference, "vaccinated"])
    came = {"headers": {"referer": f"http://testserver{card}"}}
    page = client.post(attend, {"card": "1"}, **came).content.decode()

    assert f'<input type="hidden" name="next" value="{card}">\n<button name="language"' in page
