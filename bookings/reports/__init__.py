"""What the ministry can take home: for each kind of export its columns, and the SQL of its rows."""

from bookings.models import ReportExport

from . import access, bookings, counts, coverage, places, waste
from .report import Terms

__all__ = ["REPORTS", "Terms"]

Kind = ReportExport.Kind
REPORTS = {
    Kind.BOOKINGS: bookings.BOOKINGS,
    Kind.DOSES: bookings.DOSES,
    Kind.PLACES: places.REPORT,
    Kind.WASTE: waste.REPORT,
    Kind.COVERAGE: coverage.REPORT,
    Kind.COUNTS: counts.REPORT,
    Kind.ACCESS: access.REPORT,
}
