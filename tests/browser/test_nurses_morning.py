"""A morning at Nurse Park's desk: a queue, a scanner, a mistake, somebody without a booking."""

import time

import pytest
import segno

from accounts.tests.builders import give_number, make_person
from bookings import desk
from bookings.models import Booking
from bookings.tests.builders import answer_no, make_booking, make_lot, make_round
from tests.town import call

from .test_staff import log_in
from .visitor import Visitor

#: A camera that sees what a booking's paper shows, a little askew.
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 800, height: 600 });
    const sheet = canvas.getContext("2d");
    setInterval(() => {
        sheet.setTransform(1, 0, 0, 1, 0, 0);
        sheet.fillStyle = "#fff";
        sheet.fillRect(0, 0, 800, 600);
        sheet.fillStyle = "#222";
        sheet.setTransform(9, 1, -1, 9, 300, 150);
        for (const [y, row] of %s.entries())
            for (const [x, dark] of row.entries()) if (dark) sheet.fillRect(x, y, 1.02, 1.02);
    }, 50);
    return canvas.captureStream();
};
"""
#: What some telephones' browsers can do themselves.
DETECTOR = """
globalThis.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return [{ rawValue: "%s" }]; }
};
"""
HAS_FOCUS = "element => element === document.activeElement"


def stroke(key):
    """What a key is to Chromium."""
    if key == "Enter":
        return {"key": key, "code": key, "text": "\r", "windowsVirtualKeyCode": 13}
    code = f"Digit{key}" if key.isdigit() else f"Key{key}"
    return {"key": key, "code": code, "text": key, "windowsVirtualKeyCode": ord(key)}


class Nurse(Visitor):
    """Somebody with a hand scanner, a keyboard and no time."""

    def types(self, *keys):
        with self.page.expect_navigation():
            for key in keys:
                self.page.keyboard.type(key) if len(key) > 5 else self.page.keyboard.press(key)

    def scan(self, reference):
        """A scanner types wherever the focus is, and presses Enter: a key each ten milliseconds by
        the events' own clock, however slowly this machine hands them on."""
        session, pressed = self.page.context.new_cdp_session(self.page), time.time()
        with self.page.expect_navigation():
            for number, key in enumerate([*reference, "Enter"]):
                event = {"timestamp": pressed + number / 100, **stroke(key)}
                session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
                session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def keys(self, role, name):
        """As ``press`` and ``follow`` do, by the keyboard."""
        self.page.get_by_role(role, name=self.say(name), exact=True).first.focus()
        self.types("Enter")

    def find(self, words):
        self.field("Scan a code, or find by name, phone or booking number").fill(words)
        self.types("Enter")

    def sees_of(self, person):
        self.page.get_by_role("heading", name=person.name, exact=True).wait_for()


@pytest.fixture
def queue(town, at):
    """Ten people at ten o'clock and ten at half past, who answered the questions the day before."""
    late = town.hanbit.slots.get(starts_at="2021-08-26T10:30+09:00")
    people = [f"김{first}{second}" for first in "민서도하지" for second in "준윤아우"]
    make_lot(town.hanbit, "EF789", vials=5)
    bookings = [
        make_booking(make_person(name, "1980-03-09", f"0101234{n:04}"), slot)
        for n, (name, slot) in enumerate(zip(people, [town.slot] * 10 + [late] * 10, strict=True))
    ]
    at("2021-08-25 20:00")
    for booking in bookings:
        answer_no(booking)
    return bookings


@pytest.fixture
def late_round(town):
    """Whoever has not booked by now can, until September."""
    late = make_round("2021-08-21 20:00", "2021-09-18 18:00", code="rest")
    call(late, "18~49세 추가 예약", "Ages 18 to 49, the rest")


def statuses(bookings):
    rows = Booking.objects.filter(pk__in=[booking.pk for booking in bookings])
    return list(rows.order_by("pk").values_list("status", flat=True))


