"""What a member of staff presses to see the people of a page in full."""

import html
import re

from django.urls import reverse

FIELD = r'name="{}" value="([^"]+)"'


def offered(page):
    """The fields of the form that asks for the people of a page."""
    form = page[page.index('name="people"') :]
    fields = {name: re.search(FIELD.format(name), form)[1] for name in ("people", "next")}
    return {name: html.unescape(value) for name, value in fields.items()}


def reveal(client, address, **answers):
    """Look at a page and ask for its people. :returns: the page that comes then."""
    page = client.get(address).content.decode()
    return client.post(reverse("staff-reveal"), {**offered(page), **answers}, follow=True)


def mask(client, address):
    return client.post(reverse("staff-reveal"), {"mask": "1", "next": address}, follow=True)
