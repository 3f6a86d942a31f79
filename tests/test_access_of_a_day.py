"""A day of several members of staff: every field of a person that a page shows is accounted for.

Each person's name, phone and year of birth are like nobody else's, masked too.
"""

import uuid
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import records
from accounts.models import AccessRecord, Call
from accounts.tests.builders import give_number, make_root
from accounts.tests.revealing import mask, reveal
from bookings.exports import files
from bookings.models import LeftoverBatch, Notification, WorkItem
from bookings.screening import questions
from bookings.tests.builders import make_booking, make_person, make_round, make_slot, make_staff
from bookings.tests.exports import ask, content
from clinics.models import Lot

from .looks import Watched
from .staff_walk import make_haneul

pytestmark = pytest.mark.django_db
Act = AccessRecord.Act
#: Every page that shows somebody, and what it is written down as.
PAGES = {
    "staff-day": Act.VIEW,
    "staff-find": Act.SEARCH,
    "staff-card": Act.REVEAL,
    "staff-attend": Act.REVEAL,
    "staff-correct": Act.REVEAL,
    "staff-screening": Act.VIEW,
    "staff-proof": Act.REVEAL,
    "staff-day-print": Act.EXPORT,
    "staff-call": Act.VIEW,
    "staff-call-clinics": Act.VIEW,
    "staff-call-clinic": Act.VIEW,
    "staff-call-check": Act.VIEW,
    "staff-call-change": Act.VIEW,
    "staff-call-change-clinics": Act.VIEW,
    "staff-call-change-check": Act.VIEW,
    "staff-call-cancel": Act.VIEW,
    "staff-messages": Act.VIEW,
    "staff-work-item": Act.VIEW,
    "staff-missed": Act.VIEW,
    "staff-missed-one": Act.VIEW,
    "staff-missed-called": Act.VIEW,
    "staff-leftover": Act.VIEW,
    "staff-places-capacity": Act.VIEW,
    "staff-places-hours": Act.VIEW,
    "staff-supply-lots": Act.VIEW,
    "staff-export-file": Act.EXPORT,
    "bookings_booking_changelist": Act.VIEW,
    "bookings_booking_change": Act.VIEW,
}


@pytest.fixture
def naru(at, settings, tmp_path):
    """Naru Clinic on the Monday of Haneul's appointment, and whom its staff meet."""
    settings.EXPORTS_FOLDER = tmp_path
    at("2021-08-30 09:20")
    make_round(closes="2021-09-18 18:00", born=("1940-01-01", "2003-12-31"))
    haneul = make_haneul()
    clinic = haneul.slot.clinic
    soon, later = (make_slot(clinic, f"2021-08-30 {time}") for time in ("09:30", "10:30"))
    missed = make_slot(clinic, "2021-08-27 09:00")
    others = make_slot(clinic, "2021-09-03 09:00")
    yuna = make_person("Choi Yuna", "1954-04-04", "+821022220004")
    doha = make_person("Gong Doha", "1955-05-05", "+821022220005")
    for person in (yuna, doha):
        give_number(person, f"{person.birth_date:%y%m%d}2345678")
    make_booking(doha, others)
    return SimpleNamespace(
        clinic=clinic,
        soon=soon,
        later=later,
        haneul=haneul,
        minseo=make_booking(make_person("Kim Minseo", "1951-02-03", "+821022220001"), soon),
        jiwoo=make_booking(make_person("Kim Jiwoo", "1952-03-04", "+821022220002"), soon),
        seojun=make_booking(
            make_person("Park Seojun", "1953-01-02", "+821022220003"), missed, "no_show"
        ),
        yuna=yuna,
        doha=doha,
    )


def tells(person, reason):
    """What somebody says of themselves at the desk or on the telephone."""
    number = {"number_front": f"{person.birth_date:%y%m%d}", "number_back": "2345678"}
    return {"reason": reason, "name": person.name, **number, "phone": "", "language": "ko"}


def at_the_desk(park, naru):
    day = {"clinic": naru.clinic.pk, "date": "2021-08-30"}
    address = f"{reverse('staff-day')}?clinic={naru.clinic.pk}&date=2021-08-30"
    reveal(park, address)
    mask(park, address)
    for words in ("Kim", "0001", naru.haneul.reference):
        park.post(reverse("staff-find"), {**day, "words": words}, follow=True)
    one = [naru.minseo.reference]
    park.get(reverse("staff-screening", args=one))
    answers = {question.code: "no" for question in questions.newest()[1]}
    park.post(reverse("staff-screening", args=one), answers, follow=True)
    for act, more in [("arrived", {}), ("vaccinated", {"number": "!"}), ("vaccinated", {})]:
        park.post(reverse("staff-attend", args=[*one, act]), {"card": "1", **more}, follow=True)
    park.get(reverse("staff-proof", args=one))
    park.get(reverse("staff-correct", args=one))
    park.get(reverse("staff-day-print"), day)


