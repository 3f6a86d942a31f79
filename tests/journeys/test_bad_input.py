"""Whatever is sent to whatever public address: an answer that is no 500, and nothing stored."""

import re

import pytest
from django.db import connection
from django.urls import URLResolver

from portal.urls import urlpatterns
from tests.tables import our_models

EXAMPLES = {
    "int": "1",
    "slug": "kakao",
    "reference": "ABCDEFGH2345",
    "errand": "change",
    "str": "AbC.123",
}
#: The standing line comes to be when somebody first asks for the current one.
MAY_GROW = {"waiting_line"}
FORM = "application/x-www-form-urlencoded"
BODIES = [
    (FORM, b""),
    (FORM, b"%ff%fe=%00&name=%ff&digits=%00&slot=%00&key=%00&language=%00&next=%00"),
    (FORM, b"slot=1e9&key=x&digits=" + b"9" * 5000),
    (FORM, b"slot=99999999999999999999&key=00000000-0000-0000-0000-000000000000"),
    (FORM, b"slot=-1&slot=2&key[]=x&name=\xed\xa0\x80"),
    (FORM + "; charset=utf-16", b"name=x"),
    (FORM + "; charset=nonsense", b"name=x"),
    (FORM, b"name=" + b"x" * 70_000),
    (FORM, b"&".join(b"a%d=1" % n for n in range(1001))),
    ("application/json", b'{"slot": 1}'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("text/plain", b"hello"),
    ("nonsense", b"\x00\x01\xff"),
]
QUERIES = ["next=%00", "slot=%00", "slot=" + "9" * 400, "from=%ff&to=0000-00-00", "page=-1&day=x"]


def public_addresses(patterns=urlpatterns, before="/"):
    """Every address of the URLconf that is not the staff's, with an example for its parts."""
    for entry in patterns:
        route = before + re.sub(r"<(\w+):\w+>", lambda part: EXAMPLES[part[1]], str(entry.pattern))
        if route.startswith("/staff/"):
            continue
        if isinstance(entry, URLResolver):
            yield from public_addresses(entry.url_patterns, route)
        else:
            yield route


def rows():
    """How many every table of ours holds that nobody's visit may add to."""
    tables = [model._meta.db_table for model in our_models(include_auto_created=True)]
    tables = sorted({*tables} - MAY_GROW)
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


@pytest.mark.parametrize("verified", [False, True])
def test_every_public_address_survives_every_body(request, arrive, town, verified):
    client = request.getfixturevalue("minji") if verified else arrive()
    token = "a" * 32
    client.http.cookies.set("csrftoken", token)
    # The server closes a connection whose body nobody read.
    client.http.headers["Connection"] = "close"
    before = rows()
    addresses = [address for address in public_addresses() if address != "/verify/end/"]
    assert {"/verify/", "/verify/code/", "/book/check/", "/language/"} < set(addresses)

    fallen = []
    for address in addresses:
        for content_type, body in BODIES:
            headers = {"Content-Type": content_type, "X-CSRFToken": token}
            answer = client.http.post(
                client.url + address, body, headers=headers, allow_redirects=False
            )
            fallen += [(address, content_type, body)] * (answer.status_code >= 500)
        for query in QUERIES:
            answer = client.http.get(f"{client.url}{address}?{query}", allow_redirects=False)
            fallen += [(address, query)] * (answer.status_code >= 500)

    assert fallen == []
    assert rows() == before
