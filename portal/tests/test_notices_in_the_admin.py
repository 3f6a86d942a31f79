"""Operations tell everybody something, without a release."""

from bookings.tests.builders import make_staff
from portal.models import Notice

ADD = "/staff/portal/notice/add/"
ANSWERS = {
    "text_ko": "점검 예정",
    "text_en": "Maintenance",
    "shown_from_0": "2021-08-09",
    "shown_from_1": "20:00",
    "shown_until_0": "",
    "shown_until_1": "",
}


def test_operations_post_a_notice(client, at):
    client.force_login(make_staff("oh", "Operations"))
    at("2021-08-09 20:00")

    page = client.get(ADD)
    response = client.post(ADD, ANSWERS)

    assert page.status_code == 200
    assert response.status_code == 302
    assert Notice.objects.get().text_en == "Maintenance"
    assert "Maintenance" in client.get("/").text


def test_a_notice_that_ends_before_it_begins_is_refused_in_words(client, at):
    client.force_login(make_staff("oh", "Operations"))

    page = client.post(ADD, {**ANSWERS, "shown_until_0": "2021-08-09", "shown_until_1": "19:00"})

    assert "A notice begins before it ends." in page.text
    assert not Notice.objects.exists()


def test_clinic_staff_do_not(client, at):
    client.force_login(make_staff("park", "Clinic staff"))

    assert client.post(ADD, ANSWERS).status_code == 403
