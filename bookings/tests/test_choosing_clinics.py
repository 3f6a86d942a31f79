"""Somebody who reaches every clinic of the country finds one by its name; a nurse has a list."""

import pytest
from django.urls import reverse

from accounts.tests.builders import make_root
from bookings.models import LeftoverBatch
from bookings.staff.clinics import FEW

from .builders import make_clinic, make_staff
from .leftovers import make_leftover_clinic, make_terms, vaccine

pytestmark = pytest.mark.django_db
DAY, STOCK, LEFTOVERS = (reverse(f"staff-{page}") for page in ("day", "stock", "leftovers"))


@pytest.fixture
def gaon(at):
    at("2021-08-30 14:00")
    make_terms()
    return make_leftover_clinic()


@pytest.fixture
def country(gaon):
    """More clinics than a list shows, Naru last by its name."""
    for number in range(FEW):
        make_clinic(f"Baram Clinic {number:03}")
    return make_clinic("Naru 100% Clinic")


@pytest.fixture
def root(client, country):
    root = make_root()
    client.force_login(root)
    return root


def offered(form):
    return [str(name) for _pk, name in form.fields["clinic"].choices]


def test_a_nurse_has_a_list_of_hers(client, gaon):
    client.force_login(make_staff("park", "Clinic staff", gaon))

    form = client.get(STOCK).context["form"]

    assert "words" not in form.fields
    assert offered(form) == [str(gaon)]


@pytest.mark.parametrize("page", [STOCK, DAY])
def test_of_many_the_first_by_name_are_listed(client, root, country, page):
    form = client.get(page).context["form"]

    assert len(offered(form)) == FEW
    assert form.cleaned_data["clinic"].name == offered(form)[0]
    assert country.name not in offered(form)


@pytest.mark.parametrize("page", [STOCK, DAY])
def test_words_find_one(client, root, country, page):
    first = client.get(page).context["form"].cleaned_data["clinic"]

    form = client.get(page, {"words": " naru 100% ", "clinic": first.pk}).context["form"]

    assert form.cleaned_data["clinic"] == country
    assert offered(form) == [country.name]


def test_whom_the_address_names_stays_chosen(client, root, country):
    form = client.get(STOCK, {"clinic": country.pk}).context["form"]

    assert form.cleaned_data["clinic"] == country
    assert offered(form)[0] == country.name
    assert len(offered(form)) == FEW + 1


@pytest.mark.parametrize("words", ["Nobody", "_", "x" * 61])
def test_words_that_find_none_are_told_so(client, root, country, words):
    r = client.get(STOCK, {"words": words})

    assert r.context["form"].errors["words"]
    assert r.context["clinic"] is None


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 30])
def test_an_id_of_no_clinic_chooses_none(client, root, country, pk):
    r = client.get(STOCK, {"clinic": pk})

    assert r.status_code == 200
    assert r.context["form"].errors.keys() == {"clinic"}


def test_doses_are_published_at_one_that_was_found(client, root, gaon, country):
    page = client.get(LEFTOVERS, {"words": gaon.name})
    assert offered(page.context["form"]) == [gaon.name]
    answers = {"clinic": gaon.pk, "vaccine": vaccine().pk, "doses": 3, "until": "17:00"}
    answers["after"] = page.context["form"]["after"].value()

    client.post(f"{LEFTOVERS}?words={gaon.name}", answers)

    assert LeftoverBatch.objects.get().slot.clinic == gaon
