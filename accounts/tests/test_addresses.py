"""Whose address it is that limits and records speak of."""

import pytest
from django.test import RequestFactory

from accounts.addresses import client_address

PROXY = "10.0.0.1"


def seen(settings, proxies, forwarded=None, peer=PROXY):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (None, "203.0.113.7", PROXY),
        (0, "203.0.113.7", PROXY),
        (1, None, PROXY),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "192.0.2.1, 203.0.113.7", "203.0.113.7"),
        (2, "192.0.2.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "192.0.2.1", PROXY),
        (1, "nonsense", "0.0.0.0"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_what_our_proxies_added_is_believed(settings, proxies, forwarded, address):
    assert seen(settings, proxies, forwarded) == address


def test_behind_a_unix_socket_there_is_none(settings):
    assert seen(settings, 0, peer="") == "0.0.0.0"


@pytest.mark.parametrize(
    ("peer", "address"),
    [("::ffff:203.0.113.7", "203.0.113.7"), ("fe80::1%eth0", "fe80::1")],
)
def test_one_visitor_has_one_name_for_their_address(settings, peer, address):
    """A socket for both families tells IPv4 visitors so; as IPv6 all of them were one /64."""
    assert seen(settings, 0, peer=peer) == address
