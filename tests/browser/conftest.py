"""The machine's Chromium, driven by Playwright against the real portal and worker."""

import os
import shutil
import signal
from contextlib import contextmanager

import pytest
from django.http import HttpResponse
from playwright.sync_api import sync_playwright

from accounts import identity
from accounts.tests.builders import verify

from .visitor import Visitor

#: What lets it run as root in a container, and keeps it from calling anybody.
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
SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
LOCALES = {"ko": "ko-KR", "en": "en-GB"}


#: Without a window to draw it takes half the work; whoever has none uses the browser itself.
PROGRAMS = ["chromium-headless-shell", "chromium", "chromium-browser"]


@pytest.fixture(scope="package")
def chromium():
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None and os.environ.get("REQUIRE_BROWSER") != "1":
        pytest.skip("No Chromium (Debian: apt install chromium-headless-shell fonts-noto-cjk).")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, where Django refuses the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package", autouse=True)
def passed(tmp_path_factory):
    """One folder for all test processes of a run."""
    own = tmp_path_factory.getbasetemp()
    Visitor.passed = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "passed by axe"
    Visitor.passed.mkdir(exist_ok=True)


@pytest.fixture
def seat(chromium, live_portal, town):
    """Seat somebody before a fresh browser: ``seat(Citizen, screen="phone", script=False)``."""
    contexts = []

    def seat(who, screen="desktop", script=True, language="en"):
        context = chromium.new_context(
            **SCREENS[screen],
            java_script_enabled=script,
            locale=LOCALES[language],
            timezone_id="Asia/Seoul",
        )
        contexts.append(context)
        return who(context.new_page(), live_portal.url, language)

    yield seat
    for context in contexts:
        context.close()


@pytest.fixture
def enter(seat):
    """Seat somebody who has proved who they are."""

    def enter(person, *way, who=Visitor):
        visitor = seat(who, *way)
        response = HttpResponse()
        identity.begin(response, verify(person))
        name, value = identity.COOKIE, response.cookies[identity.COOKIE].value
        visitor.page.context.add_cookies([{"name": name, "value": value, "url": visitor.url}])
        return visitor

    return enter


@pytest.fixture
def paused(worker):
    """``with paused():`` the worker stands still, so that what waits for it can be looked at."""

    @contextmanager
    def pause():
        os.killpg(worker.child.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(worker.child.pid, signal.SIGCONT)

    return pause
