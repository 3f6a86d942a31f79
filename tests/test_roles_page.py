"""Everybody of the staff can read who may do what."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts import roles
from accounts.staff.permissions import words
from bookings.tests.builders import make_clinic, make_staff

pytestmark = pytest.mark.django_db


def test_the_page_of_roles_says_what_holds(client):
    client.force_login(make_staff("park", "Clinic staff", make_clinic()))
    page = client.get(reverse("staff-roles")).content.decode()
    assert "Bookings: book outside a round, with a reason" in page
    assert "park" not in page.split("<main", 1)[1]

    client.force_login(make_staff("oh", "Operations"))
    assert "park" in client.get(reverse("staff-roles")).content.decode().split("<main", 1)[1]


def test_every_permission_of_a_role_has_words_in_both_languages():
    every = {permission for held in roles.ROLES.values() for permission in held}
    with translation.override("ko"):
        korean = {permission: words(permission) for permission in every}

    assert {name: said for name, said in korean.items() if not re.search("[가-힣]", said)} == {}
