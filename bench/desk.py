"""Somebody who sees every staff page, and a row for each address that needs one."""

from datetime import date

from accounts.models import Authenticator, Call, StaffMember
from bookings import tallies
from bookings.models import (
    Booking,
    ExportSchedule,
    ReportExport,
    Round,
    SupplyAct,
    WorkItem,
)
from clinics.models import Clinic


def at_work():
    """:returns: the member of staff, their second factor, and what stands for each argument of
    each address."""
    member, _ = StaffMember.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    Clinic.objects.first().staff.add(member)
    shown, _ = Authenticator.objects.get_or_create(user=member, confirmed=True)
    tallies.refresh()
    return member, shown, Rows(member)


class Rows(dict):
    """A row's id by the address's name and the argument's, made when it is asked for."""

    def __init__(self, member):
        super().__init__()
        self.member = member
        self.booking = Booking.objects.filter(status="confirmed").earliest("pk")

    def __missing__(self, key):
        name, kind = key
        if kind == "reference":
            return self.booking.reference
        for prefix, make in MADE.items():
            if name.startswith(prefix):
                return make(self)
        raise KeyError(key)


def item(rows):
    return WorkItem.objects.get_or_create(booking=rows.booking, kind="second_dose")[0].pk


def act(rows):
    said = {"kind": "dropout", "clinics": [rows.booking.slot.clinic_id], "reason": "bench"}
    days = {"first_date": date(2021, 9, 1)}
    return SupplyAct.objects.get_or_create(made_by=rows.member, **said, **days)[0].pk


def call(rows):
    """One that is live, or a new one: they last half an hour."""
    found = Call.objects.live().filter(staff=rows.member).first()
    return (
        found.pk
        if found
        else Call.objects.create(staff=rows.member, person=rows.booking.person, reason="bench").pk
    )


def export(rows):
    wish = {"kind": "bookings", "format": "csv", "language": "ko"}
    return ReportExport.objects.get_or_create(
        asked_by=rows.member, as_of="2021-08-30T09:00+09:00", **wish
    )[0].pk


def daily(rows):
    wish = {"kind": "counts", "format": "csv", "language": "ko"}
    return ExportSchedule.objects.get_or_create(asked_by=rows.member, **wish)[0].pk


def round_(rows):
    return Round.objects.latest("pk").pk


#: What makes the id of an address, by how its name begins.
MADE = {
    "staff-work": item,
    "staff-supply-new": lambda rows: "late",
    "staff-supply": act,
    "staff-call": call,
    "staff-export": export,
    "staff-daily": daily,
    "operations-extend": round_,
    "operations-stop": round_,
    "operations-gate": lambda rows: "state",
    "dashboard-table": lambda rows: "days",
}
