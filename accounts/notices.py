"""Text messages about identity: one function for each, drained from rows.

Rows are leased, sent outside any transaction, and marked once the gateway took
them. A worker killed between the two sends again, under the same key.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import sms
from accounts.applicants import Applicant
from accounts.clock import PortalNow
from accounts.codes import LIFE
from accounts.models import PhoneChange, PhoneCode

logger = logging.getLogger(__name__)

BATCH = 100
#: How long a leased row is passed over: longer than a gateway may take to answer.
LEASE = timedelta(seconds=15)


def send_codes():
    """Send a batch of waiting codes. :returns: how many the gateway took."""
    if not (codes := lease(PhoneCode.objects.waiting().order_by("created_at"))):
        return 0
    taken = deliver([code_message(code) for code in codes])
    sent = PhoneCode.objects.filter(pk__in=taken, sent_at=None)
    return sent.update(sent_at=PortalNow(), code=None, expires_at=PortalNow() + LIFE)


def code_message(code):
    applicant = Applicant.unpack(code.claims)
    with override(applicant.language):
        text = _("[Vaccination] Code %(code)s. Valid for 3 minutes. Never tell it to anybody.")
    return sms.Message(applicant.phone, text % {"code": code.code}, key=str(code.pk))


def tell_old_phones():
    """Announce changed phones to the phones they replaced. :returns: how many were taken."""
    changes = lease(PhoneChange.objects.filter(told_at=None).select_related("person"))
    taken = deliver([change_message(change) for change in changes])
    told = [change.pk for change in changes if key_of(change) in taken]
    return PhoneChange.objects.filter(pk__in=told).update(told_at=PortalNow(), old_phone=None)


def change_message(change):
    with override(change.person.language):
        text = _("[Vaccination] Your bookings now use another phone. Not you? Ask a health centre.")
    return sms.Message(change.old_phone, text, key=key_of(change))


def key_of(change):
    return f"phone-change-{change.pk}"


@transaction.atomic
def lease(rows):
    """Take rows that are due and put off their next try, so that nobody else sends them too."""
    due = rows.filter(due_at__lte=PortalNow())
    leased = list(due.select_for_update(of=["self"], skip_locked=True)[:BATCH])
    if leased:
        again = rows.model.objects.filter(pk__in=[row.pk for row in leased])
        again.update(due_at=PortalNow() + LEASE)
    return leased


def deliver(messages, send_many=sms.send_many):
    """:returns: the keys of the messages that the gateway took; none when it cannot be reached."""
    if not messages:
        return set()
    try:
        return send_many(messages)
    except Exception as trouble:  # whatever a gateway's client raises, the rows wait
        # By its kind alone: a client's error may quote the phone.
        logger.error("The gateway took no message: %s", type(trouble).__name__)
        return set()
