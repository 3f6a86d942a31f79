"""Files that staff ask for and a worker makes. See ``desk`` for the verbs."""

from .desk import again, ask, ask_daily, ask_for_the_day, cancel, stop_daily
from .files import forget
from .mailing import mail
from .making import work

__all__ = [
    "again",
    "ask",
    "ask_daily",
    "ask_for_the_day",
    "cancel",
    "forget",
    "mail",
    "stop_daily",
    "work",
]
