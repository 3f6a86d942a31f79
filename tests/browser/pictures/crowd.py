"""Some hundred people who booked in three evenings of August 2021, and what became of them."""

from datetime import date
from random import Random
from uuid import uuid4

from accounts.models import Person
from bookings import tallies
from bookings.confirmation import confirm_batch
from bookings.models import Booking, Round
from bookings.references import new_reference
from clinics.models import Region, Residents, Slot

FAMILY, GIVEN = (
    "김이박최정강조윤장임",
    ("민준", "서연", "도윤", "하은", "지호", "수아", "예준", "유나"),
)
#: When, how many, in which round, born from and until which year.
WAVES = [
    ("2021-08-19 20:05", 90, "born-1972-1985", 1972, 1985),
    ("2021-08-19 21:10", 60, "born-1972-1985", 1972, 1985),
    ("2021-08-19 23:40", 25, "born-1972-1985", 1972, 1985),
    ("2021-08-20 20:05", 80, "born-1986-2003", 1986, 2003),
    ("2021-08-20 22:15", 45, "born-1986-2003", 1986, 2003),
    ("2021-08-21 20:20", 70, "born-1972-2003", 1972, 2003),
    ("2021-08-22 10:30", 35, "born-1972-2003", 1972, 2003),
    ("2021-08-23 13:00", 30, "born-1972-2003", 1972, 2003),
]


def book(at):
    """Let them book, and be confirmed with both their doses."""
    dice = Random(2021)
    slots = list(
        Slot.objects.filter(
            group__code="mrna",
            starts_at__gte="2021-08-26T00:00+09:00",
            starts_at__lt="2021-09-18T00:00+09:00",
        ).order_by("clinic__key", "starts_at")
    )
    for moment, count, code, first, last in WAVES:
        at(moment)
        version = Round.objects.get(code=code).current
        for person in people(dice, count, first, last):
            # Most want the capital and the first days: its clinics and they come first.
            slot = slots[int(len(slots) * dice.random() ** 1.5)]
            Booking.objects.create(
                reference=new_reference(),
                person=person,
                campaign=version.round.campaign,
                round_version=version,
                dose=1,
                slot=slot,
                status="held",
                channel="web",
                idempotency_key=uuid4(),
            )
        while confirm_batch():
            pass


def people(dice, count, first, last):
    return Person.objects.bulk_create(
        Person(
            name=dice.choice(FAMILY) + dice.choice(GIVEN),
            birth_date=date(dice.randint(first, last), dice.randint(1, 12), dice.randint(1, 28)),
            phone=f"010{dice.randint(20_000_000, 99_999_999)}",
            sex=dice.choice("FM"),
            language="ko",
        )
        for _number in range(count)
    )


def come(at, day):
    """It is nine o'clock of a later day: most have come, some stayed away, and both is counted."""
    # What happens in the very second of a count is left to the next one.
    at(f"{day} 08:59")
    over = Booking.objects.filter(status="confirmed", slot__places__date__lt=day)
    ids = list(over.order_by("pk").values_list("pk", flat=True))
    Booking.objects.filter(pk__in=ids[::14]).update(status="no_show")
    Booking.objects.filter(pk__in=ids).filter(status="confirmed").update(status="completed")
    at(f"{day} 09:00")
    tallies.refresh()


def settle(each):
    """A population file in place of the demo's: about as many people of each age in every district.

    :param each: how many at least.
    """
    Residents.objects.all().delete()
    Residents.objects.bulk_create(
        Residents(
            region=region,
            as_of="2021-07-31",
            age=age,
            count=each + int(region.code[:4]) * age % each,
        )
        for region in Region.objects.filter(kind="district")
        for age in range(12, 86)
    )
