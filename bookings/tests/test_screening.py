"""Health questions before a dose: Minji answers at home, Nurse Park reads and asks."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.builders import show_cookie, verify
from accounts.tests.revealing import reveal
from bookings import desk
from bookings.models import Booking, DoseRecord, Screening
from bookings.refusals import Refused
from bookings.screening import questions

from .builders import (
    answer_no,
    make_booking,
    make_clinic,
    make_lot,
    make_person,
    make_slot,
    make_staff,
)

pytestmark = pytest.mark.django_db
CODES = [question.code for question in questions.newest()[1]]
NO = dict.fromkeys(CODES, "no")


@pytest.fixture
def gaon(at):
    at("2021-08-29 09:20")
    gaon = make_clinic("Gaon Clinic")
    make_lot(gaon)
    return gaon


@pytest.fixture
def park(gaon):
    return make_staff("park", "Clinic staff", gaon)


@pytest.fixture
def booking(gaon):
    return make_booking(make_person("Minji Kim"), make_slot(gaon, "2021-08-30 09:00"))


@pytest.fixture
def minji(client, booking):
    return show_cookie(client, verify(booking.person))


@pytest.fixture
def page(booking):
    return reverse("screening", args=[booking.reference])


def text(r):
    return r.content.decode()


def give(client, booking, **answers):
    url = reverse("staff-attend", args=[booking.reference, "vaccinated"])
    return text(client.post(url, answers, follow=True))


def test_minji_answers_the_day_before(minji, booking, page):
    r = minji.post(page, NO | {"unwell": "yes", "details": "A cough since Monday"})

    assert r.url == booking.get_absolute_url()
    kept = Screening.objects.get()
    assert (kept.yes, kept.answers["details"]) == (["unwell"], "A cough since Monday")
    assert (kept.version, kept.staff, kept.for_the_doctor) == (questions.newest()[0], None, True)


def test_she_looks_her_answers_over_and_changes_them(minji, booking, page):
    minji.post(page, NO | {"pregnant": "yes"})
    form = minji.get(page).context["form"]

    assert (form["pregnant"].value(), form["unwell"].value()) == ("yes", "no")
    minji.post(page, NO)
    assert Screening.objects.get().yes == []


def test_two_days_before_it_is_too_early(at, minji, page, booking):
    at("2021-08-28 23:59:59")

    assert "from 30 August" not in text(minji.get(page))
    assert "You can answer them here from" in text(minji.get(page))
    assert "can be answered from" in str(minji.post(page, NO).context["form"].errors)
    at("2021-08-29 00:00")
    assert minji.post(page, NO).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [{}, {"unwell": "maybe"}, {"unwell": ""}, {"unwell": "yes\x00"}, NO | {"details": "x" * 501}],
)
def test_bad_answers_get_an_error_and_are_not_kept(minji, page, wrong):
    r = minji.post(page, wrong)

    assert (r.status_code, bool(r.context["form"].errors)) == (200, True)
    assert not Screening.objects.exists()


def test_the_page_of_a_booking_says_whether_they_are_answered(minji, booking, page):
    before = text(minji.get(booking.get_absolute_url()))
    minji.post(page, NO)
    after = text(minji.get(booking.get_absolute_url()))

    assert "Answer the health questions" in before
    assert "You answered the health questions" in after


def test_she_takes_her_answers_back(minji, booking, page):
    minji.post(page, NO | {"pregnant": "yes"})
    minji.post(reverse("screening-erase", args=[booking.reference]))

    assert not Screening.objects.exists()


def test_whoever_had_to_verify_first_finds_the_booking_and_nothing_erased(minji, booking, page):
    """The form is lost on that way: what was its address leads on."""
    minji.post(page, NO)
    r = minji.get(reverse("screening-erase", args=[booking.reference]))

    assert (r.status_code, r.url) == (302, booking.get_absolute_url())
    assert Screening.objects.exists()


def test_after_the_dose_they_stay_with_its_record(minji, booking, page, park):
    minji.post(page, NO)
    desk.record_dose(booking, park)

    minji.post(reverse("screening-erase", args=[booking.reference]))

    assert Screening.objects.count() == 1
    assert minji.get(page).url == booking.get_absolute_url()
    with pytest.raises(Refused):
        desk.answer(booking, "2021-1", [])


def test_somebody_elses_questions_do_not_exist(client, booking, page, gaon):
    jun = make_booking(make_person("Jun"), booking.slot)
    show_cookie(client, verify(jun.person))

    assert client.get(page).status_code == client.post(page, NO).status_code == 404
    assert client.post(reverse("screening-erase", args=[booking.reference])).status_code == 404


def test_the_answers_are_unreadable_in_the_database(minji, page):
    minji.post(page, NO | {"pregnant": "yes", "details": "twins"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT bookings_screening::text, sealed FROM bookings_screening")
        row, sealed = cursor.fetchone()
    for said in ("pregnant", "twins", "unwell"):
        assert said.encode().hex() not in row
        assert said not in row
        assert said.encode() not in bytes(sealed)


def test_all_no_and_one_key_press_records_the_dose(client, park, booking):
    answer_no(booking)
    client.force_login(park)

    give(client, booking)

    assert DoseRecord.objects.get().screened == "web"


def test_unanswered_needs_a_tick_that_it_was_asked_on_paper(client, park, booking):
    client.force_login(park)

    assert "The screening questions are not answered." in give(client, booking)
    assert not DoseRecord.objects.exists()
    give(client, booking, on_paper="on")
    assert DoseRecord.objects.get().screened == "paper"


def test_a_yes_needs_a_doctor(client, park, booking):
    answer_no(booking, "pregnant")
    client.force_login(park)

    assert "A doctor has to look at them" in give(client, booking)
    assert "A doctor has to look at them" in give(client, booking, on_paper="on")
    give(client, booking, agreed="on")

    kept = Screening.objects.get()
    assert (DoseRecord.objects.get().screened, kept.agreed_by) == ("web", park)


def test_the_doctor_agrees_beforehand(client, park, booking):
    answer_no(booking, "bleeding")
    client.force_login(park)
    url = reverse("staff-screening", args=[booking.reference])

    assert "take medicine against blood clotting?" in text(client.get(url))
    client.post(url, {"agree": "yes"})
    give(client, booking)

    assert DoseRecord.objects.get().booking == booking


def test_new_answers_are_looked_at_anew(minji, park, booking, page):
    answer_no(booking, "bleeding")
    desk.agree(booking, park)

    minji.post(page, NO | {"unwell": "yes"})

    with pytest.raises(Refused):
        desk.record_dose(booking, park)


def test_on_another_day_they_are_asked_anew(gaon, booking):
    answer_no(booking)
    later = make_slot(gaon, "2021-08-30 14:00")
    Booking.objects.filter(pk=booking.pk).update(slot=later)
    assert Screening.objects.exists()

    Booking.objects.filter(pk=booking.pk).update(slot=make_slot(gaon, "2021-09-02 10:00"))

    assert not Screening.objects.exists()


def test_nurse_park_asks_at_the_desk(client, park, booking):
    client.force_login(park)
    url = reverse("staff-screening", args=[booking.reference])

    assert client.post(url, {"unwell": "no"}).context["form"].errors
    client.post(url, NO)
    give(client, booking)

    assert Screening.objects.get().staff == park
    assert DoseRecord.objects.get().screened == "desk"


def test_each_look_at_the_answers_is_written_down(client, park, booking):
    client.force_login(park)
    client.get(reverse("staff-screening", args=[booking.reference]))

    look = AccessRecord.objects.get()
    assert (look.staff, look.act, look.target_kind, look.target_ids, look.reason) == (
        park,
        "view",
        "accounts.person",
        [booking.person_id],
        "screening",
    )


def test_the_name_beside_the_answers_is_masked_until_she_asks(client, park, booking, at):
    at("2021-08-30 08:50")
    client.force_login(park)
    page = reverse("staff-screening", args=[booking.reference])

    assert booking.person.name not in client.get(page).text
    assert booking.person.name in reveal(client, page).text


def test_answers_are_erased_when_the_law_s_time_is_over(at, booking):
    answer_no(booking)
    at("2026-08-28 00:00")
    assert desk.forget_screenings() == 0

    at("2026-08-29 09:21")
    assert desk.forget_screenings() == 1


def test_a_version_that_is_no_longer_asked_is_still_read(client, park, booking, monkeypatch):
    answer_no(booking, "pregnant")
    old = questions.versions()
    newer = {**old, "2022-1": (questions.Question("smoker", "흡연?", "Do you smoke?"),)}
    monkeypatch.setattr(questions, "versions", lambda: newer)
    client.force_login(park)

    page = client.get(reverse("staff-screening", args=[booking.reference]))

    assert "Are you pregnant, or could you be?" in text(page)
    assert list(page.context["form"].fields) == ["smoker", "details"]


def test_every_question_is_there_in_both_languages():
    for asked in questions.versions().values():
        assert len({question.code for question in asked}) == len(asked) > 0
        assert all(question.ko and question.en for question in asked)
