"""An early lane for stories: it takes people until ten to eight, and eight is the opening."""

from datetime import datetime, timedelta
from hashlib import sha256

from accounts.models import StaffMember
from accounts.tests.builders import make_person, verify
from portal.waiting import draw
from portal.waiting.models import Line

SECRET = "5ec2e7" * 10 + "5ec2"
COMMITMENT = sha256(bytes.fromhex(SECRET)).hexdigest()
SOURCE = "drand quicknet, round 4711"
VALUE = "0a1b2c3d" * 8

OPENING = datetime.fromisoformat("2021-08-09T20:00:00+09:00")
BEFORE, LAST, CLOSED = "2021-08-09 09:00", "2021-08-09 19:49:59.999", "2021-08-09 19:50"
IN_TIME, TOO_LATE = "2021-08-09 19:58:59", "2021-08-09 19:59"


def make_line(announced=True):
    line = Line.objects.create(
        name_ko="18~49세",
        name_en="Ages 18 to 49",
        opens_at=OPENING,
        early_from=OPENING - timedelta(hours=11),
    )
    if announced:
        draw.announce(line, COMMITMENT, SOURCE)
    return line


def enrol(line, *names):
    return [draw.enrol(line, verify(make_person(name))) for name in names]


def make_operators():
    return [StaffMember.objects.create(username=name, is_staff=True) for name in ("kang", "yoon")]


def order(line):
    """The receipts of a line's early lane as people stand, the first first."""
    places = line.places.filter(lane=0).order_by("number")
    return [bytes(receipt) for receipt in places.values_list("receipt", flat=True)]
