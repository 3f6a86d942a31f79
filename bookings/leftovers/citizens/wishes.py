"""One person's alerts, changed a step at a time. What is kept is ``bookings.leftovers.wish``'s."""

from dataclasses import dataclass
from datetime import time

from bookings import leftovers
from bookings.leftovers.wishing import choices
from bookings.models import LeftoverTurn, LeftoverWish
from clinics.models import Clinic, Vaccine


@dataclass
class Wish:
    person: object
    clinics: list[Clinic]
    vaccines: list[Vaccine]
    quiet: tuple[time | None, time | None]

    @classmethod
    def of(cls, person):
        """What they wish for now; who has no alert yet would take every vaccine."""
        kept = LeftoverWish.objects.filter(person=person).first()
        alerts = kept.alerts.select_related("clinic__district") if kept else []
        turns = LeftoverTurn.objects.filter(alert__in=alerts)
        vaccines = Vaccine.objects.filter(pk__in=turns.values("vaccine"))
        return cls(
            person,
            [alert.clinic for alert in alerts],
            list(vaccines or choices()),
            (kept.quiet_from, kept.quiet_until) if kept else (None, None),
        )

    def add(self, clinic):
        self.have([*self.clinics, clinic])

    def prefer(self, clinic):
        if clinic in self.clinics:
            self.have([clinic, *self.clinics])

    def remove(self, clinic):
        self.have([each for each in self.clinics if each != clinic])

    def keep(self, vaccines, quiet):
        self.vaccines, self.quiet = list(vaccines), quiet
        self.have(self.clinics)

    def have(self, clinics):
        """:raises Refused: too many."""
        if clinics:
            leftovers.wish(self.person, clinics, self.vaccines, self.quiet)
        else:
            leftovers.forget(self.person)
