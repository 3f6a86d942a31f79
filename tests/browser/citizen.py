from tests.phones import Phone

from .visitor import Visitor

CONSENTS = [
    "I agree that my registration number is used to recognise me.",
    "I agree that my vaccination data are used for my appointments.",
]


class Citizen(Visitor):
    """Minji, born on 9 March 1980, who proves who she is and books, page by page."""

    number = "01012345678"
    registration = ("800309", "2345678")

    def fill_in_who_they_are(self):
        self.fill("Name", "김민지")
        front, back = self.registration
        self.fill("Registration number, first six digits", front)
        self.fill("Registration number, last seven digits", back)
        self.fill("Mobile phone", self.number)
        for consent in CONSENTS:
            self.tick(consent)

    def tick(self, label):
        """Tap the words beside a box: the box itself is drawn by the sheet."""
        self.page.get_by_text(self.say(label), exact=True).click()
        assert self.field(label).is_checked()

    def verify(self, log):
        """Prove who they are with the code that the worker sends, which it writes to ``log``."""
        self.fill_in_who_they_are()
        self.press("Send me a code")
        self.fill("Code", Phone(self.number, log).code())
        self.press("Continue")

    def search(self, province, district):
        """Choose a province, which brings its districts by itself or by a button, and one of
        them."""
        self.choose("Province", province)
        show = self.button("Show districts")
        if self.script:
            show.wait_for(state="detached")
            self.look()
        else:
            self.arrive(show)
        self.choose("District", district)
        self.press("Search")

    @property
    def script(self):
        """Whether their browser runs JavaScript."""
        return self.page.evaluate("'htmx' in window")
