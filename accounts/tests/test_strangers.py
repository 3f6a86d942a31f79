"""A stranger who knows Minji's number, or her phone, neither locks her out nor learns the rest."""

import dataclasses

import pytest

from accounts import limits
from accounts.models import PhoneCode
from accounts.refusals import Refused
from accounts.tests.conftest import MINJI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("phone_provider")]

HER_NETWORK = "192.0.2.7"
REFUSED = "These details could not be confirmed several times already."
NOT_YOU = "The register does not know you so."


class Register:
    """Knows Minji, her number and her phone, and nobody else."""

    asked = 0

    def attest(self, claims):
        Register.asked += 1
        if (claims.name, claims.number, claims.phone) != ("김민지", "6903012345678", "01012345678"):
            raise Refused(NOT_YOU)
        return ""


@pytest.fixture(autouse=True)
def register(settings, at):
    at("2021-07-12 20:00")
    settings.ATTESTER = f"{__name__}.Register"
    Register.asked = 0
    return Register


@pytest.fixture
def ask(client):
    """Ask for a code as somebody at some network. :returns: the page, empty after a success."""

    def ask(network=HER_NETWORK, **changed):
        answers = {**MINJI, **changed}
        return client.post("/verify/", answers, REMOTE_ADDR=network).content.decode()

    return ask


def network(n):
    return f"198.51.100.{n}"


def phones(times):
    return [f"010-5555-{n:04}" for n in range(times)]


def numbers(times):
    return [f"2{n:06}" for n in range(times)]


def test_whoever_knows_her_number_does_not_lock_her_out(ask):
    for n, phone in enumerate(phones(60)):
        ask(network(n // 5), phone=phone)

    assert ask() == ""
    assert PhoneCode.objects.exclude(code=None).count() == 1


def test_with_refused_starts_counted_by_number_alone_they_would(ask, monkeypatch):
    """The control."""
    every = [dataclasses.replace(limit, unless=None) for limit in limits.limits()]
    monkeypatch.setattr(limits, "limits", lambda: every)
    for n, phone in enumerate(phones(5)):
        ask(network(n), phone=phone)

    assert "Codes were asked for this registration number already." in ask()


def test_whoever_knows_her_phone_does_not_lock_her_out_from_one_network(ask, at):
    for hour in range(20, 24):
        at(f"2021-07-12 {hour}:00")
        for number in numbers(10):
            ask(network(1), number_back=number)

    assert ask() == ""


def test_a_name_for_her_number_and_phone_is_guessed_five_times_from_anywhere(ask, register):
    pages = [ask(network(n), name=name) for n, name in enumerate("가나다라마바사아")]
    assert [NOT_YOU in page for page in pages] == [True] * 5 + [False] * 3
    assert REFUSED in pages[-1]
    assert "12 July 2021, 20:10" in pages[-1]
    assert register.asked == 5


def test_a_phone_for_her_number_is_guessed_five_times_from_one_network(ask, register):
    pages = [ask(network(1), phone=phone) for phone in phones(8)]
    assert [REFUSED in page for page in pages] == [False] * 5 + [True] * 3
    assert register.asked == 5


def test_a_number_for_her_phone_is_guessed_five_times_from_one_network(ask, register):
    pages = [ask(network(1), number_back=number) for number in numbers(8)]
    assert [REFUSED in page for page in pages] == [False] * 5 + [True] * 3


def test_and_a_hundred_times_a_day_from_all_of_them(ask, register):
    """What is left to the stranger: with many networks they can use her phone's day up."""
    for n, number in enumerate(numbers(110)):
        ask(network(n), number_back=number)
    assert register.asked == 100
    assert REFUSED in ask()


def test_guessing_twenty_times_a_day_is_all(ask, at, register):
    for hour in range(24):
        at(f"2021-07-12 {hour:02}:00")
        for phone in phones(2):
            ask(network(1), phone=phone)
    assert register.asked == 20


def test_whoever_mistyped_her_name_tries_again_at_once(ask):
    assert NOT_YOU in ask(name="김민자")
    assert ask() == ""


def test_her_own_codes_are_counted_by_number_as_before(ask, at):
    for minute in range(5):
        at(f"2021-07-12 20:0{minute}")
        assert ask() == ""
    at("2021-07-12 20:05")
    assert "You can ask again from Monday 12 July 2021, 20:10" in ask(network(1))
