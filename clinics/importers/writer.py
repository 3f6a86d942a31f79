"""Storing what a reader found: one transaction, a handful of statements."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction

from clinics.models import Clinic

FIELDS = [
    "name",
    "kind",
    "district_id",
    "address",
    "postcode",
    "phone",
    "latitude",
    "longitude",
    "active",
]
TEXTS = ["key", "name", "kind", "address"]


@dataclass
class Outcome:
    """What became of every row read: each is counted once."""

    counts: Counter = field(default_factory=Counter)
    #: Rows skipped or doubtful: row, key, name, what was done, why.
    remarks: list[tuple] = field(default_factory=list)

    def skip(self, record, reason):
        self.counts["skipped"] += 1
        self.remarks.append((record.row, record.key, record.name, "skipped", reason))


@transaction.atomic
def write(source, records):
    """Add, update, close and reopen clinics of one source, by key.

    What staff decide stays as they left it: whether a clinic vaccinates, its
    weekdays, hours and doctors. A clinic that a release does not mention stays too.
    """
    outcome = Outcome()
    known = {clinic.key: clinic for clinic in Clinic.objects.filter(source=source)}
    added, updated, closed = [], [], []
    seen = set()
    for record in records:
        outcome.counts["read"] += 1
        clinic = known.get(record.key)
        if reason := why_not(record, clinic, seen):
            outcome.skip(record, reason)
            continue
        seen.add(record.key)
        if not record.active:
            change = closed if clinic.active else None
            clinic.active = False
        else:
            outcome.remarks.extend(
                (record.row, record.key, record.name, "stored", doubt) for doubt in record.doubts
            )
            change = updated
            if clinic is None:
                change = added
                clinic = Clinic(source=source, key=record.key, vaccinates=record.vaccinates)
            elif same(clinic, record):
                change = None
            copy(record, clinic)
        if change is None:
            outcome.counts["unchanged"] += 1
        else:
            change.append(clinic)
    Clinic.objects.bulk_create(added, batch_size=1000)
    Clinic.objects.bulk_create(
        updated + closed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=FIELDS,
    )
    outcome.counts.update(added=len(added), updated=len(updated), closed=len(closed))
    return outcome


def why_not(record, clinic, seen):
    """Why a row cannot be stored, or None."""
    if not record.key:
        return "no key"
    if record.key in seen:
        return "the key stands in an earlier row too"
    if not record.active:
        return None if clinic else record.doubts[0]
    if not record.name:
        return "no name"
    if long := [name for name in TEXTS if len(getattr(record, name)) > limit(name)]:
        return f"longer than {limit(long[0])} characters: {long[0]}"
    if not record.district:
        return f"no district found for the address: {record.address}"
    return None


def limit(name):
    return Clinic._meta.get_field(name).max_length


def value(record, name):
    return record.district.pk if name == "district_id" else getattr(record, name)


def same(clinic, record):
    return all(getattr(clinic, name) == value(record, name) for name in FIELDS)


def copy(record, clinic):
    for name in FIELDS:
        setattr(clinic, name, value(record, name))
