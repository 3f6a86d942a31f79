"""Machines that ask quickly, guess, or look up (B9, B11, B12), and the staff's way (B8, B13)."""

import pytest
from django.test import Client

from accounts.models import AccessRecord
from accounts.tests.builders import make_person, make_root, verify
from bookings import leftovers
from bookings.models import Booking, Offer, ReportExport
from bookings.tests.builders import make_booking, make_group, make_staff
from bookings.tests.exports import ask
from bookings.tests.leftovers import make_terms, publish, vaccine
from clinics.models import OpeningHours
from portal.waiting.models import Pass

from .attacker import FORM, person_cookie


def hammer(macro, path):
    """Ask without a pause until it is refused for more than a second, and once more. At most one
    minute's count begins anew meanwhile, so that it comes after two limits at the latest."""
    said = [macro.ask(path)]
    while len(said) < 300 and said[-1].wait < 2:
        said.append(macro.ask(path))
    return [answer.status for answer in [*said, macro.ask(path)]]


def test_a_macro_that_polls_the_lists_is_really_told_429(attacker, minji, line):
    """B9. In 2021 macros read the lists hundreds of times a second. The limit is hit, and said."""
    Pass.objects.create(person=minji.person, verification=minji)

    sent = hammer(attacker(**person_cookie(minji)), "/book/clinics/")

    assert set(sent) == {200, 429}
    assert sent[-2:] == [429, 429]


def test_whoever_comes_from_the_same_network_is_not_held_back_with_it(attacker, minji, line):
    """B9. A hospital shares one address: the limit is the visitor's. This is the control too:
    what stops the macro is how often it asked, and stops nobody else."""
    Pass.objects.create(person=minji.person, verification=minji)
    assert hammer(attacker(**person_cookie(minji)), "/book/clinics/")[-1] == 429
    jun = verify(make_person("이준", "1980-03-19"))
    Pass.objects.create(person=jun.person, verification=jun)

    assert attacker(**person_cookie(jun)).ask("/book/clinics/").status == 200


@pytest.fixture
def left(town, minji, at):
    """Addresses of what is left at Hanbit until half past nine: one dose is Minji's to answer."""
    make_terms(make_group())
    OpeningHours.objects.create(clinic=town.hanbit, weekday=1, opens="09:00", closes="22:00")
    town.hanbit.nurse = town.nurse
    leftovers.wish(minji.person, [town.hanbit], [vaccine()])
    at("2021-08-09 20:01")
    batch = publish(town.hanbit, 2, "2021-08-09 21:30")
    while leftovers.offer_batch():
        pass
    offer = Offer.objects.get().get_absolute_url()
    return ["/leftover/", f"/leftover/{batch.pk}/", "/leftover/alerts/", offer]


def test_a_macro_that_polls_what_is_left_is_told_for_how_long_it_is_stopped(attacker, minji, left):
    """B9. In 2021 macros took what was left before anybody had read of it."""
    for path in left:
        macro = attacker(**person_cookie(verify(minji.person)))
        said = [macro.ask(path)]
        while len(said) < 300 and said[-1].status == 200:
            said.append(macro.ask(path))

        stopped = said[-1]
        assert (path, len(said) > 30, stopped.status) == (path, True, 429)
        assert f"{stopped.wait} second" in stopped.text
        assert 0 < stopped.wait <= 60
        assert "1, 2, 5, then 15 minutes" in stopped.text


def test_posting_at_machine_speed_books_once(attacker, minji, line, town):
    """B9. Forty forms, each with a key of its own, are one booking."""
    Pass.objects.create(person=minji.person, verification=minji)
    macro = attacker(**person_cookie(minji))
    for number in range(40):
        key = f"00000000-0000-0000-0000-0000000000{number:02}"
        macro.ask(FORM, {"slot": town.slot.pk, "key": key})

    assert Booking.objects.filter(dose=1).count() == 1


def test_a_guessed_booking_does_not_exist(attacker, minji, town, line):
    """B11, B12. Somebody else's booking number, known or guessed, opens nothing."""
    booking = make_booking(minji.person, town.slot)
    jun = verify(make_person("이준", "1980-03-19"))
    pages = ["", "calendar.ics", "cancel/"]
    known = [f"{booking.get_absolute_url()}{page}" for page in pages]
    guessed = [f"/bookings/{'2' * 12}/{page}" for page in pages]

    theirs = attacker(**person_cookie(jun))
    assert [theirs.ask(path).status for path in known + guessed] == [404] * 6
    assert [attacker().ask(path).path for path in known] == ["/verify/"] * 3
    assert attacker(**person_cookie(minji)).ask(known[0]).status == 200


def test_the_hospital_has_no_back_door(town):
    """B8. In 2021 one asked the hospital. The admin's form makes no booking, for no role."""
    roles = ["Clinic staff", "Ministry analysts", "Operations"]
    members = [make_staff(f"back-door-{n}", role, town.hanbit) for n, role in enumerate(roles)]
    add, said = "/staff/bookings/booking/add/", []
    for member in [*members, make_root()]:
        staff = Client()
        staff.force_login(member)
        said += [staff.get(add).status_code, staff.post(add).status_code]

    assert said == [403] * 8
    assert not Booking.objects.exists()


def test_the_staff_s_sign_in_opens_nothing_under_book(town, line):
    """B8. A staff session is no proof of who a citizen is, and no pass."""
    root = Client()
    root.force_login(make_root())

    assert root.get("/book/clinics/").status_code == 302
    assert root.get("/book/clinics/")["Location"].startswith(("/verify/", "/wait/"))


def test_one_sign_in_that_pulls_everything_is_on_record(town):
    """B13. Each export is recorded with who and what; asked twenty times it is made once, without
    names."""
    analyst = Client()
    analyst.force_login(town.analyst)
    make_booking(make_person("김민지", "1980-03-09"), town.slot)

    asked = {ask(analyst, named="on", reason="mine").pk for _ in range(20)}

    said = AccessRecord.objects.filter(staff=town.analyst)
    assert [(each.act, each.target_ids) for each in said] == [("export", sorted(asked))]
    assert not ReportExport.objects.get().named
