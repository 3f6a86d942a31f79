"""Text messages, through a backend that ``settings.SMS_BACKEND`` names, as Django's mail is.

A backend has one method, ``send(messages)``, which returns the keys of the
messages it took and raises when it could take none. The key is the sender's own
name for a message: a repeat carries the same one, so that a gateway or an
investigator can tell a repeat from a second message.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The gateway did not take a message."""


@dataclass(frozen=True, repr=False)
class Message:
    to: str
    text: str
    key: str
    #: The page it is about, below the portal's address, for channels that lead there.
    link: str = ""
    #: From when on it is of no use to anybody, for channels that keep what they cannot deliver.
    until: datetime | None = None


def send(to, text, key):
    """Send one message, for example to 01012345678.

    :raises NotSent: when the gateway refuses it; anything else its client raises passes.
    """
    if key not in send_many([Message(to, text, key)]):
        raise NotSent(key)


def send_many(messages):
    """Send a batch in one go. :returns: the set of the keys that were taken."""
    return import_string(settings.SMS_BACKEND)().send(messages)
