"""Invitations by a link that works once."""

import hashlib
import logging
import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sms
from accounts.clock import PortalNow
from accounts.models import Invitation, StaffAct, StaffMember
from accounts.refusals import Refused
from accounts.roles import may_give

from .acts import Act, note

logger = logging.getLogger(__name__)


def digest_of(token):
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def invite(request, *, last_name, first_name, email, roles):
    """Make a place for somebody who cannot log in yet.

    :param roles: names of roles, each of which the inviter may give.
    :returns: the member and the token of the link, which is kept nowhere.
    """
    for role in roles:
        if role not in may_give(request.user):
            raise Refused(_("You may not invite anybody into this role."))
    member = StaffMember(
        username=f"invited-{secrets.token_hex(8)}",
        last_name=last_name,
        first_name=first_name,
        email=email,
        is_staff=True,
        is_active=False,
    )
    member.set_unusable_password()
    member.save()
    member.groups.set(Group.objects.filter(name__in=roles))
    return member, new_link(request, member)


@transaction.atomic
def invite_again(request, member):
    """A new link for whoever let the last one run out; earlier ones are void."""
    if member.has_usable_password():
        raise Refused(_("They have joined already."))
    for role in member.groups.values_list("name", flat=True):
        if role not in may_give(request.user):
            raise Refused(_("You may not invite anybody into this role."))
    member.invitations.open().update(revoked_at=PortalNow())
    return new_link(request, member)


def new_link(request, member):
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(member=member, by=request.user, digest=digest_of(token))
    note(request, Act.INVITED, member)
    return token


@transaction.atomic
def revoke(request, member):
    """Take an open invitation back.

    :raises Refused: when it was used, taken back, or is too old.
    """
    if not member.invitations.open().update(revoked_at=PortalNow()):
        raise Refused(_("There is no open invitation any more."))
    note(request, Act.REVOKED, member)


def found(token):
    """The open invitation of a link, or None."""
    return Invitation.objects.open().filter(digest=digest_of(token)).first()


def accept(token, username, password):
    """Let the invited have a user name and a password: the link is then used up.

    :returns: the member, who logs in and sets up their second factor next.
    :raises Refused: when the link is no longer good, or somebody has this user name.
    """
    try:
        with transaction.atomic():
            open_ = Invitation.objects.open().filter(digest=digest_of(token))
            if not open_.update(used_at=PortalNow()):
                raise Refused(_("This link is no longer good. Please ask for a new one."))
            member = Invitation.objects.get(digest=digest_of(token)).member
            member.username, member.is_active = username, True
            member.set_password(password)
            member.save()
            StaffAct.objects.create(by=member, act=Act.JOINED, member=member)
            return member
    except IntegrityError as taken:
        raise Refused(_("Somebody has this user name. Please choose another one.")) from taken


def address(request, token):
    path = reverse("staff-invited", args=[token])
    return (
        f"{settings.PORTAL_URL}{path}" if settings.PORTAL_URL else request.build_absolute_uri(path)
    )


def text(phone, link):
    """Send the link by text message. :returns: whether the gateway took it."""
    words = _("[Vaccination] You are invited to the staff area. Valid for 72 hours: %(link)s")
    try:
        sms.send(phone, words % {"link": link}, key=f"invitation-{digest_of(link).hex()[:20]}")
    except Exception as trouble:  # whatever a gateway's client raises, the link is shown
        logger.error("The gateway took no invitation: %s", type(trouble).__name__)
        return False
    return True
