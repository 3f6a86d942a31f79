"""Why the desk turned somebody down. The message is what the citizen reads."""

from accounts.refusals import Refused


class NotVerified(Refused):
    """The proof of identity is missing, has ended or ran out."""


class NotNow(Refused):
    """No round admits this person at this moment, or not for this time."""


class Full(Refused):
    """The place is gone; others may be free."""


class AlreadyBooked(Refused):
    """An active booking for this dose exists."""


class AlreadyWaiting(Refused):
    """They are on the waiting list."""


class OtherAnswers(Refused):
    """The form was sent before with other answers."""


class TooLate(Refused):
    """The day is too near for a change online."""


class SecondDoseMoves(Refused):
    """The second dose would be elsewhere than the person was told."""
