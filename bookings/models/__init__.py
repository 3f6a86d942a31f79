from .bookings import Booking, BookingEvent
from .makers import Maker
from .notifications import Notification, OpeningReminder
from .records import DoseRecord, WorkItem
from .rounds import Campaign, Round, RoundVersion

__all__ = [
    "Booking",
    "BookingEvent",
    "Campaign",
    "DoseRecord",
    "Maker",
    "Notification",
    "OpeningReminder",
    "Round",
    "RoundVersion",
    "WorkItem",
]
