from .bookings import Booking, BookingEvent
from .notifications import Notification, OpeningReminder
from .records import DoseRecord, WorkItem
from .rounds import Campaign, Round, RoundVersion

__all__ = [
    "Booking",
    "BookingEvent",
    "Campaign",
    "DoseRecord",
    "Notification",
    "OpeningReminder",
    "Round",
    "RoundVersion",
    "WorkItem",
]
