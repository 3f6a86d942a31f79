"""Somebody who sees every staff page, and a row for each address that needs one."""

from datetime import date, timedelta

from django.contrib.auth.models import Group

from accounts.clock import now
from accounts.models import Authenticator, Call, StaffMember
from bookings import leftovers, tallies
from bookings.models import (
    Booking,
    Campaign,
    CampaignProposal,
    ExportSchedule,
    IntervalProposal,
    LeftoverBatch,
    LeftoverTerms,
    LimitProposal,
    ReportExport,
    Round,
    RoundProposal,
    SupplyAct,
    WorkItem,
)
from bookings.models.campaign_proposals import in_force, told
from bookings.models.rounds import Terms
from clinics.models import Closure, Lot
from portal.models import Notice
from portal.operations.models import OperatorAct
from portal.waiting.models import Line


def at_work():
    """:returns: members of staff with their second factors, by who they are, and what stands for
    each argument of each address."""
    root, _ = StaffMember.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    nurse, _ = StaffMember.objects.get_or_create(
        username="bench-nurse", defaults={"is_staff": True}
    )
    nurse.groups.add(Group.objects.get(name="Clinic staff"))
    Notice.objects.get_or_create(text_ko="b", text_en="b")
    rows = Rows(root)
    for member in (root, nurse):
        rows.clinic.staff.add(member)
    tallies.refresh()
    return {"root": with_factor(root), "nurse": with_factor(nurse)}, rows


def with_factor(member):
    return member, Authenticator.objects.get_or_create(user=member, confirmed=True)[0]


class Rows(dict):
    """A row's id by the address's name and the argument's, made when it is asked for."""

    def __init__(self, member):
        super().__init__()
        self.member = member
        self.booking = Booking.objects.filter(status="confirmed").earliest("pk")
        self.clinic = self.booking.slot.clinic
        #: What an address cannot do without, behind it.
        self.asked = {"staff-day-print": f"?clinic={self.clinic.pk}&date=2021-08-31"}

    def __missing__(self, key):
        name, kind = key
        if kind == "reference":
            status = STATUS.get(name, self.booking.status)
            return Booking.objects.filter(status=status).earliest("pk").reference
        for (prefix, its_kind), make in MADE.items():
            if name.startswith(prefix) and kind == its_kind:
                return make(self)
        raise KeyError(key)


def item(rows):
    return WorkItem.objects.get_or_create(booking=rows.booking, kind="second_dose")[0].pk


def act(rows, kind="dropout", last=None):
    said = {"kind": kind, "clinics": [rows.clinic.pk], "reason": "bench"}
    days = {"first_date": date(2021, 9, 1), "last_date": last}
    return SupplyAct.objects.get_or_create(made_by=rows.member, **said, **days)[0].pk


def closure(rows):
    return Closure.objects.get_or_create(clinic=rows.clinic, date=date(2021, 10, 4))[0].pk


def lot(rows):
    known = {"clinic": rows.clinic, "vaccine": rows.booking.vaccine, "number": "BENCH1"}
    facts = {"expires_on": date(2021, 12, 31), "doses_per_vial": 6}
    return Lot.objects.get_or_create(**known, defaults=facts)[0].pk


def batch(rows):
    """A leftover batch: one that was published before, or a new one."""
    last = LeftoverBatch.objects.filter(slot__clinic=rows.clinic).last()
    if last is None:
        LeftoverTerms.objects.get_or_create(campaign=rows.booking.campaign)
        rows.booking.campaign.vaccines.add(rows.booking.vaccine)
        until = now() + timedelta(hours=4)
        last = leftovers.publish(rows.clinic, rows.booking.vaccine, 5, until, rows.member)
    return last.pk


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


def proposal(rows):
    """The terms in force, proposed once more."""
    round_ = Round.objects.select_related("current", "campaign").latest("pk")
    names = [field.name for field in Terms._meta.local_fields]
    terms = {name: getattr(round_.current, name) for name in names}
    about = {name: getattr(round_, name) for name in ("campaign", "code", "name_ko", "name_en")}
    known = {"round": round_, "made_by": rows.member, "reason": "bench"}
    return RoundProposal.objects.get_or_create(
        **known, defaults={**terms, **about, "based_on": round_.current}
    )[0].pk


