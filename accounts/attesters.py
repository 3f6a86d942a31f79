"""Who decides that somebody is who they say they are.

A code sent to a phone proves the phone and not the person. An attester is
somebody with a register of their own: a mobile carrier that knows in whose name
a phone is, or a credit bureau. ``settings.ATTESTER`` names one by dotted path.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.breakers import Trouble, out_of_service
from accounts.refusals import Refused


@dataclass(frozen=True, repr=False)
class Claims:
    """What somebody says of themselves. It has no repr, so that no log ever shows it."""

    name: str
    birth_date: date
    sex: str
    phone: str
    number: str


class RefuseEverybody:
    """What a portal does that was not told whom to ask."""

    def attest(self, claims):
        """Confirm that the claims belong together.

        The phone is empty where somebody else names a person who has none; then only
        name and number have to go together.

        It runs inside a citizen's request and keeps one of a web process's few
        threads: an attester that asks over a network gives up within three seconds.

        :returns: the linking value (CI) by which the attester knows the person, or "".
        :raises Refused: in the citizen's words, when they do not belong together.
        :raises Trouble: when nobody could be asked; what a network client raises (an
            ``OSError``, as every timeout is) will do as well.
        """
        raise Refused(out_of_service())


class Demo:
    """Believe everybody. For demonstrations: ``check --deploy`` refuses a portal that uses it."""

    def attest(self, claims):
        return ""


def attest(claims):
    """Ask the attester of this portal; see ``RefuseEverybody.attest``.

    :raises Trouble: by its kind alone: a client's error may quote what was asked.
    """
    try:
        return import_string(settings.ATTESTER)().attest(claims)
    except OSError as error:
        raise Trouble(type(error).__name__) from None
