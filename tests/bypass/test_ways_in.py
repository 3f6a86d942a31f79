"""Every address of the booking area, asked for by everybody who has no business there."""

import datetime as dt

import pytest

from accounts import identity
from accounts.models import Verification
from accounts.tests.builders import make_person, verify
from bookings.models import Booking
from portal.waiting import places
from portal.waiting.models import Pass, Place
from portal.waiting.tests.builders import make_place
from tests.journeys.test_bad_input import public_addresses

from .attacker import FORM, KEY, guarded, person_cookie, ticket_cookie

HOUR = dt.timedelta(hours=1)

#: What browsers, proxies and scripts can say of time, place and standing; none of it is asked.
LIES = {
    "Date": "Mon, 09 Aug 2021 11:00:01 GMT",
    "If-Modified-Since": "Mon, 09 Aug 2021 11:00:01 GMT",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/wait",
    "X-Original-URL": "/",
    "X-Rewrite-URL": "/",
    "X-HTTP-Method-Override": "HEAD",
    "Referer": "http://127.0.0.1/wait/enter/",
    "X-Requested-With": "XMLHttpRequest",
    "HX-Request": "true",
}
#: Ways to write addresses of the booking area that a guard might not recognise.
SPELLINGS = [
    FORM,
    "//book/check/",
    "/./book/check/",
    "/wait/../book/check/",
    "/wait/..%2fbook/check/",
    "/%62ook/check/",
    "/book%2Fcheck/",
    "/%2fbook/check/",
    "/BOOK/check/",
    "/book;/check/",
    "/book/check",
    "/book/./check/",
    "/book\\check/",
    "/book/check/%20",
    "http://127.0.0.1/book/check/",
    "/wait/?/../book/check/",
    "/wait/#/book/check/",
]
#: What only the page with the form that books says.
FORM_SAYS = 'name="key"'
FIELDS = {
    "key": KEY,
    "now": "2021-08-09T20:00:00",
    "opens_at": "2021-08-01T00:00",
    "pass": "1",
    "ticket": "1.1.1",
    "person": "1",
    "verification": "1",
}


def breaches(who, slot, **headers):
    """The addresses that let somebody in, asked for with GET and with POST."""
    inside, form = [], FIELDS | {"slot": slot.pk}
    for address in guarded():
        for path, sent in [
            (address, None),
            (f"{address}?slot={slot.pk}&now=2021-08-09T20:00", None),
            (address, form),
        ]:
            answer = who.ask(path, sent, **headers)
            assert answer.status != 429  # a limit, and not the guard, would have stopped them
            if answer.inside:
                inside.append(path if sent is None else f"POST {path}")
    return inside


def cookies_of(attack, minji, line):
    """What one attack has in its browser."""
    jun = verify(make_person("이준", "1980-03-19"))
    if attack == "the pass of another person":
        Pass.objects.create(person=jun.person, verification=jun)
        return person_cookie(minji) | {"pass": jun.pk.hex, "__Host-person": jun.pk.hex}
    if attack == "the cookie of somebody who signed out":
        Pass.objects.create(person=jun.person, verification=jun)
        Verification.objects.filter(pk=jun.pk).update(ended_at=jun.ends_at - HOUR)
        return person_cookie(jun)
    if attack == "a proof of identity that ran out":
        Pass.objects.create(person=jun.person, verification=jun)
        Verification.objects.filter(pk=jun.pk).update(ends_at=line_now(minji))
        return person_cookie(jun)
    if attack == "a pass that ran out":
        begun = line_now(minji) - HOUR
        Pass.objects.create(
            person=minji.person, verification=minji, begins_at=begun, ends_at=begun + HOUR
        )
        return person_cookie(minji)
    if attack == "the number of somebody who was called":
        make_place(line, 1, jun.person)
        places.call(1)
        return person_cookie(minji) | ticket_cookie(line.pk, 1)
    if attack == "a number of one's own":
        return {"ticket": f"{line.pk}.1.1628506800." + "0" * 40} | person_cookie(minji)
    if attack == "a number of another line":
        return ticket_cookie(line.pk + 1, 1) | person_cookie(minji)
    if attack == "an invented proof of identity":
        return {identity.COOKIE: minji.pk.hex + ":1mCxyz:forged"}
    return {}


def line_now(verification):
    return Verification.objects.get(pk=verification.pk).started_at


