"""What a browser says when it subscribes: nothing in it sends the portal anywhere but to the push
services of browsers, or keeps a message from anybody else."""

import json

import pytest

from accounts import sms
from accounts.models import PushSubscription
from accounts.push import WebPush
from accounts.push.makers import known
from accounts.push.subscribing import subscribe
from accounts.tests.builders import make_person

from .push_service import Browser

pytestmark = pytest.mark.django_db

PAGE = "/notifications/"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://example.com/push/1",
        "http://127.0.0.1:1/push/1",
        "http://127.0.0.1:1@example.com/push/1",
        "file:///etc/passwd",
        "http://[::1",
        "https://fcm.googleapis.com.example.com/x",
        "{}/push/\ud800",
    ],
)
def test_the_portal_writes_to_known_push_services_only(visitor, service, endpoint):
    said = Browser(service, "phone").subscription(endpoint=endpoint.format(service.url))

    page = visitor.post(PAGE, {"subscription": said})

    assert "The push service of your browser is not known here." in page.text
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        *("", '""', "null", "{}", "[]", "1", "\0", '{"endpoint": 5, "keys": {}}', "x" * 3000),
        '{"endpoint": "https://a", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}',
        '{"endpoint": "https://a", "keys": {"p256dh": 5, "auth": "AAAA"}}',
        "[" * 2000,
    ],
)
def test_what_is_no_subscription_is_refused_in_the_page(visitor, said):
    page = visitor.post(PAGE, {"subscription": said})

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    ("host", "written_to"),
    [
        ("updates.push.services.mozilla.com", True),
        ("wns2-db5p.notify.windows.com", True),
        # What our reading takes for one host, and whoever sends for another.
        ("127.0.0.1\\.push.services.mozilla.com", False),
        ("10.0.0.1:8443\\.push.apple.com", False),
        ("127.0.0.1;.push.apple.com", False),
        ("127.0.0.1%2f.push.apple.com", False),
        ("fcm.google\tapis.com", False),
        ("fcm.googleapis.com:22", False),
        # What nobody can look up.
        ("a..push.apple.com", False),
        (f"{'a' * 64}.push.apple.com", False),
    ],
)
def test_no_way_of_writing_an_address_leads_elsewhere(host, written_to):
    assert known(f"https://{host}/push/1") is written_to


def test_keys_are_kept_as_every_reader_reads_them(visitor, service):
    """Some readers of base64 pass over what does not belong there, and some do not."""
    phone = Browser(service, "phone")
    said = json.loads(phone.subscription())
    secret = said["keys"]["auth"]
    said["keys"]["auth"] += "!!!"

    visitor.post(PAGE, {"subscription": json.dumps(said)})

    assert PushSubscription.objects.get().secret == secret


@pytest.mark.parametrize("trouble", ["endpoint", "key"])
def test_a_browser_that_cannot_be_written_to_keeps_nobody_else_from_hearing(
    visitor, service, minji, trouble
):
    phone, other = Browser(service, "phone"), Browser(service, "other")
    visitor.post(PAGE, {"subscription": phone.subscription()})
    keys = json.loads(other.subscription())["keys"]
    jun = make_person("Jun")
    if trouble == "endpoint":
        subscribe(jun, "http://a..example/push/1", keys["p256dh"], keys["auth"], "Chrome")
    else:
        subscribe(jun, other.endpoint, keys["p256dh"], "AAAAA", "Chrome")

    messages = [sms.Message(str(each.pk), "Told.", f"key-{each.pk}") for each in (minji, jun)]
    assert WebPush().send_many(messages) == {f"key-{minji.pk}"}
    assert len(phone.shown) == 1
