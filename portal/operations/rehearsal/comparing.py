"""What everybody should meet, and whether they did."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Person
from bookings.eligibility import moment as words_of
from bookings.models import RoundVersion
from clinics.models import Slot
from portal import board

from . import clock
from .terms import Terms
from .walk import look_at_board, walk


@dataclass
class Step:
    """One person at one moment: expected and seen."""

    at: datetime
    edge: str
    born: date | None  #: None for the page that everybody sees
    who: str
    expected: str
    seen: str
    surprises: list[str]


@dataclass
class Turn:
    """Which rounds have a birth date's turn at a moment: pairs of version and terms."""

    open: list
    coming: list
    past: list

    def words(self):
        """The sentence that the page must say."""
        if self.open:
            return _("You can book now")
        if self.coming:
            return _("It is not your turn yet. You can book from %(moment)s.") % {
                "moment": words_of(self.coming[0][1].opens_at)
            }
        if self.past:
            return _("Booking for your date of birth closed on %(moment)s.") % {
                "moment": words_of(self.past[-1][1].closes_at)
            }
        return _("No booking round includes your date of birth at present.")


def rehearse(round_, announced):
    """Go through a round's opening and closing with everybody at an edge of it.

    :param round_: the :class:`bookings.models.Round`.
    :param announced: its :class:`Terms` as they were announced.
    :returns: the :class:`Step` of each; when it comes back nothing is left of them.
    :raises clock.Unsafe: when that could not be vouched for.
    """
    try:
        met: list[int] = []
        with clock.rehearsing(), override(settings.LANGUAGE_CODE):
            walks = list(steps(round_, announced, met))
    finally:
        board.forget()
    # All that a walk writes hangs on its person.
    if left := Person.objects.filter(pk__in=met).count():
        raise clock.Unsafe(f"{left} invented people are left. Look for the reason at once.")
    return walks


def steps(round_, announced, met):
    """:param met: where the keys of the invented people are written down."""
    others = RoundVersion.objects.current().exclude(round=round_).select_related("round")
    terms = [(round_.current, announced), *((version, Terms.of(version)) for version in others)]
    terms.sort(key=lambda pair: (pair[1].opens_at, pair[0].pk))
    for at, edge in announced.moments().items():
        clock.stand(at)
        yield landing_page(round_, announced, at, edge)
        slot = free_slot(round_.current)
        for born, who in announced.births().items():
            turn = turn_of(terms, born, at)
            seen = walk(born, slot)
            met.append(seen.person)
            expected, surprises = compare(turn, seen, slot)
            if slot is None:
                surprises.append("no free place: nobody could book")
            yield Step(at, edge, born, who, expected, str(seen), surprises)


def landing_page(round_, announced, at, edge):
    """What ``/status.json`` says, which shows what the landing page does."""
    state = "open" if announced.open_at(at) else "coming" if at < announced.opens_at else "over"
    said = look_at_board(round_.code)
    surprises = [] if said == state else ["everybody is shown something else"]
    return Step(at, edge, None, "landing page", f"shows it as {state}", said, surprises)


def free_slot(version):
    """A place that the round offers and that somebody could take as the clock stands."""
    offered = Slot.objects.open().filter(
        group__in=version.groups,
        places__date__range=(version.vaccinate_from, version.vaccinate_to),
        clinic__active=True,
        clinic__vaccinates=True,
    )
    return offered.select_related("places").order_by("starts_at", "pk").first()


def turn_of(terms, born, at):
    mine = [(version, terms) for version, terms in terms if terms.admit(born)]
    return Turn(
        open=[pair for pair in mine if pair[1].open_at(at)],
        coming=[pair for pair in mine if at < pair[1].opens_at],
        past=[pair for pair in mine if pair[1].closes_at <= at],
    )


def compare(turn, seen, slot):
    """:returns: what was expected, in words, and what came otherwise."""
    surprises = list(seen.faults)
    admitting = {v.round.code for v, _terms in turn.open if slot and v.offers(slot)}
    if seen.booked_in and seen.booked_in not in admitting:
        surprises.append("could book and must not")
    if admitting and not seen.booked_in:
        surprises.append("could not book and must")
    doors = {"/book/", "/wait/"} if turn.open or turn.coming else {"/book/"}
    if seen.door not in doors:
        surprises.append(f"was sent to {seen.door}")
    if turn.words() not in seen.told:
        surprises.append("was told something else")
    expected = "books in " + " or ".join(sorted(admitting)) if admitting else "cannot book"
    return f"{expected}: “{turn.words()}”", surprises
