"""Where citizens ask to be offered leftover doses, and answer what they are offered."""

import pytest

from accounts.tests.builders import show_cookie
from bookings import leftovers, offers
from bookings.models import Booking, LeftoverAlert, LeftoverWish, Offer
from clinics.models import Clinic

from ..builders import make_person, verify
from . import make_leftover_clinic, publish, vaccine, waiting

pytestmark = pytest.mark.django_db

ALERTS = "/leftover/alerts/"
GAON = {"province": "9900000000", "district": "9911000000"}


@pytest.fixture
def minji(client, clinic):
    return show_cookie(client, verify(make_person("Minji")))


def mine():
    return list(LeftoverAlert.objects.values_list("clinic__name", flat=True))


def test_minji_adds_prefers_and_takes_away(minji, clinic):
    narae = make_leftover_clinic("Narae Clinic")
    page = minji.get(ALERTS, GAON)
    assert [each.name for each in page.context["page"]] == ["Gaon Clinic", "Narae Clinic"]

    for answers, left in [
        ({"add": clinic.pk}, ["Gaon Clinic"]),
        ({"add": narae.pk}, ["Gaon Clinic", "Narae Clinic"]),
        ({"add": narae.pk}, ["Gaon Clinic", "Narae Clinic"]),
        ({"prefer": narae.pk}, ["Narae Clinic", "Gaon Clinic"]),
        ({"remove": narae.pk}, ["Gaon Clinic"]),
        ({"remove": clinic.pk}, []),
    ]:
        answer = minji.post(ALERTS, answers)
        assert (answer.status_code, answer["Location"]) == (303, f"{ALERTS}#alerts")
        assert mine() == left
    assert "You have no alert yet." in minji.get(ALERTS).text


def test_she_stays_where_she_was_choosing(minji, clinic):
    answer = minji.post(f"{ALERTS}?province=9900000000&district=9911000000", {"add": clinic.pk})

    assert answer["Location"] == f"{ALERTS}?province=9900000000&district=9911000000#alerts"
    assert "You have an alert here" in minji.get(answer["Location"]).text


def test_five_are_the_most(minji, clinic):
    for number in range(5):
        minji.post(ALERTS, {"add": make_leftover_clinic(f"Clinic {number}").pk})

    page = minji.post(ALERTS, {"add": clinic.pk})

    assert "Alerts are possible at five clinics at most." in page.text
    assert len(mine()) == 5
    assert "You have 5 alerts. Take one away before you add another." in page.text


def test_an_alert_at_a_clinic_that_stopped_is_taken_away(minji, clinic):
    there = make_leftover_clinic("Narae Clinic")
    for each in (there, clinic):
        minji.post(ALERTS, {"add": each.pk})
    Clinic.objects.filter(pk=there.pk).update(active=False)

    minji.post(ALERTS, {"prefer": there.pk})
    assert mine() == ["Narae Clinic", "Gaon Clinic"]
    minji.post(ALERTS, {"remove": there.pk})
    assert mine() == ["Gaon Clinic"]
    assert "Please choose one from the list." in minji.post(ALERTS, {"add": there.pk}).text


@pytest.mark.parametrize("answers", [{"add": "0"}, {"add": "x"}, {"remove": "9" * 30}])
def test_what_is_no_clinic_is_refused_in_the_page(minji, clinic, answers):
    page = minji.post(ALERTS, answers)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert "<li>Please choose one from the list.</li>" in page.text
    assert mine() == []


def test_vaccines_and_quiet_hours_are_kept(minji, clinic):
    minji.post(ALERTS, {"add": clinic.pk})
    answers = {"vaccines": [vaccine().pk], "quiet_from": "21:00", "quiet_until": "08:30"}

    answer = minji.post("/leftover/alerts/choices/", answers)

    assert (answer.status_code, answer["Location"]) == (303, ALERTS)
    wish = LeftoverWish.objects.get()
    assert (str(wish.quiet_from), str(wish.quiet_until)) == ("21:00:00", "08:30:00")
    page = minji.get(ALERTS)
    assert page.context["settings"]["quiet_from"].value().hour == 21
    assert 'value="21:00"' in page.text


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"quiet_from": "21:00", "quiet_until": "08:00"}, "vaccines"),
        ({"vaccines": "yes", "quiet_from": "21:00"}, "quiet_until"),
        ({"vaccines": "yes", "quiet_until": "21:00"}, "quiet_from"),
        ({"vaccines": "yes", "quiet_from": "21:00", "quiet_until": "21:00"}, "quiet_until"),
        ({"vaccines": "yes", "quiet_from": "25:00"}, "quiet_from"),
        ({"vaccines": "0"}, "vaccines"),
    ],
)
def test_what_cannot_be_is_said_beside_it(minji, clinic, answers, wrong):
    minji.post(ALERTS, {"add": clinic.pk})
    if answers.get("vaccines") == "yes":
        answers = answers | {"vaccines": [vaccine().pk]}

    page = minji.post("/leftover/alerts/choices/", answers)

    assert list(page.context["settings"].errors) == [wrong]
    assert LeftoverWish.objects.get().quiet_from is None


def test_alerts_are_one_s_own(minji, clinic):
    waiting("Jun", clinic)

    page = minji.get(ALERTS)
    minji.post(ALERTS, {"remove": clinic.pk})

    assert page.context["wish"].clinics == []
    assert LeftoverAlert.objects.get().wish.person.name == "Jun"


def test_an_offer_is_seen_where_she_looks(minji, clinic, at):
    minji.post(ALERTS, {"add": clinic.pk})
    at("2021-08-26 14:01")
    publish(clinic, 1)
    leftovers.offer_batch()
    offer = Offer.objects.get()

    for page in (minji.get(ALERTS), minji.get("/bookings/")):
        assert f'href="{offer.get_absolute_url()}"' in page.text
    page = minji.get(offer.get_absolute_url())
    assert "<strong>16:01</strong>" in page.text
    for garbled in ({}, {"answer": "perhaps"}):
        page = minji.post(offer.get_absolute_url(), garbled)
        assert "<li>The form arrived incomplete. Please press the button once more." in page.text

    answer = minji.post(offer.get_absolute_url(), {"answer": "accept"})
    assert answer["Location"] == f"/bookings/{offer.reference}/"
    assert "leftover dose for you" not in minji.get("/bookings/").text


def test_too_late_is_said_clearly(minji, clinic, at):
    minji.post(ALERTS, {"add": clinic.pk})
    at("2021-08-26 14:01")
    publish(clinic, 1)
    leftovers.offer_batch()
    at("2021-08-26 14:11")
    offers.end_batch()

    page = minji.post(Offer.objects.get().get_absolute_url(), {"answer": "accept"})

    assert "The time for this offer is over." in page.text
    assert not Booking.objects.exists()
