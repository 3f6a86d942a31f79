"""Supply manager Lee tells the portal what happened, looks, starts, stops; nobody else may."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.builders import show_cookie
from bookings import reminders, supply
from bookings.models import SupplyAct, WorkItem
from clinics.models import Vaccine

from .builders import (
    make_booking,
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
    make_staff,
    verify,
)
from .supply import Lee, fates, finish, told

pytestmark = pytest.mark.django_db
ACTS = reverse("staff-supply")
LATE, SWAP, DROPOUT = (
    reverse("staff-supply-new", args=[kind]) for kind in ("late", "swap", "dropout")
)
ANSWERS = {
    "first_date": "2021-08-26",
    "last_date": "2021-08-28",
    "closes": "on",
    "placeless": "list",
    "reason": "The lorry broke down.",
}


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def minji(gaon):
    return make_booking(make_person("Minji Kim"), make_slot(gaon, "2021-08-26 10:00"))


@pytest.fixture
def lee(client, gaon):
    lee = Lee()
    client.force_login(lee.member)
    return lee


@pytest.fixture
def answers(gaon):
    return {**ANSWERS, "vaccine": make_group().planned_as_id}


def verb(client, act, what):
    return client.post(
        reverse("staff-supply-settle", args=[act.pk]), {"verb": what}, follow=True
    ).text


def test_she_sees_the_counts_starts_and_sees_what_became_of_it(client, lee, minji, gaon, answers):
    make_slot(gaon, "2021-08-30 10:00")

    shown = client.post(LATE, answers, follow=True).text

    act = SupplyAct.objects.get()
    assert "First doses: 1 · second doses: 0 · clinics: 1" in shown
    assert minji.reference in shown
    assert "2021-08-30" in shown
    assert "Minji" not in shown
    assert "Workers are at it" in verb(client, act, "start")
    finish()
    page = client.get(reverse("staff-supply-act", args=[act.pk])).text
    assert "2021-08-30 10:00, Gaon Clinic" in page
    assert "The lorry broke down." in client.get(ACTS).text
    assert list(
        AccessRecord.objects.filter(act="change").order_by("pk").values_list("staff", "reason")
    ) == [
        (lee.member.pk, "prepare: The lorry broke down."),
        (lee.member.pk, "start: The lorry broke down."),
    ]


def test_she_stops_it_and_lets_it_go_on(client, lee, minji, answers):
    client.post(LATE, answers)
    act = SupplyAct.objects.get()
    verb(client, act, "start")

    assert "Go on" in verb(client, act, "stop")
    assert supply.work() in (0, 1)  # the free places of these days are shut all the same
    assert fates(act) == {}
    assert "It is not running." in verb(client, act, "stop")
    verb(client, act, "start")
    finish()

    act.refresh_from_db()
    assert (act.state, act.stopped_by, fates(act)) == ("finished", lee.member, {"listed": 1})


def test_a_running_act_is_looked_at_again_until_somebody_minds(client, lee, minji, answers):
    client.post(LATE, answers)
    act = SupplyAct.objects.get()
    verb(client, act, "start")
    page = reverse("staff-supply-act", args=[act.pk])

    assert client.get(page)["Refresh"] == f"5; url={page}?by-itself="
    assert "Refresh" not in client.get(f"{page}?still")


def test_nothing_is_done_when_it_is_discarded(client, lee, minji, answers):
    client.post(LATE, answers)
    act = SupplyAct.objects.get()

    verb(client, act, "discard")

    assert "started or discarded before" in verb(client, act, "start")
    assert told(minji) == ["confirmed"]


def test_before_anything_happened_she_reads_so(client, lee):
    assert "Nothing has happened so far." in client.get(ACTS).text


def test_where_nobody_is_booked_she_reads_so(client, lee, answers):
    assert "Nobody is booked there" in client.post(LATE, answers, follow=True).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"last_date": "2021-08-25"}, "The last day comes before the first."),
        ({"first_date": "2021-08-01", "last_date": "2021-08-02"}, "These days are over."),
        ({"last_date": "9999-12-31"}, "less than or equal to"),
        ({"first_date": "tomorrow"}, "Enter a valid date."),
        ({"reason": " "}, "This field is required."),
        ({"vaccine": "0"}, "Select a valid choice"),
        ({"placeless": "move"}, "Select a valid choice"),
    ],
)
def test_a_wrong_answer_is_said_beside_it(client, lee, minji, answers, wrong, says):
    page = client.post(LATE, {**answers, **wrong})

    assert says in page.text
    assert not SupplyAct.objects.exists()


def test_a_vaccine_comes_instead_of_another_of_its_group_only(client, lee, minji, answers):
    az = make_group("az").planned_as
    answers |= {"unfit": "move"}
    page = client.post(SWAP, {**answers, "replacement": az.pk}).text
    assert "another vaccine of the same group" in page

    new = Vaccine.objects.create(code="new", name_ko="새", name_en="New", group=make_group())
    client.post(SWAP, {**answers, "replacement": new.pk})
    verb(client, SupplyAct.objects.get(), "start")
    finish()

    minji.refresh_from_db()
    assert minji.vaccine == new


def test_a_clinic_is_chosen_in_its_district(client, lee, minji, gaon):
    answers = {**ANSWERS, "last_date": "", "within_km": "10"}
    assert "Please choose the district" in client.post(DROPOUT, answers).text
    there = f"{DROPOUT}?region={gaon.district.code}"
    assert "Gaon Clinic" in client.get(there).text
    assert "This field is required." in client.post(there, answers).text

    shown = client.post(there, {**answers, "clinics": [gaon.pk]}, follow=True).text

    act = SupplyAct.objects.get()
    assert (act.clinics, act.last_date) == ([gaon.pk], None)
    assert "for good" in shown


def test_an_unknown_region_or_kind_is_no_error_page(client, lee):
    assert client.get(f"{LATE}?region=nowhere").status_code == 200
    assert client.get(reverse("staff-supply-new", args=["war"])).status_code == 404
    assert client.post(reverse("staff-supply-settle", args=[1])).status_code == 404


@pytest.mark.parametrize("role", ["Clinic staff", "Call-centre operators", "Ministry analysts"])
def test_others_may_not(client, lee, minji, answers, role):
    client.post(LATE, answers)
    act = SupplyAct.objects.get()
    client.force_login(make_staff("park", role))

    pages = [ACTS, LATE, reverse("staff-supply-act", args=[act.pk])]
    assert [client.get(page).status_code for page in pages] == [403] * 3
    assert client.post(LATE, answers).status_code == 403
    settle = reverse("staff-supply-settle", args=[act.pk])
    assert client.post(settle, {"verb": "start"}).status_code == 403
    assert SupplyAct.objects.get().state == "draft"


@pytest.fixture
def item(lee, minji):
    """Minji found no place and is on the work list."""
    lee.carry_out("late")
    return WorkItem.objects.get()


def test_minji_reads_that_she_need_not_go(client, item, minji):
    show_cookie(client, verify(minji.person))

    page = client.get(minji.get_absolute_url()).text
    assert "This appointment cannot be kept" in page
    assert "Your appointment is booked" not in page
    assert "Show this at the clinic" not in page


def test_nobody_reminds_her_of_it(at, client, item, minji):
    at("2021-08-25 11:00")
    assert reminders.write() == 0

    client.post(reverse("staff-work-close", args=[item.pk]), {"note": "The lorry came."})

    assert reminders.write() == 1


def test_staff_find_another_time(client, lee, item, minji, gaon):
    other = make_slot(gaon, "2021-09-06 10:00")
    page = reverse("staff-work-item", args=[item.pk])
    assert "appointment without vaccine" in client.get(reverse("staff-work")).text
    assert f'value="{other.pk}"' in client.get(page).text

    key = uuid.uuid4()
    for _twice in range(2):
        client.post(reverse("staff-work-book", args=[item.pk]), {"slot": other.pk, "key": key})

    minji.refresh_from_db()
    item.refresh_from_db()
    assert (minji.slot, item.outcome, item.resolved_by) == (other, "booked", lee.member)
    assert told(minji) == ["confirmed", "supply_waits", "changed"]


def test_or_say_that_it_can_be_given_after_all(client, lee, item, minji):
    client.post(reverse("staff-work-close", args=[item.pk]), {"note": "The lorry came."})

    assert told(minji)[-1] == "supply_closed"
    minji.refresh_from_db()
    assert minji.status == "confirmed"


def test_or_cancel_it_with_a_reason(client, lee, item, minji):
    cancel = reverse("staff-work-cancel", args=[item.pk])
    client.post(cancel, {"reason": ""})
    minji.refresh_from_db()
    assert minji.status == "confirmed"

    client.post(cancel, {"reason": "She asked for it."})

    minji.refresh_from_db()
    item.refresh_from_db()
    assert (minji.status, item.outcome) == ("cancelled", "over")


def test_clinic_staff_cannot_cancel_it(client, item, minji, gaon):
    client.force_login(make_staff("park", "Clinic staff", gaon))
    assert (
        "Cancel the appointment" not in client.get(reverse("staff-work-item", args=[item.pk])).text
    )

    r = client.post(reverse("staff-work-cancel", args=[item.pk]), {"reason": "No."})

    assert r.status_code == 403


def test_whoever_moves_by_themselves_is_off_the_list(item, minji, gaon):
    other = make_slot(gaon, "2021-09-06 10:00")
    type(minji).objects.filter(pk=minji.pk).update(slot=other)

    assert supply.take_off() == 1

    item.refresh_from_db()
    assert (item.outcome, item.channel) == ("booked", "system")
    assert dt.date(2021, 9, 6) == other.places.date
