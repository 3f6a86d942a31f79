"""Files of one campaign, or of one vaccine, for questions that are about no more."""

import pytest

from bookings.models import Campaign, ReportExport
from bookings.reports import REPORTS
from bookings.reports.inside import with_person
from clinics import fridge
from clinics.tests.builders import make_group, make_lot

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    make_staff,
)
from .exports import AUGUST, URL, ask, order, rows

pytestmark = pytest.mark.django_db
SLOT = "2021-08-30 09:00"


@pytest.fixture
def clinic(kim):
    return make_clinic("Gaon Clinic")


@pytest.fixture
def booked(clinic):
    """Minji in the first campaign; Jun in another one, whose vaccine is another."""
    first = make_round()
    minji = make_booking(make_person("Minji"), make_slot(clinic, SLOT), round_=first)
    booster = Campaign.objects.create(code="booster", name_ko="추가", name_en="Booster")
    novavax = make_group("novavax")
    second = make_round(groups=[novavax], campaign=booster)
    slot = make_slot(clinic, SLOT, group=novavax)
    return minji, make_booking(make_person("Jun"), slot, round_=second)


def counted(export, column):
    return [row[column] for row in rows(export)]


@pytest.mark.parametrize("kind", ["bookings", "doses"])
def test_people_of_a_campaign_or_a_vaccine(client, booked, kind):
    if kind == "doses":
        for booking in booked:
            give_dose(booking)
    campaign = ask(client, kind=kind, campaign=booked[1].campaign_id)
    vaccine = ask(client, kind=kind, group=make_group().pk)
    both = ask(client, kind=kind, campaign=booked[1].campaign_id, group=make_group().pk)

    assert counted(campaign, "vaccine group") == ["novavax"]
    assert counted(vaccine, "vaccine group") == ["mrna"]
    assert rows(both) == []


def test_places_and_waste_of_a_vaccine(client, kim, clinic, booked):
    for group in (make_group(), make_group("novavax")):
        lot = make_lot(clinic, vaccine=group.planned_as, number=group.code)
        fridge.waste(lot, kim, 2, "broken")

    assert counted(ask(client, kind="places", group=make_group().pk), "vaccine group") == ["mrna"]
    assert counted(ask(client, kind="waste", group=make_group().pk), "lot number") == ["mrna"]


def test_counts_and_coverage_of_a_campaign(client, booked):
    campaign = booked[1].campaign
    counts = ask(client, kind="counts", campaign=campaign.pk)
    coverage = ask(client, kind="coverage", campaign=campaign.pk)

    assert counted(ask(client, kind="counts"), "booked") == ["2"]
    assert counted(counts, "booked") == ["1"]
    assert counted(coverage, "campaign") == [campaign.code]


@pytest.mark.parametrize(
    ("kind", "answers"),
    [("access", "region"), ("access", "campaign"), ("places", "campaign"), ("coverage", "group")],
)
def test_what_cannot_be_narrowed_down_says_so(client, kim, booked, kind, answers):
    kim.groups.set(make_staff("seo", "Privacy officers").groups.all() | kim.groups.all())
    chosen = {"region": "9911000000", "campaign": booked[0].campaign_id, "group": make_group().pk}

    r = client.post(URL, {**AUGUST, "kind": kind, answers: chosen[answers]})

    assert answers not in REPORTS[kind].filters
    assert r.context["form"].errors == {answers: ["These data cannot be narrowed down to one."]}
    assert not ReportExport.objects.exists()


def test_an_export_says_what_it_is_of(client, booked):
    export = ask(client, campaign=booked[1].campaign_id, group=make_group("novavax").pk)

    page = client.get(export.get_absolute_url()).text
    assert "<dt>Campaign</dt><dd>Booster</dd>" in page
    assert "<dt>Vaccine</dt><dd>novavax</dd>" in page
    assert export.says.startswith("bookings 2021-08-01..2021-08-31 booster novavax as of")
    assert "<td>Booster, novavax</td>" in client.get(URL).text


def test_a_person_is_only_in_the_files_of_their_own_campaign(client, booked, at):
    lee = make_staff("lee", "Ministry investigators")
    wish = {"named": True, "reason": "a complaint", "campaign": booked[1].campaign}
    export = order(lee, **wish)
    ReportExport.objects.filter(pk=export.pk).update(state="done", sha256="0" * 64)

    minji, jun = booked
    assert list(with_person(jun.person_id)) == [export]
    assert not with_person(minji.person_id)
