"""Notifications of the browser (web push, RFC 8030): a channel beside text messages.

The message goes to the push service of the browser's maker, encrypted so that only that browser
can read it. The portal has one key (VAPID, RFC 8292) by which push services know it.
"""

from .channel import WebPush

__all__ = ["WebPush"]
