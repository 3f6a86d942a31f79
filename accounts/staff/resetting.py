"""A new second factor for whoever has lost app and codes: one person asks, another one agrees."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.models import Authenticator, FactorReset, RecoveryCodes
from accounts.refusals import Refused

from .acts import Act, note
from .leaving import end_sessions, look_over


@transaction.atomic
def ask(request, member, reason):
    """Ask for a new second factor for somebody else. :returns: the :class:`FactorReset`."""
    look_over(request, member, reason)
    if FactorReset.objects.open().filter(member=member).exists():
        raise Refused(_("Somebody asked for this already. Another person has to agree."))
    reset = FactorReset.objects.create(member=member, asked_by=request.user, reason=reason)
    note(request, Act.RESET_ASKED, member, reason)
    return reset


@transaction.atomic
def decide(request, reset, granted):
    """Agree as the second person, or refuse; both are final.

    Who agrees takes app and codes away and logs them out: at the next log-in their password
    alone leads to setting up a new app.

    :raises Refused: for whoever asked, for the member, or when it is decided or too old.
    """
    open_ = FactorReset.objects.open().select_for_update().filter(pk=reset.pk).first()
    if open_ is None:
        raise Refused(_("This was decided already, or is more than a day old."))
    look_over(request, open_.member, open_.reason)
    if granted and open_.asked_by == request.user:
        raise Refused(_("Another person has to agree."))
    FactorReset.objects.filter(pk=open_.pk).update(
        decided_by=request.user, decided_at=PortalNow(), granted=granted
    )
    if granted:
        for model in (Authenticator, RecoveryCodes):
            model.objects.filter(user=open_.member).delete()
        end_sessions(open_.member)
    note(request, Act.RESET_GRANTED if granted else Act.RESET_DENIED, open_.member, open_.reason)
