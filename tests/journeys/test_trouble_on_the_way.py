from urllib.parse import urlsplit

from bookings.models import Booking
from tests.phones import Phone
from tests.processes import await_truth

from .plain_client import MINJI
from .test_whole_way import is_booked


def test_a_worker_killed_before_it_could_confirm(minji, town, worker):
    worker.kill()
    page = minji.book(town.slot)
    assert "We are confirming your booking" in page.text

    worker.start()

    await_truth(lambda: is_booked(minji, page))


def test_a_store_that_is_gone_on_the_whole_way_delays_and_loses_nothing(
    arrive, town, store, worker, beat
):
    """Without it no code can be sent; with the code in hand everything works, slower."""
    minji = arrive()
    store.stop()
    page = minji.ask_for_a_code()
    assert urlsplit(page.url).path == "/verify/code/"
    store.start()
    code = await_code(worker)
    store.stop()

    assert urlsplit(minji.send(page, {"digits": code}).url).path == "/book/"
    assert "한빛의원" in minji.get("/book/clinics/?province=9900000000&district=9911000000").text
    page = minji.book(town.slot)
    # A worker that was just looking may have confirmed it already.
    assert Booking.objects.filter(dose=1).count() == 1

    store.start()
    await_truth(lambda: is_booked(minji, page), seconds=60)
    assert [b.status for b in Booking.objects.all()] == ["confirmed", "confirmed"]


def await_code(worker):
    phone = Phone(MINJI["phone"], worker.log)
    await_truth(phone.messages, seconds=60)
    return phone.code()
