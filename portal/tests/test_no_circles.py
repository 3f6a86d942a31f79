"""Nobody is sent from one page to the other and back."""

import itertools

import pytest

from accounts.tests.builders import make_person, show_cookie, verify
from bookings.tests.builders import make_booking, make_round
from portal.waiting import tickets
from portal.waiting.models import Pass, Place
from portal.waiting.tests.builders import make_line, make_place, set_gate

pytestmark = pytest.mark.django_db


WHO = {
    "nobody": None,
    "refused": "1980-03-08",
    "may book": "1980-03-09",
    "comes with the line": "1980-03-07",
}
#: The gate's state, and whether the bulletin says that people queue.
GATES = [("open", False), ("open", True), ("metered", True), ("paused", True)]
STANDS = ["nowhere", "waiting", "called", "lapsed", "entered", "elsewhere", "inside", "booked"]
DOORS = ["/book/", "/book/clinics/", "/wait/", "/wait/enter/", "/wait/join/"]


@pytest.mark.parametrize(
    ("who", "stands"),
    [("nobody", "nowhere"), *itertools.product(list(WHO)[1:], STANDS)],
)
def test_nobody_is_sent_round_in_circles(say, client, town, who, stands, at):
    """Whoever they are, however gate and bulletin stand, from each door: it ends at a page."""
    make_round("2021-08-09 20:05", "2021-08-10 18:00", digit=7)
    line = make_line("2021-08-09 20:05")
    if WHO[who]:
        verification = verify(make_person(who, WHO[who]))
        show_cookie(client, verification)
        stand(stands, verification, line, town, at)
    held = [line.pk] if WHO[who] else [None, line.pk]
    for (state, queueing), ticket in itertools.product(GATES, held):
        set_gate(state=state)
        say(state=state, queueing=queueing)
        client.cookies.pop(tickets.COOKIE, None)
        if ticket:
            client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(ticket, 3))
        ways = [(client.get, door) for door in DOORS] + [(client.post, "/wait/join/")]
        # Django's client raises RedirectCycleError after a circle.
        ends = {door: send(door, follow=True).status_code for send, door in ways}
        assert set(ends.values()) == {200}, (state, queueing, ticket, ends)


def stand(how, verification, line, town, at):
    if how in ("waiting", "called", "lapsed", "entered"):
        now = line.opens_at if how != "waiting" else None
        place = make_place(line, 5, verification.person, called_at=now)
        Place.objects.filter(pk=place.pk).update(
            verification=verification,
            lapsed_at=now if how == "lapsed" else None,
            entered_at=now if how == "entered" else None,
        )
    elif how == "elsewhere":
        at("2021-08-09 20:01")
        newer = verify(verification.person)
        Pass.objects.create(person=newer.person, verification=newer)
    elif how == "inside":
        Pass.objects.create(person=verification.person, verification=verification)
    elif how == "booked":
        make_booking(verification.person, town.slot)
