"""Every refusal is a page in plain words that says how to go on."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import loader
from django.test import Client, RequestFactory

from accounts.tests.builders import make_root
from portal.wsgi import application

pytestmark = pytest.mark.django_db


def test_a_wrong_address(client):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/%00", "/bookings/%00/", "/book/check/?slot=%00", "/?x=%00"),
        *("/staff/day/A%00/correct/", "/staff/bookings/booking/?reference=%00"),
    ],
)
def test_nul_in_the_address_is_no_crash(admin_client, path):
    response = admin_client.get(path)

    assert response.status_code == 400
    assert response["Content-Security-Policy"]


@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-7", "utf-16", "idna"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_words_in_another_code_than_utf_8_are_no_crash(method, charset):
    environ = {
        "REQUEST_METHOD": method,
        "HTTP_HOST": "localhost",
        "PATH_INFO": "/verify/",
        "QUERY_STRING": "next=/book/",
        "CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={charset}",
    }
    setup_testing_defaults(environ)
    told = []

    application(environ, lambda status, headers: told.append(status))

    assert told == ["400 Bad Request"]


@pytest.mark.parametrize(
    "question",
    [
        "bookings/booking/?slot__places__date__year=99999999999999999999",
        "clinics/clinic/?bookable_weekdays=1",
    ],
)
def test_a_question_that_no_column_understands_is_no_crash(client, question):
    client.force_login(make_root())
    assert client.get(f"/staff/{question}").status_code == 400


def test_a_form_from_elsewhere():
    response = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}).post(
        "/verify/end/", {}
    )

    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_the_last_pages_need_no_request_and_no_database(template, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = loader.get_template(template).render()

    assert "<h1>" in page
    assert 'href="/"' in page


def test_a_crash_is_a_page_too(client):
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION portal_now() CASCADE")

    response = client.get("/verify/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "portal_now" not in response.content.decode()


def test_a_file_is_not_kept():
    """The limit of a body does not count files: any stranger's would have filled the disk."""
    file = SimpleUploadedFile("large.bin", b"x" * 3_000_000)
    request = RequestFactory().post("/verify/", {"name": "Minji", "file": file})

    assert request.POST.dict() == {"name": "Minji"}
    assert not request.FILES


def test_a_body_too_large_is_refused_with_a_page(client):
    client.raise_request_exception = False

    response = client.post("/language/", {"language": "en" * 40_000})

    assert response.status_code == 400
    assert "We could not read that" in response.content.decode()


@pytest.mark.parametrize(("path", "status"), [("/verify/", 400), ("/nothing/here/", 400)])
def test_a_body_in_another_encoding_is_refused_and_not_read_again(path, status):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32

    r = client.post(path, b"name=x", "application/x-www-form-urlencoded; charset=utf-16")

    assert r.status_code == status
