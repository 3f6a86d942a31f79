from .bookings import Booking, BookingEvent
from .notifications import Notification
from .records import DoseRecord, WorkItem
from .rounds import Campaign, Round, RoundVersion

__all__ = [
    "Booking",
    "BookingEvent",
    "Campaign",
    "DoseRecord",
    "Notification",
    "Round",
    "RoundVersion",
    "WorkItem",
]