ATTACKS = [
    "nothing at all",
    "the pass of another person",
    "the cookie of somebody who signed out",
    "a proof of identity that ran out",
    "a pass that ran out",
    "the number of somebody who was called",
    "a number of one's own",
    "a number of another line",
    "an invented proof of identity",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_gets_in_with(attack, attacker, minji, line, town):
    """B1, B4. In 2021 a direct link and a line in the console led past 400,000 people.

    Here each request under /book/ needs the row of a live pass, found by a signed cookie.
    """
    intruder = attacker(**cookies_of(attack, minji, line))

    assert breaches(intruder, town.slot) == []
    assert not Booking.objects.exists()
    assert not Pass.objects.live().filter(person=minji.person).exists()


def test_nobody_gets_in_by_lying_about_time_or_place(attacker, forget_limits, minji, town):
    """B2. In 2021 whoever set the phone's clock forward was let in; here nobody asks the phone."""
    intruder = attacker(**person_cookie(minji))

    for name, words in LIES.items():
        forget_limits()
        assert breaches(intruder, town.slot, **{name: words}) == [], name
    assert not Booking.objects.exists()


def test_nobody_gets_in_by_another_verb(attacker, minji, town):
    """B4. The guard does not ask what somebody wants to do inside, and of what no form does, no
    page is asked at all: neither inside nor before the door."""
    intruder = attacker(**person_cookie(minji))

    assert [path for path in guarded() if intruder.ask(path, method="HEAD").inside] == []
    for verb in ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]:
        said = {intruder.ask(path, method=verb).status for path in [*public_addresses(), "/staff/"]}
        assert said == {405}, verb


def test_nobody_gets_in_by_another_spelling(attacker, forget_limits, minji, line, town):
    """B1. The guard and the pages read an address alike: what the one overlooks is no page of
    the others. The control is at the end: with a pass the true spelling, and some of the odd
    ones, show the form."""
    intruder = attacker(**person_cookie(minji))

    def shown():
        forget_limits()
        targets = [f"{spelling}?slot={town.slot.pk}" for spelling in SPELLINGS]
        said = {target: intruder.ask_raw(target) for target in targets}
        assert [target for target, answer in said.items() if answer.status >= 500] == []
        return {target.split("?")[0] for target, answer in said.items() if FORM_SAYS in answer.text}

    assert shown() == set()
    Pass.objects.create(person=minji.person, verification=minji)
    assert {FORM, "/%62ook/check/"} <= shown()


def test_no_address_outside_the_guard_books(attacker, forget_limits, minji, line, town):
    """B1. A page that books, put elsewhere by mistake, would be found here. The control: with a
    pass the very same round of all addresses books."""
    intruder = attacker(**person_cookie(minji))

    def go_round():
        forget_limits()
        for address in public_addresses():
            if address != "/verify/end/":
                intruder.ask(address, FIELDS | {"slot": town.slot.pk})
        return Booking.objects.count()

    assert go_round() == 0
    assert not Pass.objects.exists()
    Pass.objects.create(person=minji.person, verification=minji)
    assert go_round() == 1


def test_with_the_guard_taken_away_all_of_it_is_open(past_the_guard, minji, town):
    """The control of the two above: every address lets in, and the form books."""
    paths = breaches(past_the_guard(**person_cookie(minji)), town.slot)

    assert {path.split("?")[0] for path in paths if "POST" not in path} == set(guarded())
    assert f"POST {FORM}" in paths
    assert Booking.objects.get().person == minji.person


def test_with_her_own_pass_she_gets_in(attacker, minji, town):
    """The other control: it is the pass that is asked for, and nothing else."""
    Pass.objects.create(person=minji.person, verification=minji)

    paths = breaches(attacker(**person_cookie(minji)), town.slot)

    assert {path.split("?")[0] for path in paths if "POST" not in path} == set(guarded())
    assert Booking.objects.get().person == minji.person


def test_looking_costs_no_place(attacker, line):
    """A machine that hammers the doors leaves no row behind."""
    for _again in range(3):
        nobody = attacker()
        for path in ["/wait/", "/wait/join/", "/wait/enter/", *guarded()]:
            nobody.ask(path)
            nobody.ask(path, {})
    assert not Place.objects.exists()
    assert not Pass.objects.exists()
