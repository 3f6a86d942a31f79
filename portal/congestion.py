"""The congestion light of the landing page: how full it is now, in words, not by colour alone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.waiting import bulletin


class Congestion(TextChoices):
    CALM = "calm", _("Calm: you can book without waiting.")
    BUSY = "busy", _("Busy: you wait in line for your turn.")
    VERY_BUSY = "very busy", _("Very busy: the wait is longer than half an hour.")
    PAUSED = "paused", _("Paused: nobody is let in at the moment. Places in line are kept.")

    @property
    def tag(self):
        """The class that gives its sign a colour."""
        return {"calm": "open", "paused": "error"}.get(self.value, "warning")


#: Seconds of waiting from which it is very busy.
LONG = 30 * 60


def now():
    """What the waiting room's bulletin says of whoever comes now; without one it is paused."""
    says = bulletin.read()
    if says.state == bulletin.PAUSED:
        return Congestion.PAUSED
    if not says.queueing:
        return Congestion.CALM
    wait = says.get("waiting", 0) / says.rate if says.rate else 0
    return Congestion.VERY_BUSY if wait > LONG else Congestion.BUSY
