import json
from base64 import urlsafe_b64encode
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import NamedTuple

import requests
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models.push import PushSubscription

from .keys import vapid

#: Browsers written to at the same time, and seconds until a silent push service is given up: a
#: batch of a hundred messages, in five browsers each, takes less than its lease of two minutes.
AT_ONCE, PATIENCE = 50, 5
#: Seconds for which a push service keeps a message for a browser that is not there, at most.
KEPT = 24 * 60 * 60
#: Answers that say that a browser will never be there again.
GONE = {404, 410}


class WebPush:
    code = "push"
    name = _("notification of the browser")

    def address(self, person):
        return str(person.pk) if person.push_subscriptions.exists() else None

    def send_many(self, messages):
        """Write to every browser of each person: a message is taken where one of them took it.

        Browsers that are no more are forgotten.
        """
        people = {int(message.to) for message in messages}
        browsers = defaultdict(list)
        for browser in PushSubscription.objects.filter(person__in=people).select_related("person"):
            browsers[browser.person_id].append(browser)
        moment, key = now(), vapid()
        letters = [letter(each, to, moment) for each in messages for to in browsers[int(each.to)]]
        with ThreadPoolExecutor(AT_ONCE) as postmen, Strict() as session:
            statuses = list(postmen.map(lambda each: send(each, session, key), letters))
        answers = list(zip(letters, statuses, strict=True))
        over = [each.browser.pk for each, status in answers if status in GONE]
        PushSubscription.objects.filter(pk__in=over).delete()
        return {each.key for each, status in answers if taken(status)}


class Letter(NamedTuple):
    key: str
    browser: PushSubscription
    body: str
    topic: str
    #: Seconds for which it is kept.
    ttl: int


def letter(message, browser, moment):
    """What one browser is sent; it shows it in the language that its person chose."""
    language = browser.person.language
    with override(language):
        title = gettext("Vaccine appointments")
    # A message that is sent again takes the place of the first, at the service and on the screen.
    topic = urlsafe_b64encode(sha256(message.key.encode()).digest()[:24]).decode()
    said = {"title": title, "text": message.text, "link": message.link, "tag": topic}
    body = json.dumps(said | {"lang": language}, ensure_ascii=False)
    left = (message.until - moment).total_seconds() if message.until else KEPT
    return Letter(message.key, browser, body, topic, int(min(max(left, 0), KEPT)))


class Strict(requests.Session):
    """Follows nobody elsewhere: the address was checked when the browser subscribed."""

    def get_redirect_target(self, resp):
        return None


def taken(status):
    return status is not None and 200 <= status < 300


def send(each, session, key):
    """:returns: the status that the push service answered with; None when it did not, or cannot be
    written to. Whatever one browser gave as its address and keys stops no other's letter."""
    # Slow to import, and most processes never need it.
    from pywebpush import WebPushException, webpush

    browser = each.browser
    try:
        answer = webpush(
            {
                "endpoint": browser.endpoint,
                "keys": {"p256dh": browser.public_key, "auth": browser.secret},
            },
            each.body,
            vapid_private_key=key,
            vapid_claims={"sub": settings.PUSH_CONTACT},
            headers={"Urgency": "high", "Topic": each.topic},
            ttl=each.ttl,
            timeout=PATIENCE,
            requests_session=session,
        )
    except WebPushException as refused:
        return refused.status_code
    except (requests.RequestException, ValueError, InvalidToken):
        return None
    return answer.status_code
