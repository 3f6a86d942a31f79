import re
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext, override
from playwright.sync_api import Error

from .axe import violations

#: What differs from one visit of the same page to the next, and is seen by nobody.
SECRETS = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<= nonce=")[^"]*')


class Visitor:
    """Somebody before a screen, who names things by their English words in any language.

    Every page they come to is held to WCAG 2.2 AA, to its content policy, to its
    own origin, to the width of the screen and to a silent console.
    """

    #: Where the pages that axe passed in this run are noted.
    passed: Path

    def __init__(self, page, url, language):
        self.page, self.url, self.language = page, url, language
        self.complaints = []
        page.set_default_timeout(10_000)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self.watch)

    def hear(self, message):
        # What axe does to a page meets the page's policy too, but has no address.
        if message.type in ("error", "warning") and message.location["url"]:
            self.complaints.append(f"console: {message.text}")

    def watch(self, request):
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.complaints.append(f"left the portal for {request.url}")

    def say(self, words):
        with override(self.language):
            return gettext(words)

    def path(self):
        return self.page.url.removeprefix(self.url)

    def button(self, words):
        return self.page.get_by_role("button", name=self.say(words), exact=True)

    def link(self, words):
        return self.page.get_by_role("link", name=self.say(words), exact=True).first

    def field(self, label):
        return self.page.get_by_label(self.say(label), exact=True)

    def open(self, path, status=200):
        answer = self.page.goto(self.url + path)
        assert answer.status == status
        self.look(status)

    def press(self, words, status=200):
        self.arrive(self.button(words), status)

    def follow(self, words):
        self.arrive(self.link(words))

    def arrive(self, control, status=200):
        """Use a button or a link, and look at the page it leads to."""
        with self.page.expect_navigation():
            self.use(control)
        self.look(status)

    def use(self, control):
        control.click()

    def fill(self, label, text):
        self.field(label).fill(text)

    def choose(self, label, option):
        self.field(label).select_option(label=option)

    def download(self, words):
        """Use a link or a button that brings a file and return what is in it."""
        with self.page.expect_download() as download:
            self.use(self.link(words).or_(self.button(words)))
        return download.value.path().read_bytes()

    def sees(self, words):
        """Wait for words to appear, by themselves if they are not there yet."""
        self.page.get_by_text(self.say(words)).first.wait_for()

    def look(self, status=200):
        """Hold the page before us to all that is promised of every page."""
        # Chromium says on the console that a page is an error page.
        announced = f"status of {status} " if status >= 400 else "\n"
        assert [said for said in self.complaints if announced not in said] == []
        self.complaints.clear()
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width()
        assert self.violations() == []

    def width(self):
        return self.page.viewport_size["width"]

    def violations(self):
        """What axe finds; once more when the page reloaded itself under axe's hands."""
        try:
            return self.unlike()
        except Error:
            self.page.wait_for_load_state()
            return self.unlike()

    def unlike(self):
        """What axe finds on a page that none of this run is the same as.

        The very same page, on a screen as wide, is looked at once in a run: every story begins
        with the same few, and axe works on each for longer than the portal.
        """
        note = self.passed / self.likeness()
        if note.exists():
            return []
        found = violations(self.page)
        if not found and note.name == self.likeness():
            note.touch()
        return found

    def likeness(self):
        """The same for pages that axe cannot tell apart."""
        document = SECRETS.sub("", self.page.content())
        return sha256(f"{self.page.viewport_size} {document}".encode()).hexdigest()
