import http.client
import re

from axes.models import AccessAttempt

from tests.edge.visitor import Visitor


def test_the_portal_learns_the_visitor_s_own_address_and_not_the_one_they_claim(edge):
    somebody = Visitor(edge, "127.0.0.9", X_Forwarded_For="198.51.100.7")
    form = somebody.ask("/staff/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]

    somebody.ask(
        "/staff/login/",
        "POST",
        body=f"csrfmiddlewaretoken={token}&username=nurse&password=guess",
        Cookie=form.headers["Set-Cookie"].partition(";")[0],
        Content_Type="application/x-www-form-urlencoded",
        Referer=f"{edge.url}/staff/login/",
    )

    assert AccessAttempt.objects.get().ip_address == "127.0.0.9"


def test_the_watching_machines_page_is_not_for_the_public(edge):
    assert Visitor(edge, "127.0.0.1").ask("/readyz").status == 200
    assert Visitor(edge, "127.0.0.8").ask("/readyz").status == 403


def test_whoever_comes_without_tls_is_sent_to_it(edge):
    connection = http.client.HTTPConnection("127.0.0.1", edge.plain_port, timeout=10)
    connection.request("GET", "/wait/?a=1")
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (301, "https://127.0.0.1/wait/?a=1")
