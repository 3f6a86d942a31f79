"""Operators Seo and Bae run an opening with browsers, with script and without."""

import pytest

from accounts.models import StaffMember
from bookings.models import CampaignChange, CampaignProposal, IntervalProposal, Round
from bookings.tests.builders import make_staff
from bookings.tests.leftovers import make_terms
from clinics.models import Residents, Vaccine
from portal.operations.models import OperatorAct
from portal.waiting import lots
from portal.waiting.models import Draw, Gate, Line
from portal.waiting.tests.early import CLOSED, COMMITMENT, SECRET, SOURCE, VALUE, make_line

from .opening import under_way
from .test_staff import log_in
from .visitor import Visitor

PAGES = [
    "lines/",
    "lines/new/",
    "rounds/",
    "table/",
    "gate/rates/",
    "gate/message/",
    "gate/puzzle/",
]
#: The terms of a round for those born on an 8th, 18th or 28th, as they are typed.
EIGHTS = {
    "code": "eights",
    "name_ko": "8일생",
    "name_en": "Born on an 8th",
    "opens_at": "2021-08-10T20:00",
    "closes_at": "2021-08-11T18:00",
    "birth_from": "1972-01-01",
    "birth_to": "2003-12-31",
    "birth_day_digit": "8",
    "vaccinate_from": "2021-08-26",
    "vaccinate_to": "2021-09-30",
    "reason": "발표한 대로",
}
WAYS = pytest.mark.parametrize(
    ("screen", "script", "language"), [("desktop", True, "ko"), ("phone", False, "en")]
)


@pytest.fixture
def operator(seat):
    """Seat an operator in the opening room."""

    def operator(name, *way):
        make_staff(name, "Operations")
        visitor = seat(Visitor, *way)
        visitor.open("/staff/operations/?still")
        log_in(visitor, name)
        return visitor

    return operator


@WAYS
def test_seo_pauses_and_bae_reviews(operator, town, screen, script, language):
    under_way(Line.objects.current())
    seo, bae = (operator(name, screen, script, language) for name in ("seo", "bae"))

    for page in PAGES:
        seo.open(f"/staff/operations/{page}")
    seo.follow("Open, meter or pause")
    seo.page.locator("input[value=paused]").check()
    seo.page.locator("#id_reason").fill("시각 오류")
    seo.press("Open, meter or pause")
    seo.sees("The gate is paused: nobody is admitted.")
    assert Gate.read().state == "paused"

    bae.open("/staff/operations/?still")
    bae.arrive(bae.page.locator(".operations-due a").first)
    bae.fill("What did you find?", "확인함")
    bae.press("Review")
    assert OperatorAct.objects.get().reviewed_by.username == "bae"


@WAYS
def test_seo_and_bae_draw_an_early_lane(operator, at, town, screen, script, language):
    at("2021-08-09 19:40")
    line = make_line(announced=False)
    page = f"/staff/operations/lines/{line.pk}/"
    seo, bae = (operator(name, screen, script, language) for name in ("seo", "bae"))

    seo.open(page)
    seo.follow("Announce the draw")
    seo.fill("Hash of the secret", COMMITMENT)
    seo.fill("Source of the public value", SOURCE)
    seo.press("Announce the draw")
    seo.sees("The secret stays secret until the early lane is closed.")

    at(CLOSED)
    seo.open(page)
    seo.follow("Reveal the secret: first person")
    seo.fill("Secret", SECRET)
    seo.fill("Public value", VALUE)
    seo.press("Reveal the secret: first person")
    bae.open(page)
    bae.follow("Enter the public value: second person")
    bae.fill("Public value", VALUE)
    bae.press("Enter the public value: second person")
    lots.settle_all()

    bae.open(page)
    bae.sees("Download the receipts in the order drawn")
    draw = Draw.objects.get()
    assert (draw.entered_by.username, draw.confirmed_by.username) == ("seo", "bae")


