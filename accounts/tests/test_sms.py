from dataclasses import replace

import pytest

from accounts import notices, sms
from accounts.applicants import Applicant
from accounts.models import PhoneChange, PhoneCode
from accounts.tests.conftest import MINJI
from accounts.tests.gateway import Gateway


@pytest.fixture
def gateway(settings):
    gateway = Gateway()
    settings.SMS_BACKEND = "accounts.sms.solapi.SolapiBackend"
    settings.SMS_SENDER = "021234567"
    settings.SOLAPI_URL = gateway.url
    settings.SOLAPI_KEY, settings.SOLAPI_SECRET = "key-of-ours", "secret-of-ours"
    yield gateway
    gateway.stop()


def test_the_console_shows_the_message(capsys, settings):
    settings.SMS_BACKEND = "accounts.sms.console.ConsoleBackend"
    sms.send("01012345678", "Code 123456", key="a")
    assert capsys.readouterr().out == "SMS to 01012345678: Code 123456\n"


def test_memory_keeps_it(outbox):
    sms.send("01012345678", "Code 123456", key="a")
    assert outbox == [sms.Message("01012345678", "Code 123456", "a")]


def test_the_gateway_gets_one_signed_request_for_a_batch(gateway):
    taken = sms.send_many(
        [sms.Message("01012345678", "first", "a"), sms.Message("01012345678", "second", "b")]
    )

    assert taken == {"a", "b"}
    (path, headers), (request,) = gateway.headers[0], gateway.requests
    assert path == "/messages/v4/send-many/detail"
    assert headers["Authorization"].startswith("HMAC-SHA256 ApiKey=key-of-ours, ")
    assert "secret-of-ours" not in str(headers)
    assert request["allowDuplicates"] is True
    sent = [(m["from"], m["to"], m["text"], m["customFields"]) for m in request["messages"]]
    assert sent == [
        ("021234567", "01012345678", "first", {"key": "a"}),
        ("021234567", "01012345678", "second", {"key": "b"}),
    ]


def test_what_it_refuses_is_not_taken(gateway):
    gateway.unknown = {"01000000000"}
    messages = [sms.Message("01012345678", "x", "a"), sms.Message("01000000000", "x", "b")]
    assert sms.send_many(messages) == {"a"}


def test_one_message_refused_is_an_exception(gateway):
    gateway.unknown = {"01000000000"}
    with pytest.raises(sms.NotSent):
        sms.send("01000000000", "x", key="a")


@pytest.mark.parametrize("status", [400, 500])
def test_an_answer_that_is_none_is_an_exception(gateway, status):
    gateway.status = status
    with pytest.raises(Exception, match="UnknownError"):
        sms.send("01012345678", "x", key="a")


@pytest.mark.django_db
class TestDraining:
    @pytest.fixture(autouse=True)
    def minji_asks(self, client, phone_provider, at):
        at("2021-07-12 20:00")
        client.post("/verify/", MINJI)

    def test_a_taken_code_is_marked_and_emptied(self, gateway):
        assert notices.send_codes() == 1
        code = PhoneCode.objects.get()
        assert code.sent_at is not None
        assert code.code is None
        assert gateway.messages[0]["customFields"] == {"key": str(code.pk)}
        assert notices.send_codes() == 0

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_both_kinds_fit_into_a_short_message(self, minji, language):
        """90 octets, as Korean carriers count them: more goes out late, as a long message."""
        code = PhoneCode.objects.get()
        applicant = replace(Applicant.unpack(code.claims), language=language)
        code.claims, minji.language = applicant.pack(), language
        change = PhoneChange(person=minji, old_phone="01099998888")

        for message in (notices.code_message(code), notices.change_message(change)):
            assert len(message.text.encode("euc-kr")) <= 90

    def test_a_gateway_in_trouble_gets_it_again_after_the_lease(self, gateway, at, caplog):
        gateway.status = 500
        assert notices.send_codes() == 0
        assert notices.send_codes() == 0
        gateway.status = 200
        at("2021-07-12 20:00:15")
        assert notices.send_codes() == 1
        assert len(gateway.headers) == 2
        assert "01012345678" not in caplog.text

    def test_a_code_nobody_can_use_any_more_is_not_sent(self, gateway, at):
        at("2021-07-12 20:03")
        assert notices.send_codes() == 0
        assert gateway.requests == []

    def test_the_old_phone_is_told_once(self, gateway, minji):
        PhoneChange.objects.create(person=minji, old_phone="01099998888")
        assert notices.tell_old_phones() == 1
        assert notices.tell_old_phones() == 0
        (message,) = gateway.messages
        assert message["to"] == "01099998888"
        assert PhoneChange.objects.get().old_phone is None
