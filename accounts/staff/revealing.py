"""Names and phones in full, for whoever asks: written down, and readable to them for a while.

A page shows people masked and offers with them a form that was signed for its reader: that
these people are theirs to see was decided by the page, and nobody else can use the form.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.masking import masked_name, masked_phone
from accounts.models import AccessRecord, Person
from accounts.records import record
from accounts.refusals import Refused

#: How long what somebody asked for stays readable to them, without asking again.
LASTS = timedelta(minutes=15)
#: The most people whom one session keeps unmasked, the latest; a day of the largest clinic.
MOST = 1000
SESSION_KEY = "revealed"


def offer(request, people, routine):
    """What the form carries.

    :param people: the ids of the :class:`accounts.models.Person` rows on the page.
    :param routine: whether seeing them is the reader's work of the day, which needs no reason.
    """
    answer = [request.user.pk, sorted(people), routine]
    return signing.dumps(answer, salt=__name__, compress=True)


def reveal(request, offered, reason):
    """Unmask people for the reader, and write down that they asked.

    :param offered: what :func:`offer` gave to this reader in this log-in.
    :raises Refused: when it was not theirs, or a reason is needed and none was given.
    """
    try:
        staff, people, routine = signing.loads(offered, salt=__name__, max_age=8 * 60 * 60)
    except signing.BadSignature:
        staff, people, routine = None, [], False
    if staff != request.user.pk:
        raise Refused(_("Nobody was shown. Please open the page again and ask there."))
    if not routine and not reason.strip():
        raise Refused(_("Please say why you need to see this."))
    until = (now() + LASTS).timestamp()
    kept = request.session.get(SESSION_KEY, {})
    with transaction.atomic():
        asked = Person.objects.filter(pk__in=people)
        record(request.user, AccessRecord.Act.REVEAL, asked, reason.strip(), request)
    fresh = kept | {str(person): until for person in people}
    latest = sorted(fresh, key=fresh.get)[-MOST:]
    request.session[SESSION_KEY] = {person: fresh[person] for person in latest}


def mask(request):
    """Mask everybody for the reader again, before the time is over."""
    request.session.pop(SESSION_KEY, None)


def name_for(request, person):
    """A person's name as this reader may see it now."""
    return person.name if person.pk in revealed(request) else masked_name(person.name)


def phone_for(request, person):
    return person.phone if person.pk in revealed(request) else masked_phone(person.phone)


def born_for(request, person):
    """The birth date, or only its year."""
    born = person.birth_date
    return born.isoformat() if person.pk in revealed(request) else str(born.year)


def revealed(request):
    """The ids of those whom this reader asked for, not too long ago."""
    if not hasattr(request, "revealed_people"):
        kept = request.session.get(SESSION_KEY, {})
        moment = now().timestamp() if kept else 0
        request.revealed_people = {int(who) for who, until in kept.items() if until > moment}
    return request.revealed_people
