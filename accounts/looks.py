"""What a member of staff has on the screen, and whose names in it they asked to see.

Names and phones stay masked until somebody asks for them. Asking is written down with whom it
shows; it holds for these people alone, and for a while. A page that looks for news by itself is
one look however often it asks: only who is new in it is written down again.
"""

from datetime import datetime, timedelta

from accounts.models import AccessRecord
from accounts.records import record

#: How long names stay readable after they were asked for.
SHOWN_FOR = timedelta(minutes=15)
#: The header of a request that a page makes by itself, without anybody's doing.
BACKGROUND = "X-Background"


def by_itself(request):
    return BACKGROUND in request.headers


def look(request, where, people):
    """Write down that these people come to be seen, masked or not.

    :param where: which page, in a few words that stay the same while it looks for news.
    :param people: a list of :class:`accounts.models.Person`.
    """
    seen_where, seen = request.session.get("looks", ("", []))
    known = set(seen) if by_itself(request) and seen_where == where else set()
    fresh = [person for person in people if person.pk not in known]
    if fresh:
        record(request.user, AccessRecord.Act.VIEW, fresh, request=request)
    ids = sorted(known | {person.pk for person in people})
    if [where, ids] != [seen_where, seen]:
        request.session["looks"] = [where, ids]


def reveal(request, people, moment, reason):
    """Write down that these people's names and phones are asked for, and unmask them.

    :param moment: the portal's, from when on they are shown for a while.
    :param reason: what for, for the record.
    """
    if people:
        record(request.user, AccessRecord.Act.VIEW, people, reason, request)
    until = (moment + SHOWN_FOR).isoformat()
    request.session["shown"] = {"people": [person.pk for person in people], "until": until}


def mask(request):
    request.session.pop("shown", None)


def shown(request, moment):
    """The ids of the people whose names are readable to whoever asks."""
    asked = request.session.get("shown")
    if not asked or datetime.fromisoformat(asked["until"]) <= moment:
        return frozenset()
    return frozenset(asked["people"])
