from datetime import date

import pytest
from django.db import transaction

from accounts.applicants import Applicant
from accounts.attesters import Claims
from accounts.models import Person
from accounts.refusals import Refused
from accounts.registry import recognise

pytestmark = pytest.mark.django_db

NUMBER = "6903012345678"


def applicant(name, phone="01011110000", linking_value=""):
    claims = Claims(name, date(1969, 3, 1), "F", phone, NUMBER)
    return Applicant.of(claims, "ko").known_as("ci", linking_value)


def test_a_known_number_with_its_name_is_the_same_person():
    haneul = recognise(applicant("박하늘"))

    assert recognise(applicant("박 하늘", phone="01022220000")) == haneul


def test_knowing_somebodys_number_is_not_being_them():
    """Without a linking value nobody checked the last digits: a name of one's own gives it away."""
    haneul = recognise(applicant("박하늘", linking_value="ci-of-haneul"))

    with pytest.raises(Refused), transaction.atomic():
        recognise(applicant("최나쁨", phone="01099990000"))

    kept = Person.objects.get()
    assert (kept, kept.name, kept.phone) == (haneul, "박하늘", "01011110000")


def test_a_changed_name_is_taken_from_whom_the_attester_knows():
    haneul = recognise(applicant("박하늘", linking_value="ci-of-haneul"))

    assert recognise(applicant("박가람", linking_value="ci-of-haneul")) == haneul
    assert Person.objects.get().name == "박가람"


def test_a_language_that_somebody_chose_outlives_verifying_in_another():
    haneul = recognise(applicant("박하늘"))
    Person.objects.update(language="en")
    recognise(applicant("박하늘"))
    assert Person.objects.get().language == "ko"

    Person.objects.update(language="en", language_chosen=True)

    assert recognise(applicant("박하늘")) == haneul
    assert Person.objects.get().language == "en"