def walks_in(park, naru):
    park.post(reverse("staff-walk-in"), tells(naru.yuna, "stands at the desk"), follow=True)
    call = Call.objects.get(staff=park.staff).pk
    park.get(reverse("staff-call-clinic", args=[call, naru.clinic.pk]))
    park.get(reverse("staff-call-check", args=[call]), {"slot": naru.later.pk})
    batch = LeftoverBatch.objects.get().pk
    hand_over = reverse("staff-call-hand-over", args=[call, batch])
    park.post(hand_over, {"key": uuid.uuid4()}, follow=True)
    park.get(reverse("staff-leftover", args=[batch]))


def in_the_office(oh, naru):
    for address in (
        reverse("staff-messages"),
        reverse("staff-work-item", args=[WorkItem.objects.get().pk]),
        reverse("staff-missed-one", args=[naru.seojun.reference]),
    ):
        reveal(oh, address)
        mask(oh, address)
    for page in ("work", "missed", "leftovers", "stock", "places"):
        oh.get(reverse(f"staff-{page}"), follow=True)
    oh.post(reverse("staff-missed-called", args=[naru.seojun.reference]), {})
    fewer = {"first": "2021-08-30", "last": "2021-08-30", "weekdays": [1], "capacity": 1}
    oh.get(reverse("staff-places-capacity", args=[naru.clinic.pk]), fewer)
    oh.get(reverse("staff-places-hours", args=[naru.clinic.pk]), {"doctors": 1})


def on_the_telephone(han, naru):
    han.post(reverse("staff-phone"), tells(naru.doha, "asks for another time"), follow=True)
    call = Call.objects.get(staff=han.staff).pk
    booking = naru.doha.bookings.get().reference
    han.get(reverse("staff-call-clinics", args=[call]), {"province": "9900000000"})
    han.get(reverse("staff-call-clinic", args=[call, naru.clinic.pk]))
    han.get(reverse("staff-call-check", args=[call]), {"slot": naru.later.pk})
    for page in ("cancel", "change", "change-clinics", "change-check"):
        address = reverse(f"staff-call-{page}", args=[call, booking])
        han.get(address, {"slot": naru.later.pk})
    reveal(han, reverse("staff-call", args=[call]), reason="reads the phone out")
    han.get(reverse("staff-messages"))


def far_from_the_desk(lee, kim, seo):
    lot = Lot.objects.get()
    lots = f"{reverse('staff-supply-lots')}?vaccine={lot.vaccine_id}&number={lot.number}"
    reveal(lee, lots, reason="a recall")
    for page in ("staff-supply", "staff-work"):
        lee.get(reverse(page))
    export = ask(kim, named="on", reason="an inquiry")
    export.run, export.state, export.ended_at = uuid.uuid4(), "done", export.as_of
    export.sha256, export.bytes = "0" * 64, 1
    export.save()
    files.path(export).write_bytes(content(export))
    for page in ("staff-export", "staff-export-file"):
        kim.get(reverse(page, args=[export.pk]))
    kim.get(reverse("dashboard"))
    for page in ("staff-messages", "staff-work", "operations"):
        seo.get(reverse(page))


def in_the_admin(root, naru):
    for model in admin.site._registry:
        root.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    for row in (naru.haneul, naru.haneul.work.get(), Notification.objects.first()):
        for page in ("change", "history"):
            label = f"{row._meta.app_label}_{row._meta.model_name}"
            root.get(reverse(f"admin:{label}_{page}", args=[row.pk]))
    reveal(root, reverse("admin:bookings_booking_change", args=[naru.haneul.pk]), reason="hm")


def a_day(naru):
    """:returns: every page that those got who work with people all day."""
    park, oh, han, lee, kim, seo = (
        Watched(make_staff(name, role, *clinics))
        for name, role, *clinics in [
            ("park", "Clinic staff", naru.clinic),
            ("oh", "Clinic staff", naru.clinic),
            ("han", "Call-centre operators"),
            ("lee", "Supply managers"),
            ("kim", "Ministry investigators"),
            ("seo", "Operations"),
        ]
    )
    at_the_desk(park, naru)
    walks_in(park, naru)
    in_the_office(oh, naru)
    on_the_telephone(han, naru)
    far_from_the_desk(lee, kim, seo)
    return [look for each in (park, oh, han, lee, kim, seo) for look in each.looks]


def test_the_records_of_a_day_name_everybody_whose_fields_were_shown(naru):
    root = Watched(make_root())
    in_the_admin(root, naru)
    looks = a_day(naru) + root.looks

    assert {look.page for look in looks if look.people} == PAGES.keys()
    assert {look.page for look in looks if look.full} > {"staff-day", "staff-messages"}
    assert [look for look in looks if look.unnamed(PAGES.get(look.page)) or look.unasked()] == []


def test_without_records_nobody_of_the_same_day_is_accounted_for(naru, monkeypatch):
    """The control: the same day with recording switched off."""
    monkeypatch.setattr(records, "keep", lambda *what: None)

    looks = a_day(naru)

    assert len({look.page for look in looks if look.people}) == len(PAGES) - 2
    for look in looks:
        assert (look.unnamed(PAGES.get(look.page)), look.unasked()) == (look.people, look.full)
