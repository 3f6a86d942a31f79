"""One row for each booking, and one for each dose that was given."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bookings.models import Booking
from bookings.models.bookings import Status

from .past import BOOKED, CHANGED_AT, CODES, LATER, PLACE, STATUS
from .report import Column, Report, birth_band, moment, pseudonym, words

PERSON = Column(
    "person",
    _("person"),
    _("Stands for one person in all files of this moment, and in no others."),
    pseudonym("person", "b.person_id"),
)
NAMES = [
    Column("reference", _("reference"), _("The number that the citizen knows."), "b.reference"),
    Column(
        "name", _("name"), _("As the person gave it."), "encode(p.name, 'hex')",
        sealed=True,
    ),
]  # fmt: skip
WHERE = [
    Column(
        "day", _("vaccination day"), _("In Korea."),
        "to_char(s.starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD')",
    ),
    Column(
        "time", _("time"), _("When the half hour begins, in Korea."),
        "to_char(s.starts_at AT TIME ZONE 'Asia/Seoul', 'HH24:MI')",
    ),
    Column("province_code", _("province code"), _("Official code."), "place.province_code"),
    Column("province", _("province"), _("Of the clinic."), "place.province"),
    Column("district_code", _("district code"), _("Official code."), "place.district_code"),
    Column("district", _("district"), _("Of the clinic."), "place.district"),
    Column(
        "clinic_key", _("clinic's key"), _("The register and the clinic's key in it."), "place.key"
    ),
    Column("clinic", _("clinic"), _("Its name when the file was made."), "place.clinic"),
]  # fmt: skip
WHAT = [
    Column("campaign", _("campaign"), _("Its code."), "programme.campaign"),
    Column(
        "round",
        _("round"),
        _("The round that admitted the booking; a leftover dose needs none."),
        "terms.round",
    ),
    Column("dose", _("dose"), _("1 or 2."), "b.dose", number=True),
    Column("group", _("vaccine group"), _("What the place was booked for."), 'kind."group"'),
]
WHO = [
    Column("born", _("born in"), _("Five years."), birth_band("p.birth_date")),
    Column("sex", _("sex"), words(Person.Sex.choices), "p.sex"),
]

BOOKINGS = Report(
    columns=[
        Column(
            "booking", _("booking"), _("Stands for one booking in all files of this moment."),
            pseudonym("booking", "b.id"),
        ),
        PERSON, *NAMES, *WHERE, *WHAT,
        Column(
            "vaccine", _("vaccine"), _("The product, where it was known."), "product.vaccine"
        ),
        Column("status", _("status"), words(Status.choices), STATUS),
        Column(
            "rejection", _("reason for rejection"),
            words(Booking.Rejection.choices),
            f"CASE WHEN {STATUS} = 'rejected' THEN b.rejection ELSE '' END",
        ),
        Column(
            "channel", _("channel"), words(Booking.Channel.choices), "b.channel"
        ),
        *WHO,
        Column(
            "booked", _("booked"), _("When the place was taken, in Korea."), moment("b.held_at")
        ),
        Column(
            "changed", _("last change"), _("Of status, time or vaccine, in Korea."),
            moment(CHANGED_AT),
        ),
    ],
    given=f"{LATER}, {PLACE}, {CODES}",
    rows=f"{BOOKED} ORDER BY b.id",
    parted=True,
)  # fmt: skip

#: The statement that recorded the dose, unless it was taken back until the moment.
RECORDED = """SELECT e.at, e.channel FROM bookings_bookingevent e
    WHERE e.booking_id = b.id AND e.new_status = 'completed' AND e.act = '' AND e.at <= %(as_of)s
    ORDER BY e.id DESC LIMIT 1"""
GIVEN = f"CROSS JOIN LATERAL (\n    {RECORDED}) AS given\n"

DOSES = Report(
    columns=[
        PERSON, *NAMES, *WHERE, *WHAT,
        Column("vaccine", _("vaccine"), _("The product that was given."), "product.vaccine"),
        *WHO,
        Column(
            "recorded", _("recorded"), _("When the dose was recorded, in Korea."),
            moment("given.at"),
        ),
        Column(
            "channel", _("channel"), words(Booking.Channel.choices), "b.channel"
        ),
    ],
    given=f"{LATER}, {PLACE}, {CODES}",
    rows=BOOKED.replace("\nWHERE", f"\n{GIVEN}WHERE {STATUS} = 'completed' AND") + " ORDER BY b.id",
    parted=True,
)  # fmt: skip
