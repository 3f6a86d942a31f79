from .changes import ClinicChange
from .clinics import Clinic, Closure, OpeningHours
from .regions import Region, Residents
from .shortages import Shortage
from .slots import CapacityChange, ClinicDay, DayPlaces, Slot
from .vaccines import Interval, Vaccine, VaccineGroup

__all__ = [
    "CapacityChange",
    "Clinic",
    "ClinicChange",
    "ClinicDay",
    "Closure",
    "DayPlaces",
    "Interval",
    "OpeningHours",
    "Region",
    "Residents",
    "Shortage",
    "Slot",
    "Vaccine",
    "VaccineGroup",
]
