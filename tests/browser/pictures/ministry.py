"""An opening, the ministry's figures and files, and accounts."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from accounts.models import StaffMember
from bookings import exports
from bookings.models import ReportExport, Round, RoundProposal
from bookings.models.rounds import TERMS
from clinics import fridge
from clinics.models import Clinic, Vaccine
from portal.operations import desk, proposing
from tests.browser.test_staff import log_in
from tests.browser.visitor import Visitor

from . import crowd

LANGUAGES = pytest.mark.parametrize("language", ["en", "ko"])


@LANGUAGES
def test_pictures_of_the_opening_room(seat, line, at, picture, language):
    at("2021-08-19 20:02")
    reviewer = StaffMember.objects.get(username="reviewer")
    desk.set_rates(
        reviewer,
        {"target": 2000, "capacity": 3000, "most_per_second": 200},
        {"target": 2000, "capacity": 3000, "most_per_second": 100},
        "Gentler at first" if language == "en" else "처음에는 천천히",
    )
    at("2021-08-19 20:10")
    operator = seat(Visitor, language=language)
    operator.page.set_viewport_size({"width": 1280, "height": 1300})
    operator.open("/staff/operations/")
    log_in(operator, "operator", "demo-operator-2021")
    picture(operator, "opening-room")


@LANGUAGES
def test_pictures_of_figures_and_files(seat, town, at, picture, language):
    crowd.settle(9)
    crowd.book(at)
    throw_away(at)
    crowd.come(at, "2021-09-03")
    analyst = seat(Visitor, language=language)
    analyst.open("/staff/dashboard/")
    log_in(analyst, "analyst", "demo-analyst-2021")
    picture(analyst, "staff-dashboard")
    analyst.open("/staff/reports/")
    analyst.fill("From", "2021-08-26")
    analyst.fill("Until", "2021-09-30")
    picture(analyst, "staff-exports")
    export = under_way_for("analyst", language)
    analyst.open(export.get_absolute_url())
    picture(analyst, "staff-export")


def throw_away(at):
    """What a clinic lost in four days."""
    clinic, nurse = Clinic.objects.get(key="demo-01"), StaffMember.objects.get(username="nurse")
    at("2021-08-25 17:00")
    vaccine = Vaccine.objects.get(code="pfizer")
    lot = fridge.receive(clinic, nurse, vaccine, "FF2832", date(2021, 9, 30), 6, 20)
    for day, doses in [(26, 1), (27, 4), (30, 2), (31, 3)]:
        at(f"2021-08-{day} 17:30")
        fridge.waste(lot, nurse, doses, "broken")


def under_way_for(username, language):
    """An export that a worker has been at for some seconds."""
    analyst = StaffMember.objects.get(username=username)
    days = {"first": date(2021, 8, 26), "last": date(2021, 9, 30)}
    wish = {"kind": "bookings", "format": "csv", "region": None, "named": False, "reason": ""}
    export = exports.ask(analyst, language=language, **days, **wish)
    running = {"state": "running", "rows": 412_000, "expected": 1_034_221}
    ReportExport.objects.filter(pk=export.pk).update(**running)
    return export


@LANGUAGES
def test_pictures_of_a_proposal_and_accounts(seat, town, at, picture, language):
    crowd.settle(420)
    at("2021-08-19 10:00")
    round_ = Round.objects.get(code="born-1986-2003")
    terms = {term: getattr(round_.current, term) for term in TERMS} | {
        "birth_from": date(1985, 1, 1)
    }
    names = {name: getattr(round_, name) for name in ("campaign", "code", "name_ko", "name_en")}
    proposal = RoundProposal(round=round_, reason="1985년생 포함 (8. 18. 결정)", **names, **terms)
    proposing.propose(StaffMember.objects.get(username="operator"), proposal)
    reviewer = seat(Visitor, language=language)
    reviewer.open(proposal.get_absolute_url())
    log_in(reviewer, "reviewer", "demo-reviewer-2021")
    picture(reviewer, "staff-dry-run", at="#content h2")
    reviewer.open("/staff/roles/")
    picture(reviewer, "staff-roles")


@LANGUAGES
def test_pictures_of_the_first_log_in(seat, town, picture, language):
    choi = StaffMember.objects.create_user("choi", password="hanbit-choi-2021", is_staff=True)
    choi.groups.add(Group.objects.get(name="Clinic staff"))
    nurse = seat(Visitor, language=language)
    nurse.open("/staff/")
    nurse.page.locator("#id_username").fill("choi")
    nurse.page.locator("#id_password").fill("hanbit-choi-2021")
    nurse.press("Log in")
    picture(nurse, "staff-enrol")
