"""A daily export is told by mail: a link that needs a log-in, and nothing of what is in it."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.clock import PortalNow
from bookings.models import ReportExport

logger = logging.getLogger(__name__)

State = ReportExport.State


def mail():
    """Tell the owners of daily exports that are ready or failed. :returns: how many were told."""
    over = ReportExport.objects.filter(
        schedule__isnull=False, state__in=(State.DONE, State.FAILED), mailed_at=None
    ).exclude(asked_by__email="")
    return sum(tell(export) for export in over.select_related("asked_by"))


def tell(export):
    """Noted first, then sent: a second worker sends nothing. What is refused is tried again."""
    mine = ReportExport.objects.filter(pk=export.pk)
    if not mine.filter(mailed_at=None).update(mailed_at=PortalNow()):
        return 0
    with override(export.language):
        subject, body = words(export)
    try:
        return send_mail(subject, body, None, [export.asked_by.email])
    except OSError:
        logger.exception("The mail of export %d was not taken", export.pk)
        mine.update(mailed_at=None)
        return 0


def words(export):
    """:returns: subject and body, in the language of the export."""
    link = f"{settings.PORTAL_URL}{export.get_absolute_url()}"
    if export.state == State.FAILED:
        said = {"reason": export.get_failure_display(), "link": link}
        return (
            _("Daily export failed: %(export)s") % {"export": export},
            _("%(reason)s\nLog in to start it again:\n%(link)s") % said,
        )
    return (
        _("Daily export: %(export)s") % {"export": export},
        _("It is ready until its time is over. Log in to fetch it:\n%(link)s") % {"link": link},
    )
