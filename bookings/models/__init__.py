from .bookings import Booking
from .campaign_proposals import CampaignProposal
from .campaigns import CampaignChange
from .events import BookingEvent
from .exports import ExportSchedule, ReportExport
from .follow_ups import FollowUp
from .leftovers import (
    LeftoverAct,
    LeftoverAlert,
    LeftoverBatch,
    LeftoverTerms,
    LeftoverTurn,
    LeftoverWish,
)
from .limits import LimitProposal
from .makers import Maker
from .notifications import Notification, OpeningReminder
from .offers import Offer
from .proposals import IntervalProposal, RoundProposal
from .proxies import Mandate, ProxyBlock
from .records import DoseRecord, WorkItem
from .rounds import Campaign, Round, RoundVersion
from .screening import Screening
from .supply import SupplyAct, SupplyItem
from .tallies import Supplied, Tally, TallyState
from .waitlist import Waitlist

__all__ = [
    "Booking",
    "BookingEvent",
    "Campaign",
    "CampaignChange",
    "CampaignProposal",
    "DoseRecord",
    "ExportSchedule",
    "FollowUp",
    "IntervalProposal",
    "LeftoverAct",
    "LeftoverAlert",
    "LeftoverBatch",
    "LeftoverTerms",
    "LeftoverTurn",
    "LeftoverWish",
    "LimitProposal",
    "Maker",
    "Mandate",
    "Notification",
    "Offer",
    "OpeningReminder",
    "ProxyBlock",
    "ReportExport",
    "Round",
    "RoundProposal",
    "RoundVersion",
    "Screening",
    "Supplied",
    "SupplyAct",
    "SupplyItem",
    "Tally",
    "TallyState",
    "Waitlist",
    "WorkItem",
]
