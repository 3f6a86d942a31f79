"""Where the confirmation asks which doses people already had.

A national register is somebody else's system: it is asked before any row is
locked. The built-in register is our own table of doses given.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from .models import DoseRecord


class OwnRecords:
    """The doses this portal recorded itself."""

    def doses(self, people):
        """:returns: a set of ``(person id, campaign id, dose)`` that were given."""
        return set(
            DoseRecord.objects.filter(person__in=people).values_list(
                "person_id", "campaign_id", "dose"
            )
        )


def doses_given(people):
    """Ask the register in service (``VACCINATION_HISTORY``) about people, given by id."""
    return import_string(settings.VACCINATION_HISTORY)().doses(people)
