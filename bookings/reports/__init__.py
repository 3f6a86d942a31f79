"""What the ministry can take home: for each kind of export its columns, and the SQL of its rows."""

from bookings.models import ReportExport

from . import access, bookings, counts, coverage, places, waste
from .report import Terms

__all__ = ["OF_PEOPLE", "REPORTS", "Terms"]

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
#: Those whose rows are people's bookings: with names, each row is a person seen.
OF_PEOPLE = [kind for kind, report in REPORTS.items() if report.parted]
