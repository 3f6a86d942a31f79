from .bookings import Booking, BookingEvent
from .makers import Maker
from .notifications import Notification, OpeningReminder
from .offers import Offer
from .proxies import Mandate, ProxyBlock
from .records import DoseRecord, WorkItem
from .rounds import Campaign, Round, RoundVersion
from .supply import SupplyAct, SupplyItem
from .waitlist import Waitlist

__all__ = [
    "Booking",
    "BookingEvent",
    "Campaign",
    "DoseRecord",
    "Maker",
    "Mandate",
    "Notification",
    "Offer",
    "OpeningReminder",
    "ProxyBlock",
    "Round",
    "RoundVersion",
    "SupplyAct",
    "SupplyItem",
    "Waitlist",
    "WorkItem",
]
