"""An afternoon of leftover doses on paper: the race of 2021 beside our offers.

``people`` draws who waits and when they read; ``race`` and ``fair`` go through the same clinics,
people and misfortunes by the two rules; ``report`` prints a table. The method, and where each
figure comes from, stand in ``docs/leftovers.md``.
"""

from .report import simulate

__all__ = ["simulate"]
