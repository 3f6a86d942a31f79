"""Confirmation in batches: the asynchronous half of a booking.

The work is the HELD rows themselves. Several workers share them with
``FOR UPDATE SKIP LOCKED``; one that dies leaves its batch as it was. Everything
is set-based: a batch of five hundred costs a handful of statements.

Three transactions a batch, because each may lock slots only once and in order of
their ids (``clinics.models.slots``): one gives back the places of those who
cannot be confirmed, one those of second doses whose first was missed and is
booked anew, one takes places for second doses.
"""

from .batch import confirm_batch
from .second_doses import give_back_missed

__all__ = ["confirm_batch", "give_back_missed"]
