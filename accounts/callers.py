"""Who is on the telephone or at the desk: found by number and name, or taken up anew, by staff."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import limits, named
from accounts.clock import PortalNow
from accounts.models import AccessRecord, Call, Person
from accounts.records import record
from accounts.refusals import Refused
from accounts.registry import agree

#: No operator speaks to more people; whoever looks for more tries numbers out.
MOST = limits.Limit(
    alike=("staff",),
    most=((20, timedelta(minutes=10)), (200, timedelta(days=1))),
    words=gettext_lazy("You have looked for very many callers."),
)


def identify(request, reason, claims, language, newcomer=False, door=Call.Door.TELEPHONE):
    """Find out who calls, and keep that this member of staff did.

    :param claims: :class:`accounts.attesters.Claims` of the caller, with a phone for newcomers.
    :param newcomer: whether to enrol somebody who is not known yet and has agreed to it.
    :param door: of ``Call.Door``.
    :returns: the :class:`Call`, live for half an hour.
    :raises Refused: by a limit, or when name and number belong to nobody together: the same
        words whether the number is unknown or the name another.
    """
    call = begin(request.user, reason, door)
    person = named.known(claims.name, claims.number)
    found = person or Person.objects.none()
    record(request.user, AccessRecord.Act.SEARCH, found, reason, request)
    if person is None and newcomer:
        person = take_up(claims, language)
    if person is None:
        raise Refused(
            _(
                "Nobody is known by this number and this name. Please ask for both again. For"
                " somebody new, fill in the mobile phone too and read out the two consents."
            )
        )
    call.person = person
    call.save(update_fields=["person"])
    return call


@transaction.atomic
def begin(staff, reason, door):
    limits.hold_back_by([MOST], Call, {"staff": staff.pk})
    return Call.objects.create(staff=staff, reason=reason, door=door)


def take_up(claims, language):
    person = named.vouched_for(claims, language)
    agree(person)
    return person


def end(call):
    Call.objects.live().filter(pk=call.pk).update(ended_at=PortalNow())
