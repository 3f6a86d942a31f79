"""How often a code can be asked for, and tried, at once and one after the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts import codes, identity, limits
from accounts.applicants import Applicant
from accounts.attesters import Claims
from accounts.models import Identifier, Person, PhoneCode, Provider, Verification
from accounts.refusals import Refused
from accounts.registry import recognise
from accounts.tests.conftest import MINJI

WRONG = "Too many wrong codes."


def all_at_once(work, times):
    """Call ``work`` in as many threads, released together. :returns: what each call returned."""
    together = Barrier(times)

    def run(turn):
        together.wait()
        try:
            return work(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def ask(client, **changed):
    return client.post("/verify/", {**MINJI, **changed}).content.decode()


class TestOneAfterTheOther:
    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("phone_provider")]

    def test_a_phone_gets_one_code_in_half_a_minute(self, client, at):
        at("2021-07-12 20:00")
        ask(client)
        at("2021-07-12 20:00:29")
        assert "Please wait 1 second and ask again." in ask(client)
        at("2021-07-12 20:00:30")
        ask(client)
        assert PhoneCode.objects.count() == 2

    def test_and_five_in_ten_minutes(self, client, at):
        for minute in range(5):
            at(f"2021-07-12 20:0{minute}")
            ask(client)
        at("2021-07-12 20:05")
        page = ask(client)
        assert "Codes were sent to this phone already. You can ask again from" in page
        assert "12 July 2021, 20:10" in page
        at("2021-07-12 20:10")
        ask(client)
        assert PhoneCode.objects.count() == 6

    def test_a_number_is_not_tried_with_ever_new_phones(self, client, at):
        at("2021-07-12 20:00")
        for last in range(5):
            ask(client, phone=f"010-1234-000{last}")
        page = ask(client, phone="010-1234-0009")
        assert "Codes were asked for this registration number already." in page

    def test_refused_starts_count(self, client, at, settings):
        at("2021-07-12 20:00")
        settings.ATTESTER = "accounts.attesters.RefuseEverybody"
        for last in range(5):
            ask(client, phone=f"010-1234-000{last}")
        page = ask(client, phone="010-1234-0009")
        assert "These details could not be confirmed several times already." in page

    def test_a_network_has_a_limit_that_people_do_not_meet(self, client, at, settings):
        at("2021-07-12 20:00")
        settings.CODES_PER_ADDRESS = 2
        for n in range(2):
            ask(client, phone=f"010-1234-000{n}", number_back=f"234567{n}")
        page = ask(client, phone="010-1234-0009", number_back="2345679")
        assert "Very many codes were asked for from your network." in page
        assert "20:10" in page

    def test_a_household_with_ipv6_is_one_network(self):
        assert limits.neighbourhood("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::"
        assert limits.neighbourhood("192.0.2.7") == "192.0.2.7"

    def test_a_second_browser_resets_nothing(self, client, korean_client, sent_code):
        ask(client)
        right = sent_code()
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(5):
            client.post("/verify/code/", {"digits": wrong})
        korean_client.cookies["code"] = client.cookies["code"].value
        korean_client.post("/verify/code/", {"digits": right})
        assert not Verification.objects.exists()

    def test_with_the_store_gone_the_limits_hold(self, client, at, store):
        store.stop()
        at("2021-07-12 20:00")
        ask(client)
        assert "Please wait 30 seconds and ask again." in ask(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("phone_provider", "outbox")
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def no_bulkhead(self, settings):
        """These races are about the limits alone."""
        settings.IDENTITY_CALLS = settings.IDENTITY_CALLS_TOGETHER = 100

    def test_twenty_starts_for_one_phone_are_one_code(self):
        all_at_once(lambda turn: ask(Client()), 20)
        assert PhoneCode.objects.count() == 1

    def test_without_turns_there_would_be_more(self, monkeypatch):
        """The control: everybody has counted before anybody writes."""
        together, count = Barrier(20), limits.hold_back

        def count_and_wait(**subjects):
            count(**subjects)
            together.wait()

        monkeypatch.setattr(limits, "take_turns", lambda *names: None)
        monkeypatch.setattr(limits, "hold_back", count_and_wait)
        all_at_once(lambda turn: ask(Client()), 20)
        assert PhoneCode.objects.count() == 20

    def test_twenty_tries_at_once_are_five_comparisons(self, client, sent_code):
        ask(client)
        right = sent_code()
        wrong = [f"{n:06}" for n in range(21) if f"{n:06}" != right]
        cookie = client.cookies["code"].value

        def guess(turn):
            browser = Client(headers={"accept-language": "en"})
            browser.cookies["code"] = cookie
            page = browser.post("/verify/code/", {"digits": wrong[turn]}).content.decode()
            return "This is not the code we sent." in page or (WRONG in page and None)

        answers = all_at_once(guess, 20)
        assert PhoneCode.objects.get().tries == 5
        assert answers.count(True) <= 4

    def test_without_the_statement_there_would_be_more(self, client, sent_code):
        """The control: reading the count, comparing and then writing it lets more than five by."""
        ask(client)
        sent_code()
        together = Barrier(20)

        def guess(turn):
            code = PhoneCode.objects.get()
            together.wait()
            if code.tries < PhoneCode.MOST_TRIES:
                PhoneCode.objects.filter(pk=code.pk).update(tries=code.tries + 1)
                return True
            return False

        assert all_at_once(guess, 20).count(True) > 5

    def test_the_right_code_twenty_times_is_one_verification(self, client, sent_code):
        ask(client)
        right, code = sent_code(), PhoneCode.objects.get()

        def answer(turn):
            try:
                return codes.answer(code.pk, right).pk
            except Refused:
                return None

        proofs = [proof for proof in all_at_once(answer, 20) if proof]
        assert proofs == [Verification.objects.get().pk]

    def test_one_person_verifying_in_ten_browsers_is_one_person(self, client):
        """Ten phones of one number: the first to answer makes the person, the others find her."""
        phone = Provider.objects.get(code="phone")

        def enrol(turn):
            claims = Claims("김민지", date(1969, 3, 1), "F", f"0101234000{turn}", "6903012345678")
            return identity.start(recognise(Applicant.of(claims, "ko")), phone).pk

        assert len(set(all_at_once(enrol, 10))) == 10
        assert Person.objects.count() == 1
        assert Identifier.objects.count() == 1
