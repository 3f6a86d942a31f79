import socket
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from requests import Request

from accounts.identity import COOKIE
from bookings.models import Booking
from tests.processes import await_truth

from .plain_client import MINJI, form

JUN = MINJI | {"name": "이준", "number_front": "800319", "phone": "01098765432"}


def is_booked(client, page):
    return "Your appointment is booked" in client.get(urlsplit(page.url).path).text


def test_from_the_door_to_both_doses_and_back(arrive, town, worker):
    minji = arrive()
    assert "Start booking" in minji.get("/").text
    minji.verify(worker.log)
    search = minji.get("/book/clinics/?province=9900000000&district=9911000000").text
    assert town.hanbit.get_absolute_url() in search
    assert f"slot={town.slot.pk}" in minji.get(town.hanbit.get_absolute_url()).text

    page = minji.book(town.slot)

    await_truth(lambda: is_booked(minji, page))
    assert [b.status for b in Booking.objects.order_by("dose")] == ["confirmed", "confirmed"]

    path = urlsplit(page.url).path
    answer = minji.send(minji.get(f"{path}cancel/"), {})
    assert "This booking is cancelled" in answer.text


def test_one_form_sent_twenty_times_at_once_is_one_booking(minji, town):
    action, answers = form(minji.check(town.slot).text, ["key"])

    with ThreadPoolExecutor(20) as threads:
        sent = list(threads.map(lambda _: minji.post(action, answers), range(20)))

    booking = Booking.objects.get(dose=1)
    assert {answer.url for answer in sent} == {minji.url + booking.get_absolute_url()}


def test_of_twenty_forms_sent_at_once_one_books_and_the_others_are_told(minji, town):
    action, answers = form(minji.check(town.slot).text, ["key"])
    forms = [answers | {"key": str(uuid.uuid4())} for _ in range(20)]

    with ThreadPoolExecutor(20) as threads:
        sent = list(threads.map(lambda one: minji.post(action, one), forms))

    booking = Booking.objects.get(dose=1)
    refused = [answer for answer in sent if answer.url.endswith(f"slot={town.slot.pk}")]
    assert len(refused) == 19
    assert all("You already have a booking" in answer.text for answer in refused)
    (booked,) = set(sent) - set(refused)
    assert booked.url.endswith(booking.get_absolute_url())


def test_a_form_sent_again_because_the_answer_was_lost_is_the_same_booking(minji, town):
    page = minji.check(town.slot)
    action, answers = form(page.text, ["key"])
    request = minji.http.prepare_request(Request("POST", minji.url + action, data=answers))
    lines = [f"POST {action} HTTP/1.1", f"Host: {urlsplit(minji.url).netloc}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    with socket.create_connection(("127.0.0.1", urlsplit(minji.url).port)) as line:
        line.sendall("\r\n".join([*lines, "", request.body]).encode())
        await_truth(Booking.objects.exists)

    again = minji.post(action, answers)

    assert again.url == minji.url + Booking.objects.get(dose=1).get_absolute_url()


def test_a_cookie_opens_only_what_is_its_persons_own_and_only_in_time(
    minji, arrive, town, worker, at
):
    mine = urlsplit(minji.book(town.slot).url).path
    jun = arrive()
    jun.verify(worker.log, JUN)
    assert jun.get(mine).status_code == 404
    assert jun.get(f"{mine}calendar.ics").status_code == 404
    assert jun.get(f"{mine}cancel/").status_code == 404

    forger = arrive()
    forger.http.cookies.set(COOKIE, minji.http.cookies[COOKIE][:-1] + "x")
    assert "/verify/?next=" in forger.get(mine).url

    at("2021-08-09 20:31")
    _action, answers = form(jun.get("/verify/").text, ["number_front"])
    jun.post("/book/check/", answers | {"slot": town.slot.pk, "key": "0" * 32})
    assert "/verify/?next=" in minji.get(mine).url
    assert Booking.objects.filter(dose=1).count() == 1
