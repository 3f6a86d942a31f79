"""Who leaves is out at once; whoever comes back is let in again."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.models import FactorReset, StaffMember, StaffSession
from accounts.refusals import Refused

from .acts import Act, note


def end_sessions(member):
    """Log somebody out everywhere: their next click leads to the log-in. :returns: how many."""
    return StaffSession.objects.filter(staff=member).delete()[0]


@transaction.atomic
def disable(request, member, reason):
    """Let a leaver do nothing any more, from this moment on.

    :raises Refused: for oneself, for a superuser by anybody else, or without a reason.
    """
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    look_over(request, member, reason)
    if not member.is_active and not member.invitations.open().exists():
        raise Refused(_("This account is disabled already."))
    StaffMember.objects.filter(pk=member.pk).update(is_active=False)
    member.invitations.open().update(revoked_at=PortalNow())
    FactorReset.objects.open().filter(member=member).update(
        decided_at=PortalNow(), decided_by=request.user
    )
    end_sessions(member)
    note(request, Act.DISABLED, member, reason)


@transaction.atomic
def enable(request, member, reason):
    """Let somebody in again, with the password and the app they had.

    :raises Refused: as :func:`disable` does, or for whoever never joined.
    """
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    look_over(request, member, reason)
    if member.is_active:
        raise Refused(_("This account is not disabled."))
    if not member.has_usable_password():
        raise Refused(_("They never accepted their invitation. Please invite them again."))
    StaffMember.objects.filter(pk=member.pk).update(is_active=True)
    note(request, Act.ENABLED, member, reason)


def look_over(request, member, reason):
    if member == request.user:
        raise Refused(_("Your own account is a matter for somebody else."))
    if member.is_superuser and not request.user.is_superuser:
        raise Refused(_("Only a superuser decides about a superuser."))
    if not reason.strip():
        raise Refused(_("Please say why."))
