"""Pages that nobody hopes to see are as good as the others."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from accounts import certificates
from accounts.applicants import Applicant
from accounts.identity import COOKIE
from accounts.models import Provider
from accounts.oidc_views import login_cookie
from bookings.tests.builders import make_person
from portal.embedded import loopback
from portal.embedded.nginx import Nginx, program

from .citizen import CONSENTS, Citizen
from .conftest import SCREENS
from .visitor import Visitor

WAYS = pytest.mark.parametrize(
    ("screen", "script", "language"), [("phone", True, "ko"), ("desktop", False, "en")]
)


@WAYS
def test_forms_say_what_is_wrong(seat, screen, script, language):
    minji = seat(Citizen, screen, script, language)
    minji.open("/verify/")
    minji.press("Send me a code")
    assert minji.page.locator(".invalid").count() == 6

    minji.fill_in_who_they_are()
    minji.fill("Registration number, first six digits", "801309")
    minji.press("Send me a code")
    minji.sees("There is no such birth date. Please check the first seven digits.")

    minji.fill("Registration number, first six digits", "800309")
    minji.fill("Registration number, last seven digits", "2345678")
    minji.press("Send me a code")
    for _try in range(5):
        minji.fill("Code", "000000")
        minji.press("Continue")
    minji.sees("Too many wrong codes. Please ask for a new one.")
    minji.press("Send another code")
    minji.page.get_by_role("alert").wait_for()


@WAYS
def test_the_footer_leads_to_what_is_promised(seat, screen, script, language):
    minji = seat(Visitor, screen, script, language)
    minji.open("/")
    minji.follow("Privacy statement")
    minji.sees("What is kept, and why")
    minji.follow("Accessibility")
    minji.sees("How it is checked")


@WAYS
def test_pages_that_are_not_there_or_closed(seat, screen, script, language):
    minji = seat(Visitor, screen, script, language)
    minji.open("/nothing/here/", status=404)

    minji.page.context.add_cookies([{"name": COOKIE, "value": "invented", "url": minji.url}])
    ask_too_often(minji, "/verify/code/")
    minji.open("/verify/code/", status=429)

    minji.open("/verify/")
    minji.page.context.clear_cookies()
    minji.press("Send me a code", status=403)


def ask_too_often(visitor, path):
    """Until it is refused for long enough to be looked at: minutes are counted by the clock, and
    one may end meanwhile."""
    while True:
        answer = visitor.page.request.get(visitor.url + path, max_redirects=0)
        if int(answer.headers.get("retry-after", 0)) > 15:
            return


@WAYS
def test_a_certificate_leads_to_the_number_or_says_why_not(seat, town, screen, script, language):
    """As somebody whom a provider has just sent back, for the first time."""
    provider = Provider.objects.create(
        code="pass", kind="oidc", name_ko="가상 인증서", name_en="Pretend certificate"
    )
    hers = Applicant("김민지", date(1980, 3, 9), "F", "+821012345678", language, {"ci": "c1" * 32})
    waiting = certificates.wait_for_number(provider, hers)
    minji = seat(Citizen, screen, script, language)
    cookie = {"name": login_cookie.name, "value": login_cookie.signer.sign(waiting.pk.hex)}
    minji.page.context.add_cookies([{**cookie, "url": minji.url}])
    minji.open("/verify/number/")
    minji.fill("Registration number, first six digits", "800310")
    minji.fill("Registration number, last seven digits", "2345678")
    for consent in CONSENTS:
        minji.tick(consent)
    minji.press("Continue")
    minji.page.locator(".invalid, [role=alert]").first.wait_for()

    minji.open("/verify/oidc/pass/back/?state=invented")
    minji.sees("We lost track of your visit. Please start again.")
    minji.open("/verify/oidc/pass/", status=502)
    minji.sees("Choose how to confirm who you are")


@WAYS
def test_pages_of_a_portal_in_trouble(enter, town, screen, script, language):
    """What no server can read, a crash of ours, and the gate while nobody can tell who may pass."""
    minji = enter(make_person("김민지", "1980-03-09"), screen, script, language)
    minji.open("/bookings/%00/", status=400)
    with without_its_clock():
        minji.open("/verify/", status=500)
        minji.sees("Something went wrong on our side")
        minji.open("/book/", status=503)
        minji.sees("Booking is paused")


@contextmanager
def without_its_clock():
    """The portal's pages find no time in the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION portal_now() RENAME TO portal_then")
        try:
            yield
        finally:
            cursor.execute("ALTER FUNCTION portal_then() RENAME TO portal_now")


@pytest.mark.skipif(program() is None, reason="No nginx on this machine.")
@pytest.mark.parametrize(("screen", "script"), [("phone", True), ("desktop", False)])
def test_pages_of_an_edge_without_a_portal(chromium, tmp_path, screen, script):
    """They speak both languages at once, and load nothing but their sheet."""
    nobody = loopback.free_port()
    nginx = Nginx(tmp_path, waiting=nobody, booking=nobody, bulletin=tmp_path / "none").start()
    options = {"java_script_enabled": script, "ignore_https_errors": True}
    context = chromium.new_context(**SCREENS[screen], **options)
    try:
        minji = Visitor(context.new_page(), nginx.url, "ko")
        minji.open("/", status=503)
        minji.page.get_by_role("heading", name="Please wait a moment").wait_for()
        for page in ("busy", "large"):  # the edge shows them to nobody who did not earn them
            minji.page.set_content((settings.BASE_DIR / f"deploy/edge/{page}.html").read_text())
            minji.look()
    finally:
        context.close()
        nginx.stop()
