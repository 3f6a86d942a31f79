"""What a slow, dead or crowded identity provider costs, and whom."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Event

import pytest
from django.utils import translation

from accounts import breakers, codes
from accounts.attesters import Claims
from accounts.breakers import Breaker, Trouble, TurnedAway, turn
from accounts.lights import lit_providers
from accounts.models import PhoneCode, Provider
from accounts.refusals import Refused
from accounts.tests.conftest import MINJI
from tests.processes import await_truth, seconds_of

pytestmark = pytest.mark.django_db

CLAIMS = Claims("김민지", date(1969, 3, 1), "F", "01012345678", "6903012345678")
SILENT = "Mobile phone does not answer as it should. Please choose another way or try later."


class Register:
    """An attester that counts who asked, and does as the test says."""

    asked = 0
    trouble = None

    def attest(self, claims):
        Register.asked += 1
        if Register.trouble:
            raise Register.trouble
        return ""


@pytest.fixture(autouse=True)
def register(settings):
    settings.ATTESTER = f"{__name__}.Register"
    Register.asked, Register.trouble = 0, None
    return Register


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def another(db):
    return Provider.objects.create(code="pass", kind="oidc", name_ko="패스", name_en="PASS")


def start(phone):
    return codes.ask(phone, CLAIMS, "192.0.2.7")


def fail(provider, times=3):
    for _ in range(times):
        with pytest.raises(Trouble), turn(provider) as ask:
            ask(broken)


def broken():
    raise Trouble


def passes(provider):
    try:
        with turn(provider) as ask:
            return ask(lambda: True)
    except TurnedAway:
        return False


@contextmanager
def calls(provider, ended, times):
    """So many calls in threads of their own until they are told to end."""

    def call():
        with turn(provider):
            ended.wait(10)

    with ThreadPoolExecutor() as pool:
        for _ in range(times):
            pool.submit(call)
        await_truth(lambda: len(breakers.breakers.get(provider.code, Breaker()).running) == times)
        yield


class TestADeadRegister:
    def test_is_asked_three_times_and_then_left_in_peace(self, client, phone_provider, register):
        register.trouble = TimeoutError("asked about 01012345678")
        pages = [client.post("/verify/", MINJI).content.decode() for _ in range(4)]
        assert [SILENT in page for page in pages] == [True] * 4
        assert register.asked == 3

    def test_costs_nobody_a_start(self, phone_provider, register):
        register.trouble = ConnectionError()
        for _ in range(4):
            with pytest.raises(Refused):
                start(phone_provider)
        assert not PhoneCode.objects.exists()

        breakers.breakers.clear()
        register.trouble = None
        assert start(phone_provider)

    def test_says_nothing_of_her_in_the_log(self, phone_provider, register, caplog):
        register.trouble = TimeoutError("asked about 01012345678")
        with pytest.raises(Refused):
            start(phone_provider)
        assert caplog.messages == ["The attester failed: TimeoutError"]

    def test_turns_the_light_red_for_every_process(self, phone_provider, another):
        fail(phone_provider, 2)
        assert not Provider.objects.get(code="phone").troubled_at
        fail(phone_provider, 1)
        assert {p.code: p.light for p in lit_providers()} == {"phone": "red", "pass": "grey"}

    def test_is_probed_by_one_after_its_rest(self, phone_provider, monkeypatch):
        monkeypatch.setattr(breakers, "REST", 0)
        fail(phone_provider)
        with turn(phone_provider) as ask:
            with pytest.raises(TurnedAway, match="does not answer as it should"):
                start(phone_provider)
            ask(lambda: "well again")
            assert start(phone_provider)

    def test_rests_again_when_the_probe_fails(self, phone_provider, monkeypatch):
        monkeypatch.setattr(breakers, "REST", 0)
        fail(phone_provider)
        monkeypatch.setattr(breakers, "REST", 20)
        fail(phone_provider, 1)
        assert not passes(phone_provider)

    def test_is_still_to_be_probed_when_the_prober_met_a_limit(self, phone_provider, monkeypatch):
        monkeypatch.setattr(breakers, "REST", 0)
        fail(phone_provider)
        with turn(phone_provider):
            pass
        assert passes(phone_provider)

    def test_does_not_stop_the_others(self, phone_provider, another):
        fail(another)
        assert not passes(another)
        assert start(phone_provider)


class TestWhatCountsAsAFailure:
    def test_a_refusal_is_an_answer(self, phone_provider, register):
        fail(phone_provider, 2)
        register.trouble = Refused("No such person.")
        with pytest.raises(Refused, match="No such person"):
            start(phone_provider)
        fail(phone_provider, 2)
        assert passes(phone_provider)

    def test_failures_long_ago_are_forgotten(self, phone_provider, monkeypatch):
        monkeypatch.setattr(breakers, "LATELY", 0)
        fail(phone_provider, 5)
        assert passes(phone_provider)

    def test_an_answer_that_took_too_long_is_one(self, phone_provider, monkeypatch):
        monkeypatch.setattr(breakers, "SLOW", -1)
        assert [passes(phone_provider) for _ in range(4)] == [True, True, True, False]

    def test_calls_that_never_come_back_turn_the_light_red(self, phone_provider, monkeypatch):
        monkeypatch.setattr(breakers, "STUCK", -1)
        with turn(phone_provider), turn(phone_provider):
            for _ in range(3):
                assert not passes(phone_provider)
        assert Provider.objects.get(code="phone").troubled_at


class TestACrowdAtOneProvider:
    def test_is_let_through_two_by_two(self, phone_provider, another):
        with turn(another), turn(another):
            with pytest.raises(TurnedAway, match="busy") as refusal, turn(another):
                pass
            assert refusal.value.seconds == 3
            assert passes(phone_provider)
        assert passes(another)

    def test_waits_for_calls_that_are_quick(self, another):
        ended = Event()
        with calls(another, ended, 2), ThreadPoolExecutor() as pool:
            third = pool.submit(passes, another)
            await_truth(lambda: breakers.breakers["pass"].waiting)
            assert not passes(another)  # a fourth thread is everybody else's
            ended.set()
            assert third.result() is True

    def test_keeps_no_more_threads_by_waiting(self, another, phone_provider):
        ended = Event()
        with calls(another, ended, 2), ThreadPoolExecutor() as pool:
            third = pool.submit(passes, another)
            await_truth(lambda: breakers.breakers["pass"].waiting)
            assert not passes(phone_provider)
            ended.set()
            assert third.result() is True

    def test_waits_only_for_a_moment(self, another):
        with turn(another), turn(another):
            assert seconds_of(lambda: passes(another)) < 2 * breakers.MOMENT

    def test_does_not_wait_for_calls_that_are_slow(self, another, monkeypatch):
        monkeypatch.setattr(breakers, "MOMENT", 5)
        with turn(another), turn(another):
            for call in breakers.breakers["pass"].running:
                call.began -= 6
            assert seconds_of(lambda: passes(another)) < 2

    def test_is_told_so_and_loses_no_start(self, client, phone_provider, settings):
        settings.IDENTITY_CALLS = 0
        page = client.post("/verify/", MINJI).content.decode()
        assert "This way to verify is busy. Please choose another one" in page
        assert "김민지" in page
        assert not PhoneCode.objects.exists()
        assert not Provider.objects.get().troubled_at

    def test_without_a_bulkhead_all_of_them_would_be_let_through(self, another, settings):
        """The control."""
        settings.IDENTITY_CALLS = settings.IDENTITY_CALLS_TOGETHER = 100
        with turn(another), turn(another):
            assert passes(another)

    def test_at_several_providers_leaves_a_thread_for_everybody_else(self, phone_provider, another):
        with turn(another), turn(another), turn(phone_provider):
            assert not passes(phone_provider)
