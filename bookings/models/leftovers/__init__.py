"""Leftover doses: what a clinic published, and who wants to be offered some."""

from .batches import LeftoverAct, LeftoverBatch, LeftoverTerms
from .wishes import MOST_CLINICS, LeftoverAlert, LeftoverTurn, LeftoverWish

__all__ = [
    "MOST_CLINICS",
    "LeftoverAct",
    "LeftoverAlert",
    "LeftoverBatch",
    "LeftoverTerms",
    "LeftoverTurn",
    "LeftoverWish",
]
