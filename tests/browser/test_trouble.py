"""Pages that nobody hopes to see are as good as the others."""

import pytest

from accounts.identity import COOKIE

from .citizen import Citizen
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
def test_pages_that_are_not_there_or_closed(seat, screen, script, language):
    minji = seat(Visitor, screen, script, language)
    minji.open("/nothing/here/", status=404)

    minji.page.context.add_cookies([{"name": COOKIE, "value": "invented", "url": minji.url}])
    for _time in range(60):
        minji.page.request.get(minji.url + "/verify/code/", max_redirects=0)
    minji.open("/verify/code/", status=429)

    minji.open("/verify/")
    minji.page.context.clear_cookies()
    minji.press("Send me a code", status=403)
