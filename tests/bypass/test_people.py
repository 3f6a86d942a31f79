"""One person, however many devices, relatives or copies (B5, B7, B10)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Verification
from accounts.tests.builders import make_person, verify
from portal.waiting import places, tickets
from portal.waiting.models import Pass, Place
from portal.waiting.tests.builders import make_place

from .attacker import person_cookie, ticket_cookie


def test_one_person_with_ten_devices_has_one_place_and_one_pass(attacker, minji, line, at):
    """B5. In 2021 families sat before ten browsers, and each had a number that let in."""
    devices = []
    for minute in range(10):
        at(f"2021-08-09 20:0{minute}")
        devices.append(verify(minji.person))
    browsers = [
        attacker(**person_cookie(device) | ticket_cookie(line.pk, number))
        for number, device in enumerate(devices, 1)
    ]
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda browser: browser.ask("/wait/"), browsers))
    assert Place.objects.count() == 1
    places.call(10)

    for browser in browsers:
        browser.ask("/wait/")
        browser.ask("/wait/enter/", {})
    inside = [browser.ask("/book/clinics/").inside for browser in browsers]

    assert inside == [False] * 9 + [True]
    assert Pass.objects.count() == 1


def test_without_its_constraints_ten_devices_have_ten_places(minji, line):
    """The control: it is the database's one row a person that makes it one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE waiting_place DROP CONSTRAINT one_place_a_person")
        for number in range(1, 11):
            Place.objects.create(line=line, lane=1, number=number, person=minji.person)
        assert places.call(10) == 10
        transaction.set_rollback(True)
    Place.objects.create(line=line, lane=1, number=1, person=minji.person)
    with pytest.raises(IntegrityError):
        Place.objects.create(line=line, lane=1, number=2, person=minji.person)


def test_three_relatives_with_one_number_are_one_place_each_and_the_copies_go_behind(
    attacker, minji, line
):
    """B7. A number is not a place: it becomes the place of whoever proves first who they are."""
    family = [minji, *(verify(make_person(f"가족 {n}", "1980-03-09")) for n in range(2))]
    for one in family:
        attacker(**person_cookie(one) | ticket_cookie(line.pk, 4001)).ask("/wait/")

    numbers = {place.person_id: place.number for place in Place.objects.all()}
    assert numbers == {
        family[0].person_id: 4001,
        family[1].person_id: 1,
        family[2].person_id: 2,
    }


def test_without_its_constraint_a_copied_number_would_be_called_three_times(minji, line):
    """The control."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE waiting_place DROP CONSTRAINT one_place_a_number")
        for one in [minji, verify(make_person("이준")), verify(make_person("하늘"))]:
            places.claim(line, 4001, one)
        assert places.call(10) == 3
        transaction.set_rollback(True)


def test_a_number_held_back_from_a_quiet_evening_is_worth_nothing(attacker, line):
    """B4. Low numbers cost nothing while nobody comes; a machine could keep them for the crowd. The
    control: the same number of today is taken."""
    evening = tickets.issue(line.pk, 17)
    old = evening._replace(issued=evening.issued - tickets.LIFE)
    make_place(line, 60_000)
    numbers = []
    for name, ticket in [("김민지", old), ("이준", evening)]:
        person = verify(make_person(name, "1980-03-09"))
        attacker(**person_cookie(person), **{tickets.COOKIE: tickets.pack(ticket)}).ask("/wait/")
        numbers.append(Place.objects.get(person=person.person).number)

    assert numbers == [1, 17]


def test_somebody_who_waits_for_a_relative_books_for_themselves(attacker, minji, line):
    """B7. The place is the one's whose turn it is: who is inside is who was verified."""
    mother = verify(make_person("어머니", "1955-03-09"))
    Pass.objects.create(person=minji.person, verification=minji)

    assert attacker(**person_cookie(minji)).ask("/book/clinics/").inside
    assert not attacker(**person_cookie(mother)).ask("/book/clinics/").inside


def test_a_link_passed_on_carries_no_right(attacker, minji, line, town):
    """B10. In 2021 links of invitations were shared. No address of ours gives more than the right
    to wait, whatever stands behind it; the control is that hers leads in."""
    Pass.objects.create(person=minji.person, verification=minji)
    hers = attacker(**person_cookie(minji))
    shared = f"/book/check/?slot={town.slot.pk}"
    assert hers.ask(shared).inside
    wanted = [f"{shared}&invite=abc", f"{shared}&pass=1", f"{shared}&person={minji.person_id}"]

    assert [attacker().ask(link).inside for link in wanted] == [False] * 3
    jun = verify(make_person("이준", "1980-03-19"))
    assert [attacker(**person_cookie(jun)).ask(link).inside for link in wanted] == [False] * 3


def test_the_device_that_signed_out_leaves_nothing_behind(attacker, minji, line):
    """B4. A library's computer: the cookie copied before signing out is worth nothing after."""
    Pass.objects.create(person=minji.person, verification=minji)
    copied = attacker(**person_cookie(minji))
    assert copied.ask("/book/clinics/").inside
    attacker(**person_cookie(minji)).ask("/verify/end/", {})
    assert Verification.objects.get(pk=minji.pk).ended_at

    assert not copied.ask("/book/clinics/").inside