@WAYS
def test_seo_proposes_a_round_and_bae_approves_it(operator, at, town, screen, script, language):
    at("2021-08-02 09:00")
    district = town.hanbit.district
    Residents.objects.create(region=district, as_of="2020-12-31", age=40, count=3660)
    seo, bae = (operator(name, screen, script, language) for name in ("seo", "bae"))

    seo.open("/staff/operations/rounds/")
    seo.follow("Propose a round")
    seo.page.locator("#id_campaign").select_option(str(town.round.campaign_id))
    for field, words in EIGHTS.items():
        seo.page.locator(f"#id_{field}").fill(words)
    seo.page.locator("input[name=groups]").first.check()
    seo.press("Propose a round")
    seo.sees("Proposed. Another person has to approve it.")
    assert seo.button("Approve and put in force").count() == 0
    assert not Round.objects.filter(code="eights").exists()

    bae.open("/staff/operations/rounds/")
    bae.follow("Proposals")
    bae.arrive(bae.page.locator("main ul a").first)
    people = bae.say("%(total)s people could book, by province and birth year") % {"total": 360}
    bae.page.get_by_role("table", name=people).wait_for()
    assert bae.page.locator(".operations-text[lang=ko]").text_content().strip()
    assert "It is not your turn yet." in bae.page.locator("[lang=en]").last.text_content()
    bae.page.locator("#id_finding").fill("확인함")
    bae.press("Approve and put in force")
    bae.sees("Done and written down.")

    seo.open("/staff/operations/rounds/")
    seo.sees("8일생" if language == "ko" else "Born on an 8th")
    version = Round.objects.get(code="eights").current
    assert (version.made_by.username, version.approved_by.username) == ("seo", "bae")


@WAYS
def test_bae_is_told_what_an_interval_would_change(operator, town, screen, script, language):
    """By itself when it is worked out; without a script she asks for it."""
    operator("seo", screen, script, language)
    proposal = IntervalProposal.objects.create(
        vaccine=Vaccine.objects.first(),
        effective_from="2021-08-16",
        min_days=21,
        standard_days=28,
        max_days=35,
        reason="As announced",
        made_by=StaffMember.objects.get(username="seo"),
    )
    bae = operator("bae", screen, script, language)

    bae.open(proposal.get_absolute_url())
    if not script:
        bae.follow("Work it out")

    bae.sees("No campaign gives this vaccine.")
    bae.look()


@WAYS
def test_seo_proposes_a_change_of_a_campaign(operator, at, town, screen, script, language):
    """Bae reads what an offer would say, and approves; its page in the admin shows both."""
    at("2021-08-26 14:00")
    campaign = make_terms().campaign
    seo, bae = (operator(name, screen, script, language) for name in ("seo", "bae"))

    seo.open(f"/staff/bookings/campaign/{campaign.pk}/change/")
    seo.follow("Propose a change")
    seo.page.locator("#id_offer_time").fill("24:00:00")
    seo.page.locator("#id_reason").fill("발표한 대로")
    seo.press("Propose a change of the campaign")
    seo.sees("Leftover doses are of one day: each time is shorter than that.")
    seo.page.locator("#id_offer_time").fill("00:05:00")
    seo.page.locator("#id_follow_up_days").fill("0")
    seo.press("Propose a change of the campaign")
    seo.sees("Proposed. Another person has to approve it.")

    bae.open("/staff/operations/rounds/proposals/")
    bae.arrive(bae.page.locator("main ul a").first)
    bae.sees("Clinics would call on the day of the missed appointment only.")
    assert "14:05" in bae.page.locator(".operations-text[lang=ko]").text_content()
    assert "until 14:05" in bae.page.locator(".operations-text[lang=en]").text_content()
    bae.press("Approve and put in force")
    bae.sees("Done and written down.")

    assert CampaignProposal.objects.get().state == "approved"
    change = CampaignChange.objects.first()
    assert (change.staff.username, change.approved_by.username) == ("seo", "bae")
    seo.open(f"/staff/bookings/campaign/{campaign.pk}/change/")
    seo.page.get_by_text("00:10:00 → 00:05:00").wait_for()


def test_the_room_looks_again_by_itself(operator, town):
    under_way(Line.objects.current())
    seo = operator("seo")
    seo.open("/staff/operations/")

    Gate.objects.update(state="paused")

    seo.sees("The gate is paused: nobody is admitted.")
    assert not seo.page.locator("#offline").is_visible()