def interval(rows):
    """A week more between the doses."""
    known = {"vaccine": rows.booking.vaccine, "made_by": rows.member, "reason": "bench"}
    days = {"effective_from": date(2021, 7, 1), "min_days": 21, "standard_days": 28, "max_days": 49}
    return IntervalProposal.objects.get_or_create(**known, defaults=days)[0].pk


def limits(rows):
    known = {"made_by": rows.member, "reason": "bench", "effective_from": date(2021, 9, 1)}
    seen = LimitProposal.objects.in_force()
    return LimitProposal.objects.get_or_create(**known, defaults={**seen, "seen": seen})[0].pk


def campaign(rows):
    """A week less to call, and longer for an offer."""
    about = Campaign.objects.get(pk=rows.booking.campaign_id)
    LeftoverTerms.objects.get_or_create(campaign=about)
    known = {"campaign": about, "made_by": rows.member, "reason": "bench"}
    seen = in_force(about.pk)
    other = {"follow_up_days": 7, "missed_days": 7, "offer_time": timedelta(minutes=15)}
    return CampaignProposal.objects.get_or_create(
        **known, defaults={**seen, **other, "seen": told(seen)}
    )[0].pk


def line(rows):
    """One with an early lane."""
    moment = {"opens_at": "2021-09-20T20:00+09:00"}
    names = {"name_ko": "b", "name_en": "b", "early_from": "2021-09-19T09:00+09:00"}
    return Line.objects.update_or_create(**moment, defaults=names)[0].pk


def emergency(rows):
    """An act that a second person looks at; it was another's."""
    other, _ = StaffMember.objects.get_or_create(username="bench-other", is_staff=True)
    about = {"act": "pause", "subject_kind": "gate", "subject_id": 1, "emergency": True}
    about["reason"] = "bench"
    return OperatorAct.objects.get_or_create(operator=other, **about)[0].pk


#: Bookings that a page is about, where it is not about one that is confirmed.
STATUS = {"staff-proof": "completed", "staff-missed-one": "no_show"}
#: What makes the value of an address's argument, by how the address's name begins.
MADE = {
    ("staff-access-review", "month"): lambda rows: "2021-07",
    ("staff-call-clinic", "pk"): lambda rows: rows.clinic.pk,
    ("staff-call-hand-over", "pk"): batch,
    ("staff-call", "call"): call,
    ("staff-daily", "pk"): daily,
    ("staff-export", "pk"): export,
    ("staff-leftover", "pk"): batch,
    ("staff-member", "pk"): lambda rows: rows.member.pk,
    ("staff-places-open", "closure"): closure,
    ("staff-places", "act"): lambda rows: act(rows, "closed", date(2021, 9, 1)),
    ("staff-places", "pk"): lambda rows: rows.clinic.pk,
    ("staff-stock-act", "act"): lambda rows: "waste",
    ("staff-stock-receive", "pk"): lambda rows: rows.clinic.pk,
    ("staff-stock", "pk"): lot,
    ("staff-supply-new", "kind"): lambda rows: "late",
    ("staff-supply", "pk"): act,
    ("staff-work", "pk"): item,
    ("dashboard-table", "key"): lambda rows: "days",
    ("operations-gate", "what"): lambda rows: "state",
    ("operations-draw", "step"): lambda rows: "announce",
    ("operations-campaign", "pk"): campaign,
    ("operations-propose-campaign", "pk"): lambda rows: rows.booking.campaign_id,
    ("operations-interval", "pk"): interval,
    ("operations-limits", "pk"): limits,
    ("operations-proposal", "pk"): proposal,
    ("operations-review", "pk"): emergency,
    ("operations-line", "pk"): line,
    ("operations-draw", "pk"): line,
    ("operations-correct-line", "pk"): line,
    ("operations", "pk"): round_,
}
