"""The dashboard's counts: kept up by what has changed, and the same as a count of everything."""

from .counting import recount, refresh

__all__ = ["recount", "refresh"]