def test_nurse_parks_morning(seat, town, queue, late_round, worker, at):
    at("2021-08-26 10:05")
    park = seat(Nurse, language="ko")
    park.open("/staff/day/")
    log_in(park, "park")

    # The first by the scanner, looked at closely; it types wherever the focus is.
    first, *others = queue
    park.page.get_by_role("link", name=park.say("Printable list")).focus()
    park.scan(first.reference)
    park.sees_of(first.person)
    park.look()
    park.types("Enter")
    park.look()
    park.types("Enter")
    park.look()
    assert statuses(queue) == ["completed"] + ["confirmed"] * 19

    # Eighteen more in a row, every third by name; the card before them is still open.
    for number, booking in enumerate(others[:-1]):
        park.find(booking.person.name) if number % 3 == 2 else park.scan(booking.reference)
        park.sees_of(booking.person)
        park.types("Enter")
        park.types("Enter")
    assert statuses(queue) == ["completed"] * 19 + ["confirmed"]

    # The last by the end of the phone; it was the wrong one, and is taken back with the reason.
    wrong = others[-1]
    park.find(wrong.person.phone[-4:])
    park.types("Enter")
    park.types("Enter")
    park.fill("Why is this corrected?", "다른 사람이었음")
    park.keys("button", "Take it back")
    wrong.refresh_from_db()
    assert (wrong.status, wrong.change_reason) == ("confirmed", "다른 사람이었음")

    # Somebody without a booking.
    haneul = give_number(make_person("한하늘", "1984-01-29"), "8401292345678")
    park.keys("link", "Day list")
    park.keys("link", "Book for somebody at the clinic")
    park.fill("Name", "한하늘")
    park.fill("Registration number, first six digits", "840129")
    park.fill("Registration number, last seven digits", "2345678")
    park.keys("button", "Find the caller")
    park.follow(park.say("Free times at %(clinic)s") % {"clinic": town.hanbit.name})
    park.keys("link", "14:00")
    park.keys("button", "Book this appointment")
    park.button("Arrived").wait_for()
    park.look()
    booking = Booking.objects.get(person=haneul, dose=1)
    assert (booking.channel, booking.status) == ("clinic", "confirmed")

    # The doctor leaves early: the afternoon takes three, and not nobody, for Haneul comes.
    park.open(f"/staff/places/{town.hanbit.pk}/?week=2021-08-26")
    park.keys("link", "14:00")
    park.fill("People in each half hour", "0")
    park.keys("button", "Show what it does")
    park.sees("Nothing can be lowered below what is taken.")
    park.sees("한*늘")
    park.look()
    park.fill("People in each half hour", "3")
    park.keys("button", "Show what it does")
    park.look()
    park.keys("button", "Change these times")
    booking.slot.refresh_from_db()
    assert (booking.slot.taken, booking.slot.capacity) == (1, 3)
    park.open("/staff/day/")

    # The day as it stands, on a tablet too, with names and on paper.
    park.follow("Day list")
    park.press("Show names and phones")
    park.sees(haneul.name)
    park.page.set_viewport_size({"width": 820, "height": 1180})
    park.look()
    park.follow("Printable list")
    park.sees(haneul.name)


def test_a_colleagues_record_appears_while_she_types(seat, town, queue, at):
    at("2021-08-26 10:05")
    park = seat(Nurse)
    park.open("/staff/day/")
    log_in(park, "park")
    field = park.field("Scan a code, or find by name, phone or booking number")
    field.press_sequentially("Kim", delay=100)
    row = park.page.locator(f"[id='{queue[0].reference}']")

    desk.arrive(queue[0], town.nurse)

    row.get_by_text("arrived 10:05").wait_for()
    assert field.input_value() == "Kim"
    assert field.evaluate(HAS_FOCUS)
    park.look()


def test_the_camera_reads_a_code(seat, town, queue, at):
    at("2021-08-26 10:05")
    park = seat(Nurse)
    park.open("/staff/day/")
    log_in(park, "park")
    first, second = queue[3], queue[4]

    code = segno.make_qr(first.reference, error="m", mask=2)
    park.page.add_init_script(CAMERA % [list(row) for row in code.matrix])
    park.open("/staff/day/")
    park.press("Scan with the camera")
    park.sees_of(first.person)

    park.page.add_init_script(DETECTOR % second.reference)
    park.open("/staff/day/")
    park.press("Scan with the camera")
    park.sees_of(second.person)


def test_her_morning_without_javascript(seat, town, queue, at):
    at("2021-08-26 10:05")
    park = seat(Nurse, script=False)
    park.open("/staff/day/")
    log_in(park, "park")
    field = park.field("Scan a code, or find by name, phone or booking number")
    assert field.evaluate(HAS_FOCUS)

    park.scan(queue[0].reference)
    park.press("Arrived")
    park.press("Record the dose")

    assert statuses(queue)[0] == "completed"
