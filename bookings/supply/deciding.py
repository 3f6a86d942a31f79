"""What becomes of each booking an act concerns. Nothing is written here.

A first dose stays inside the days of the round version that admitted it, a second inside the
interval in force on the day of the first: the rules of every other change (``bookings.errands``).
"""

from dataclasses import dataclass
from datetime import timedelta

from bookings.models import SupplyAct, SupplyItem, WorkItem
from bookings.models.limits import limit

from .families import Products
from .places import find

State, Why, Otherwise = SupplyItem.State, SupplyItem.Why, SupplyAct.Otherwise
Kind, Cause = SupplyAct.Kind, WorkItem.Cause

#: What people can escape on the same day, at another clinic or another time.
ELSEWHERE = {Kind.DROPOUT, Kind.CLOSED, Kind.FEWER}


@dataclass
class Fate:
    """What becomes of one dose."""

    dose: object
    state: str
    why: str = ""
    place: object = None
    #: The product it will have, where that changes.
    vaccine: int | None = None


@dataclass
class Verdict:
    """What becomes of a family: each dose that changes, and each that is concerned."""

    family: object
    fates: list
    #: Why staff look for a second dose after the first.
    search: str = ""


class Clerk:
    """Decides for an act, family by family, from what is free."""

    def __init__(self, act, products, places):
        self.act, self.products, self.places = act, products, places
        self.swaps = act.kind == Kind.SWAP
        self.leaves = act.kind == Kind.DROPOUT

    def decide(self, family):
        """:returns: a :class:`Verdict`."""
        if self.swaps and not any(self.misfit(family, dose) for dose in family.concerned):
            return self.swap(family)
        if family.first.concerned:
            return self.move_first(family)
        return self.move_second(family)

    def misfit(self, family, dose):
        """What keeps a dose from the new vaccine; nothing where there is no new one."""
        if not self.swaps:
            return ""
        new, first = self.act.replacement_id, family.first
        if not self.products.suits(new, dose.born, dose.day):
            return Why.AGE
        if dose.dose > 1 and not first.concerned and first.vaccine != new:
            return Why.FIRST_DOSE
        return ""

    def swap(self, family):
        """Both doses get the new vaccine; the second moves where its interval asks for it."""
        first, second, new = family.first, family.second, self.act.replacement_id
        fates = [Fate(first, State.SWAPPED, vaccine=new)] if first.concerned else []
        if second is None:
            return Verdict(family, fates)
        why = "" if second.concerned else Why.INTERVAL
        if self.products.doses[new] < 2:
            return Verdict(family, [*fates, Fate(second, State.CANCELLED, why)])
        day = first.given_on or first.day
        interval = self.products.interval(new, day)
        if interval is None or interval.holds(day, second.day):
            return Verdict(family, [*fates, Fate(second, State.SWAPPED, why, vaccine=new)])
        place = self.place_of_second(second, day, interval)
        if place is None:
            fates.append(Fate(second, State.CANCELLED, why or Why.NO_PLACE))
            return Verdict(family, fates, Cause.INTERVAL)
        return Verdict(family, [*fates, Fate(second, State.MOVED, why, place, new)])

    def move_first(self, family):
        """Another place for the first dose, and for the second where it must have one too."""
        first, second = family.first, family.second
        why = self.misfit(family, first)
        if why and self.act.unfit != Otherwise.MOVE:
            return self.give_up(family, first, self.act.unfit, why)
        place = self.places.choose(first, self.earliest(first), first.vaccinate_to)
        if place is None:
            return self.give_up(family, first, self.act.placeless, why or Why.NO_PLACE)
        fates = [Fate(first, State.MOVED, why, place)]
        interval = self.products.interval(first.vaccine, place.date)
        if second is None or interval is None:
            return Verdict(family, fates)
        if not second.concerned and interval.holds(place.date, second.day):
            return Verdict(family, fates)
        home = place.clinic if self.leaves else None
        theirs = self.place_of_second(second, place.date, interval, home)
        if theirs is None:
            lost = Fate(second, State.CANCELLED, Why.NO_PLACE)
            return Verdict(
                family, [*fates, lost], Cause.SUPPLY if second.concerned else Cause.MOVED
            )
        why = why if second.concerned else Why.INTERVAL
        return Verdict(family, [*fates, Fate(second, State.MOVED, why, theirs)])

    def move_second(self, family):
        """Only the second dose is concerned: the first was given, or is on other days."""
        second = family.second
        why = self.misfit(family, second)
        if why and self.act.unfit != Otherwise.MOVE:
            return self.give_up(family, second, self.act.unfit, why)
        day = family.first.given_on or family.first.day
        interval = self.products.interval(second.vaccine, day)
        place = interval and self.place_of_second(second, day, interval)
        if place is None:
            return self.give_up(family, second, self.act.placeless, why or Why.NO_PLACE)
        return Verdict(family, [Fate(second, State.MOVED, why, place)])

    def place_of_second(self, second, day, interval, home=None):
        """A place after a first dose on a day: from the standard interval on, else before it."""
        earliest = self.earliest(second) if second.concerned else day
        for least in (interval.standard_days, interval.min_days):
            first, last = interval.days(day, least)
            if place := self.places.choose(second, max(first, earliest), last, home):
                return place
        return None

    def earliest(self, dose):
        """The first day to which a dose may move."""
        return dose.day if self.act.kind in ELSEWHERE else self.act.last_date + timedelta(1)

    def give_up(self, family, dose, how, why):
        """Put it on the work list, or cancel it; a second dose shares what becomes of its first."""
        second = family.second
        both = dose is family.first and second is not None
        if how == Otherwise.CANCEL:
            fates = [Fate(dose, State.CANCELLED, why)]
            if both:
                fates.append(Fate(second, State.CANCELLED, Why.INTERVAL))
            return Verdict(family, fates, Cause.SUPPLY if dose is second else "")
        fates = [Fate(dose, State.LISTED, why)]
        if both and second.concerned:
            fates.append(Fate(second, State.LISTED, why))
        return Verdict(family, fates)


def decide(cursor, act, families, answers):
    """:param answers: the terms of the act. :returns: a :class:`Verdict` for each family."""
    if not families:
        return []
    clerk = clerk_for(cursor, act, families, answers)
    return [clerk.decide(family) for family in families]


def clerk_for(cursor, act, families, answers):
    """Somebody who knows what is free for these families now."""
    products = Products(cursor)
    doses = [dose for family in families for dose in family.doses]
    last = max(max(dose.day, dose.vaccinate_to) for dose in doses)
    horizon = {
        "since": act.first_date,
        "until": last + products.longest,
        "notice": limit("cancel_until_days"),
        "gone": act.kind not in (Kind.SWAP, Kind.FEWER),
        "within": act.within_km if act.kind in ELSEWHERE else None,
        "leaves": act.kind == Kind.DROPOUT,
    }
    return Clerk(act, products, find(cursor, doses, {**answers, **horizon}))
