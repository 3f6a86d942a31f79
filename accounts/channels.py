"""The ways to reach somebody. ``settings.MESSAGE_CHANNELS`` names those in service.

A channel is a class with a ``code`` (at most ten characters), a ``name``, ``address(person)``
(where it reaches somebody, None where it cannot) and ``send_many(messages)``, which takes
:class:`accounts.sms.Message` and returns the keys of those it took. The first one listed
reaches everybody: it is used for whoever chose nothing else, and where another way fails.
"""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts import sms


class TextMessages:
    code = "sms"
    name = _("text message")

    def address(self, person):
        return person.phone

    def send_many(self, messages):
        return sms.send_many(messages)


def in_service():
    """The channels by code, in the order of the setting."""
    return {channel.code: channel() for channel in map(import_string, settings.MESSAGE_CHANNELS)}


def choices():
    return [(code, channel.name) for code, channel in in_service().items()]


def channel_for(person):
    """The channel that somebody chose, while it is in service and reaches them; else the first."""
    channels = in_service()
    first = next(iter(channels.values()))
    channel = channels.get(person.channel)
    return channel if channel and channel.address(person) else first
