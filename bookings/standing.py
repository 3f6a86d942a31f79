"""Which dose somebody may have as a leftover, in words. The rule itself is ``leftover_for``."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from bookings.eligibility import moment

WORDS = {
    "age": _("This vaccine is not given at your age."),
    "missed": _("You missed an appointment. Leftover doses are possible again from %(moment)s."),
    "given": _("You have had every dose of this vaccine."),
    "other": _("Your first dose was of another vaccine, or it is not known of which."),
    "early": _("It is too early for your second dose. It is possible from %(moment)s."),
    "late": _("The time for your second dose is over. Please ask the clinic."),
    "booked": _("You have a leftover dose already."),
    "due": _("Your appointment is today. Please go there, or telephone the clinic."),
}

#: The same for whoever hands a dose over.
FOR_STAFF = {
    "age": _("This vaccine is not given at this person's age."),
    "missed": _(
        "This person missed an appointment. Leftover doses are possible again from %(moment)s."
    ),
    "given": _("This person has had every dose of this vaccine."),
    "other": _("This person's first dose was of another vaccine, or it is not known of which."),
    "early": _("It is too early for this person's second dose. It is possible from %(moment)s."),
    "late": _("The time for this person's second dose is over."),
    "booked": _("This person has a leftover dose already."),
    "due": _("This person's appointment is today. Please record the dose there."),
}


class Standing(NamedTuple):
    """What the rule says of one person and vaccine: the dose they may have, or why none."""

    dose: int | None
    why: str
    wakes: datetime | None

    @property
    def words(self):
        """A sentence for whoever may have none; empty for whoever may."""
        return self.said(WORDS)

    @property
    def words_for_staff(self):
        return self.said(FOR_STAFF)

    def said(self, words):
        moment_ = self.wakes and moment(self.wakes)
        return words[self.why] % {"moment": moment_} if self.why else ""


def standing(person, campaign_id, vaccine_id):
    """:returns: a :class:`Standing`, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dose, why, wakes FROM leftover_for(%s, %s, %s)",
            [person.pk, campaign_id, vaccine_id],
        )
        return Standing(*cursor.fetchone())


def why_not(person, batch):
    """Why somebody can have no dose of a batch; empty when nothing about them speaks against it."""
    return standing(person, batch.campaign_id, batch.vaccine_id).words
