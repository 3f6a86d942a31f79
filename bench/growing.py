"""One size of the growing country: measures for as long as each line on its input says."""

import json
import sys
import time
from io import BytesIO
from itertools import count

import django
from django.db import connection

from bench import visitors
from bench.growth import PEOPLE
from bench.search import Pages, environ

FORM = "application/x-www-form-urlencoded"


class Posts:
    """Bookings, each a new person's, asked for in-process."""

    def __init__(self, pages, people, slots):
        self.pages, self.people, self.slots, self.number = pages, people, slots, count()

    def send(self):
        """:returns: seconds in the database, seconds in all."""
        number = next(self.number)
        body = visitors.answers(number, self.slots[number % len(self.slots)]).encode()
        cookies = f"{visitors.cookie(self.people[number])}; {visitors.token_cookie()}"
        request = environ("/book/check/", {}, cookies, visitors.address(number)) | {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": FORM,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_ORIGIN": f"https://{visitors.HOST}",
            "wsgi.input": BytesIO(body),
        }
        return self.pages.cost(request, "303 See Other")


def some(seconds, ask):
    """Two lists, of seconds in the database and of seconds in all."""
    costs, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        costs += ask()
    _, database, whole = zip(*costs, strict=True)
    return database, whole


def main():
    django.setup()
    pages = Pages({"group": "mrna", "from": "2021-08-26", "to": "2021-09-07"})
    with connection.cursor() as cursor:
        people = visitors.verifications(cursor, 0, PEOPLE)
        cursor.execute(
            "SELECT id FROM clinics_slot WHERE group_id ="
            " (SELECT id FROM clinics_vaccinegroup WHERE code = 'mrna') AND taken < capacity"
            " ORDER BY md5(id::text) LIMIT 8000"
        )
        slots = [pk for (pk,) in cursor.fetchall()]
    posts = Posts(pages, people, slots)
    for line in sys.stdin:
        half = float(line) / 2
        search, search_view = some(half, pages.ask)
        booking, booking_view = some(half, lambda: [posts.send()])
        figures = {
            "slots": pages.slots,
            "list_ms": search[::2],
            "list_view_ms": search_view[::2],
            "clinic_ms": search[1::2],
            "clinic_view_ms": search_view[1::2],
            "booking_ms": booking,
            "booking_view_ms": booking_view,
        }
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
