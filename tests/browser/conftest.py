"""The machine's Chromium, driven by Playwright against the real portal."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

# The flags that let it run as root in a container and keep it from calling anybody.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None and os.environ.get("REQUIRE_BROWSER") != "1":
        pytest.skip("No Chromium on this machine (Debian: apt install chromium fonts-noto-cjk).")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, where Django refuses the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium, live_portal):
    """A fresh browser: ``open_window(size=PHONE, language="en", javascript=False)``."""
    contexts = []

    def open_one(size=DESKTOP, language="ko", javascript=True):
        context = chromium.new_context(
            base_url=live_portal.url,
            viewport=size,
            locale={"ko": "ko-KR", "en": "en-US"}[language],
            java_script_enabled=javascript,
            bypass_csp=False,
        )
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
