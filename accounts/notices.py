"""Text messages about identity: one function for each, drained from rows.

A row is marked only after the gateway took it, so that a worker killed between
the two sends it again under the same key. Rows are locked while they are being
sent and passed over by other workers.
"""

import logging

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import sms
from accounts.applicants import Applicant
from accounts.clock import PortalNow
from accounts.codes import LIFE
from accounts.models import PhoneChange, PhoneCode

logger = logging.getLogger(__name__)

BATCH = 100


@transaction.atomic
def send_codes():
    """Send a batch of waiting codes; those the gateway did not take go to the end of the line.

    :returns: how many were taken.
    """
    waiting = PhoneCode.objects.waiting().order_by("send_tries", "created_at")
    codes = list(waiting.select_for_update(skip_locked=True)[:BATCH])
    taken = deliver([code_message(code) for code in codes])
    rows = PhoneCode.objects.filter(pk__in=[code.pk for code in codes])
    rows.update(send_tries=F("send_tries") + 1)
    sent = rows.filter(pk__in=taken)
    return sent.update(sent_at=PortalNow(), code=None, expires_at=PortalNow() + LIFE)


def code_message(code):
    applicant = Applicant.unpack(code.claims)
    with override(applicant.language):
        text = _("[Vaccination] Code %(code)s. Valid for 3 minutes. Never tell it to anybody.")
    return sms.Message(applicant.phone, text % {"code": code.code}, key=str(code.pk))


@transaction.atomic
def tell_old_phones():
    """Announce changed phones to the phones they replaced.

    :returns: how many announcements were taken.
    """
    waiting = PhoneChange.objects.filter(told_at=None).select_related("person").order_by("pk")
    changes = list(waiting.select_for_update(of=["self"], skip_locked=True)[:BATCH])
    taken = deliver([change_message(change) for change in changes])
    told = [change.pk for change in changes if key_of(change) in taken]
    return PhoneChange.objects.filter(pk__in=told).update(told_at=PortalNow(), old_phone=None)


def change_message(change):
    with override(change.person.language):
        text = _("[Vaccination] Your bookings now use another phone. Not you? Ask a health centre.")
    return sms.Message(change.old_phone, text, key=key_of(change))


def key_of(change):
    return f"phone-change-{change.pk}"


def deliver(messages):
    """:returns: the keys of the messages that the gateway took; none when it cannot be reached."""
    if not messages:
        return set()
    try:
        return sms.send_many(messages)
    except Exception as trouble:  # whatever a gateway's client raises, the rows wait
        # By its kind alone: a client's error may quote the phone.
        logger.error("The gateway took no text message: %s", type(trouble).__name__)
        return set()
