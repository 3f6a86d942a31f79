"""Minji names the person she books for, and learns no more than their birth date tells."""

import datetime as dt

import pytest

from accounts.attesters import Claims
from accounts.models import Identifier, Person
from accounts.refusals import Refused
from accounts.tests.builders import give_number, make_phone_provider
from bookings.models import DoseRecord, Mandate
from bookings.proxies import mandates

from .builders import make_booking, make_clinic, make_person, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


NUMBER = "5203092345678"


@pytest.fixture
def round_(at, settings):
    """Those born from 1947 to 1956 may book."""
    at("2021-05-13 10:00")
    settings.ATTESTER = "accounts.attesters.Demo"
    make_phone_provider()
    return make_round(
        "2021-05-10 00:00", "2021-06-03 18:00", born=("1947-01-01", "1956-12-31"),
        vaccinate=("2021-05-27", "2021-06-19"),
    )  # fmt: skip


@pytest.fixture
def minji(round_):
    """She is forty-one, and it is not her turn."""
    return make_person("Minji Kim", "1980-03-09", "01011112222")


@pytest.fixture
def mother(round_):
    return give_number(make_person("Youngja Lee", "1952-03-09", "01033334444"), NUMBER)


def name(proxy, who="Youngja Lee", number=NUMBER, born="1952-03-09", phone=""):
    claims = Claims(who, dt.date.fromisoformat(born), "F", phone, number)
    return mandates.name_subject(proxy, "parent", claims)


def refusal(proxy, **more):
    with pytest.raises(Refused) as refused:
        name(proxy, **more)
    assert mandates.held_by(proxy) is None
    return str(refused.value)


def test_minji_may_book_for_her_mother_for_two_hours(minji, mother, at):
    mandate = name(minji)

    assert (mandate.proxy, mandate.subject, mandate.relationship) == (minji, mother, "parent")
    assert mandates.held_by(minji) == mandate
    at("2021-05-13 12:00")
    assert mandates.held_by(minji) is None


def test_a_known_persons_name_and_phone_stay(minji, mother):
    name(minji, who="youngja lee", phone="01099990000")

    mother.refresh_from_db()
    assert (mother.name, mother.phone) == ("Youngja Lee", "01033334444")


def test_somebody_new_without_a_phone_is_reached_at_the_proxys(minji):
    mandate = name(minji)

    assert (mandate.subject.name, mandate.subject.phone) == ("Youngja Lee", "01011112222")
    assert Identifier.objects.get().person == mandate.subject


def test_what_a_birth_date_tells_is_said(minji):
    assert "No booking round" in refusal(minji, number="0203093345678", born="2002-03-09")


def test_a_round_can_forbid_it(minji, mother, round_):
    round_.proxies = False
    round_.save()

    assert "No booking round in which others may book" in refusal(minji)


def test_booked_vaccinated_blocked_and_named_by_another_sound_the_same(minji, mother, round_):
    """There is data that could leak: each reason is made true by itself, and taken back."""
    words = set()
    booking = make_booking(mother, make_slot(make_clinic(), "2021-05-28 10:00"))
    words.add(refusal(minji))
    booking.status = "cancelled"
    booking.save()

    dose = DoseRecord.objects.create(
        person=mother, campaign=round_.campaign, dose=1, given_on=dt.date(2021, 5, 1)
    )
    words.add(refusal(minji))
    dose.delete()

    mandates.block(mother)
    words.add(refusal(minji))
    mandates.allow(mother)

    brother = make_person("Minho Kim", "1978-01-01", "01055556666", "M")
    name(brother)
    words.add(refusal(minji))
    mandates.end(brother)

    assert words == {str(mandates.NOT_FOR_OTHERS)}
    assert name(minji).subject == mother


def test_another_name_with_a_known_number_is_refused(minji, mother):
    assert "does not belong" in refusal(minji, who="Youngja Choi")


def test_nobody_is_ones_own_proxy(minji):
    give_number(minji, "8003092345678")

    assert "This is you" in refusal(minji, who="Minji Kim", number="8003092345678")


def test_the_newest_subject_counts(minji, mother):
    name(minji)
    father = name(minji, who="Chulsoo Kim", number="5001011234567", born="1950-01-01").subject

    assert mandates.held_by(minji).subject == father
    assert Mandate.objects.live().count() == 1


def test_a_block_ends_a_mandate_that_is_live(minji, mother):
    name(minji)

    mandates.block(mother)

    assert mandates.held_by(minji) is None


def test_whoever_tries_numbers_out_is_held_back(minji, at, settings):
    settings.ATTESTER = "accounts.attesters.RefuseEverybody"
    for tail in range(5):
        assert "not in service" in refusal(minji, number=f"520309234567{tail}")

    settings.ATTESTER = "accounts.attesters.Demo"
    assert "named several people" in refusal(minji)
    at("2021-05-13 10:10")
    assert name(minji)


def test_many_who_try_one_number_are_held_back_and_its_owner_is_not(mother, settings):
    settings.ATTESTER = "accounts.attesters.RefuseEverybody"
    for n in range(20):
        refusal(make_person(f"Guest {chr(65 + n)}"), who="Wrong Name")

    settings.ATTESTER = "accounts.attesters.Demo"
    assert "could not be confirmed" in refusal(make_person("Guest Z"))


def test_a_refused_try_leaves_no_person(minji, settings):
    settings.ATTESTER = "accounts.attesters.RefuseEverybody"
    before = Person.objects.count()
    refusal(minji)

    assert Person.objects.count() == before


def test_after_a_day_nothing_says_who_named_whom(minji, mother, at):
    name(minji)
    at("2021-05-14 09:59")
    assert mandates.forget() == 0
    at("2021-05-14 10:01")

    assert mandates.forget() == 1
    assert not Mandate.objects.exists()
