"""The landing page in a real browser."""

import pytest

from .conftest import DESKTOP, PHONE


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_asks_nobody_else_breaks_no_rule_and_fits_the_window(
    open_window, live_portal, size, language
):
    page = open_window(size, language)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))

    page.goto("/")

    assert [url for url in asked if not url.startswith(live_portal.url)] == []
    assert complaints == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
