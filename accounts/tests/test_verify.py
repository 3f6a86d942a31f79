"""Minji verifies by phone."""

from datetime import date

import pytest

from accounts import identity
from accounts.models import Consent, Identifier, Person, PhoneCode, Verification
from accounts.tests.conftest import MINJI

pytestmark = pytest.mark.django_db


def test_the_page_says_why_and_what_works(client, phone_provider):
    page = client.get("/verify/").content.decode()
    assert "Everybody books for themselves, and only once." in page
    assert "works well" in page
    assert "temporary one" in page


def test_after_the_right_code_she_is_known(client, verify):
    answer = verify(client)

    assert answer.status_code == 302
    assert answer["Location"] == "/bookings/"
    minji = Person.objects.get()
    assert (minji.birth_date, minji.sex) == (date(1969, 3, 1), "F")
    assert (minji.name, minji.phone, minji.language) == ("김민지", "01012345678", "en")
    assert set(minji.consents.values_list("kind", flat=True)) == {"identifier", "health"}
    assert answer.cookies[identity.COOKIE].value.split(":")[0] == (
        Verification.objects.live().get(person=minji).pk.hex
    )


def test_nothing_she_said_stays_with_the_code(client, verify):
    verify(client)
    code = PhoneCode.objects.get()
    assert (code.claims, code.code, code.code_hash) == (None, None, "")
    assert bytes(code.identifier) != b""


def test_coming_back_she_is_the_same_person(client, korean_client, verify, at):
    at("2021-07-12 20:00")
    verify(client)
    at("2021-07-12 21:00")
    verify(korean_client, {**MINJI, "number_front": "６９０３０１"})

    assert Person.objects.get().language == "ko"
    assert Identifier.objects.count() == 1
    assert Consent.objects.count() == 2
    assert Verification.objects.count() == 2


def test_verifying_again_ends_the_older_proof_of_this_browser(client, verify, at):
    at("2021-07-12 20:00")
    verify(client)
    at("2021-07-12 20:10")
    verify(client)
    assert Verification.objects.live().count() == 1


def test_a_used_code_is_not_good_for_a_second_browser(
    client, korean_client, phone_provider, sent_code
):
    client.post("/verify/", MINJI)
    korean_client.cookies["code"] = client.cookies["code"].value
    digits = sent_code()
    assert client.post("/verify/code/", {"digits": digits}).status_code == 302

    assert korean_client.post("/verify/code/", {"digits": digits}).status_code == 200
    assert Verification.objects.count() == 1


def test_a_mistyped_code_is_not_a_try(client, phone_provider, sent_code):
    client.post("/verify/", MINJI)
    page = client.post("/verify/code/", {"digits": "12345"}).content.decode()
    assert "There must be 6 digits here; you wrote 5." in page
    assert PhoneCode.objects.get().tries == 0


@pytest.mark.parametrize("left", [4, 3, 2])
def test_a_wrong_code_says_how_many_tries_are_left(client, phone_provider, sent_code, left):
    client.post("/verify/", MINJI)
    wrong = "000000" if sent_code() != "000000" else "111111"
    for _ in range(5 - left):
        page = client.post("/verify/code/", {"digits": wrong}).content.decode()
    assert f"You can try {left} more times." in page


def test_after_five_wrong_codes_the_right_one_is_worthless(client, phone_provider, sent_code):
    client.post("/verify/", MINJI)
    right = sent_code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        client.post("/verify/code/", {"digits": wrong})

    page = client.post("/verify/code/", {"digits": right}).content.decode()

    assert "Too many wrong codes. Please ask for a new one." in page
    assert not Verification.objects.exists()


def test_a_code_lives_three_minutes_from_its_sending(client, phone_provider, sent_code, at):
    at("2021-07-12 20:00")
    client.post("/verify/", MINJI)
    at("2021-07-12 20:02:30")
    right = sent_code()
    at("2021-07-12 20:05:30")
    page = client.post("/verify/code/", {"digits": right}).content.decode()
    assert "This code is no longer valid." in page
    at("2021-07-12 20:05:29")
    assert client.post("/verify/code/", {"digits": right}).status_code == 302


def test_another_code_replaces_the_first(client, phone_provider, sent_code, at):
    at("2021-07-12 20:00")
    client.post("/verify/", MINJI)
    first, first_cookie = sent_code(), client.cookies["code"].value
    at("2021-07-12 20:01")
    assert client.post("/verify/code/again/?next=/bookings/").status_code == 302
    second, second_cookie = sent_code(), client.cookies["code"].value

    client.cookies["code"] = first_cookie
    assert client.post("/verify/code/", {"digits": first}).status_code == 200
    client.cookies["code"] = second_cookie
    assert client.post("/verify/code/", {"digits": second}).status_code == 302


def test_not_within_half_a_minute(client, phone_provider, at):
    at("2021-07-12 20:00")
    client.post("/verify/", MINJI)
    at("2021-07-12 20:00:10")
    page = client.post("/verify/code/again/").content.decode()
    assert "Please wait 20 seconds and ask again." in page
    assert PhoneCode.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", r"/\evil.example", "javascript:x"]
)
def test_she_is_never_sent_to_another_site(client, verify, elsewhere):
    assert verify(client, onward=elsewhere)["Location"] == "/book/"


def test_without_a_code_asked_for_there_is_nothing_to_type(client):
    assert client.get("/verify/code/?next=/bookings/")["Location"] == (
        "/verify/?next=%2Fbookings%2F"
    )
    assert client.post("/verify/code/again/")["Location"] == "/verify/?next=%2Fbook%2F"


def test_of_a_code_that_was_forgotten_there_is_nothing_to_type(client, phone_provider, sent_code):
    client.post("/verify/", MINJI)
    digits = sent_code()
    PhoneCode.objects.all().delete()
    for answer in (client.get("/verify/code/"), client.post("/verify/code/", {"digits": digits})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/verify/?")


def test_nobody_is_believed_by_default(client, phone_provider, settings):
    settings.ATTESTER = "accounts.attesters.RefuseEverybody"
    page = client.post("/verify/", MINJI).content.decode()
    assert "The identity check by phone is not in service." in page
    refused = PhoneCode.objects.get()
    assert (refused.claims, refused.code) == (None, None)


def test_a_provider_switched_off_is_not_offered(client, phone_provider):
    phone_provider.active = False
    phone_provider.save()
    page = client.get("/verify/").content.decode()
    assert "out of service" in page
    assert "<form method" not in page.split("<main")[1]
    client.post("/verify/", MINJI)
    assert not PhoneCode.objects.exists()


def test_the_code_goes_to_her_phone_under_its_own_key(
    korean_client, phone_provider, sent_code, outbox
):
    korean_client.post("/verify/", MINJI)
    sent_code()
    assert outbox[0].to == "01012345678"
    assert outbox[0].key == str(PhoneCode.objects.get().pk)


def test_another_language_on_the_page_that_says_to_wait_is_no_blank_page(client):
    """The button of the other language comes back without the form."""
    r = client.get("/verify/code/again/?next=/bookings/")

    assert (r.status_code, r["Location"]) == (302, "/verify/code/?next=/bookings/")


def test_signing_out_by_its_address_leads_to_a_page_and_signs_nobody_out(client, verify):
    verify(client)

    assert client.get("/verify/end/")["Location"] == "/"
    assert client.put("/verify/end/").status_code == 405
    assert Verification.objects.live().count() == 1
