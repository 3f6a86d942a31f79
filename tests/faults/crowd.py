"""Citizens who post at full rate while something breaks, and what each of them was told."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Lock, Thread
from urllib.parse import urlencode, urlsplit

from bench.visitors import address
from tests.bypass.attacker import TOKEN, person_cookie
from tests.processes import await_truth

ACCEPTED, REFUSED, ERROR = "accepted", "refused", "error"
THREADS = 12
#: Seconds until somebody who met an error leaves the line to the next.
PAUSE = 0.2


@dataclass
class Form:
    """One form of one citizen. Whoever gets an error sends the very same again."""

    what: str
    path: str
    visitor: object
    slot: int = 0
    booking: object = None
    second: int | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    told: list = field(default_factory=list)

    @property
    def answers(self):
        if self.what == "cancel":
            return {}
        return {"slot": self.slot, "key": self.key, "second": self.second or ""}

    @property
    def last(self):
        return self.told[-1][0]

    @property
    def reference(self):
        """Of the booking that the last answer leads to."""
        return self.told[-1][1].split("/")[2]


def send(url, form):
    """:returns: what this citizen is told now, and where it leads or what was wrong."""
    cookies = {**person_cookie(form.visitor), "csrftoken": TOKEN}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "en",
        "X-Forwarded-For": address(form.visitor.person),
    }
    body = urlencode(form.answers | {"csrfmiddlewaretoken": TOKEN})
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request("POST", form.path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, HTTPException) as lost:
        return ERROR, type(lost).__name__
    finally:
        connection.close()
    leads_to = answer.getheader("Location") or ""
    if answer.status == 303 and leads_to.startswith("/bookings/"):
        return ACCEPTED, leads_to
    if answer.status >= 500:
        return ERROR, answer.status
    assert answer.status == 200, (form, answer.status, leads_to)
    return REFUSED, text


class Crowd:
    """Sends forms from several threads, one after the other, until it is told to stop."""

    def __init__(self, url, forms):
        self.url, self.waiting, self.sent = url, iter(forms), []
        self.over, self.troubles, self.turn = Event(), [], Lock()
        self.threads = [Thread(target=self.post, daemon=True) for _ in range(THREADS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *trouble):
        self.over.set()
        self.finish()
        if not any(trouble):
            assert self.troubles == []

    def post(self):
        while not self.over.is_set() and (form := self.next_form()):
            try:
                form.told.append(send(self.url, form))
            except Exception as trouble:
                self.troubles.append(trouble)
                return
            self.sent.append(form)
            if form.last == ERROR:
                self.over.wait(PAUSE)

    def next_form(self):
        with self.turn:
            return next(self.waiting, None)

    def finish(self):
        """Wait until the last form is answered."""
        for thread in self.threads:
            thread.join()

    def goes_on(self, answers):
        """Wait until so many more were answered, errors too."""
        enough = len(self.sent) + answers
        await_truth(lambda: self.troubles or len(self.sent) >= enough, seconds=60)

    def next_accepted(self):
        """The next booking that somebody is told is made."""
        begun = len(self.sent)

        def found():
            made = [form for form in self.sent[begun:] if form.what == "book"]
            return next((form for form in made if form.last == ACCEPTED), None)

        return await_truth(found, seconds=60)

    def send_again(self):
        """Whoever was told of an error sends the same form until there is an answer."""
        for form in self.sent:
            while form.last == ERROR:
                assert len(form.told) < 20, form
                form.told.append(send(self.url, form))

    def counts(self):
        """How many forms there were, by their last answer, and how many posts met an error."""
        counts = Counter(form.last for form in self.sent)
        counts[ERROR] = sum(said == ERROR for form in self.sent for said, _where in form.told)
        return counts
