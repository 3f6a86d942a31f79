from .borders import Border
from .changes import ClinicChange
from .clinics import Clinic, Closure, OpeningHours
from .lots import Lot, LotRecall, StockEntry
from .regions import Region, Residents
from .shortages import Shortage
from .slots import CapacityChange, ClinicDay, DayPlaces, Slot
from .vaccines import Interval, Vaccine, VaccineGroup

__all__ = [
    "Border",
    "CapacityChange",
    "Clinic",
    "ClinicChange",
    "ClinicDay",
    "Closure",
    "DayPlaces",
    "Interval",
    "Lot",
    "LotRecall",
    "OpeningHours",
    "Region",
    "Residents",
    "Shortage",
    "Slot",
    "StockEntry",
    "Vaccine",
    "VaccineGroup",
]
