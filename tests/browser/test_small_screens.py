"""What a phone and a tablet show of menus and wide tables, without and with script."""

from clinics.models import OpeningHours

from .test_staff import log_in
from .visitor import Visitor


def test_the_hours_of_a_weekday_can_be_read_and_typed(seat, town):
    OpeningHours.objects.create(clinic=town.hanbit, weekday=1, opens="09:00", closes="18:00")
    park = seat(Visitor, "phone")

    park.open(f"/staff/places/{town.hanbit.pk}/hours/")
    log_in(park, "park")

    times = park.page.locator(".staff-day [type=time]")
    assert {field.bounding_box()["width"] >= 70 for field in times.all()} == {True}
