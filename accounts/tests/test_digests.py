import hashlib
import hmac

from accounts.digests import digest, seed, wrapped


def keyed(secret, message):
    return hmac.new(secret, message, hashlib.sha256).digest()


def test_one_pepper_is_one_hmac(settings):
    settings.IDENTIFIER_PEPPERS = ["first"]
    assert digest("rrn", "8001011234567") == keyed(b"first", b"rrn:8001011234567")


def test_a_newer_pepper_wraps_the_older(settings):
    settings.IDENTIFIER_PEPPERS = ["first", "second"]
    under_first = keyed(b"first", b"rrn:8001011234567")
    assert wrapped(seed("rrn", "8001011234567")) == [under_first, keyed(b"second", under_first)]


def test_a_stored_digest_is_wrapped_without_its_number(settings):
    settings.IDENTIFIER_PEPPERS = ["first"]
    stored = digest("rrn", "8001011234567")
    settings.IDENTIFIER_PEPPERS = ["first", "second", "third"]
    assert wrapped(stored, pepper=1)[-1] == digest("rrn", "8001011234567")


def test_the_same_number_under_two_schemes_is_two_digests(settings):
    assert digest("rrn", "8001011234567") != digest("ci", "8001011234567")
