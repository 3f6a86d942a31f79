"""The booking desk: the only code that makes, changes and ends bookings.

Every rule is part of the statement that writes and reads the database's clock;
what can never be (a slot oversold, a second active booking, an illegal change
of status) the database itself refuses. Refusals speak the citizen's language.
"""

from .calling import book_for_caller
from .cancelling import CANCELLABLE, cancel, last_day_to_cancel
from .changing import change, errand_of_change, why_not
from .dosing import fits, record_dose, record_dose_of_new_lot, usable_lots
from .holding import book, book_if
from .proxying import book_for_another
from .screening import (
    WAITING,
    agree,
    answer,
    forget_screenings,
    screening_opens,
    withdraw,
)
from .second_dose import book_second, close, errand_of_second
from .visiting import arrive, correct, mark_missed, take_back_arrival

__all__ = [
    "CANCELLABLE",
    "WAITING",
    "agree",
    "answer",
    "arrive",
    "book",
    "book_for_another",
    "book_for_caller",
    "book_if",
    "book_second",
    "cancel",
    "change",
    "close",
    "correct",
    "errand_of_change",
    "errand_of_second",
    "fits",
    "forget_screenings",
    "last_day_to_cancel",
    "mark_missed",
    "record_dose",
    "record_dose_of_new_lot",
    "screening_opens",
    "take_back_arrival",
    "usable_lots",
    "why_not",
    "withdraw",
]
