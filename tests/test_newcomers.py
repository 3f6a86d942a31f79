"""What somebody new meets in the staff area, in words that are theirs and not a programmer's."""

import pytest
from django.urls import reverse

from bookings.tests.builders import (
    make_staff,
)
from portal.areas import AREAS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["Clinic staff", "Ministry analysts"])
def test_the_start_page_leads_to_the_rooms_of_a_role_and_says_what_they_are_for(client, role):
    somebody = make_staff("somebody", role)
    client.force_login(somebody)

    page = client.get(reverse("admin:index")).content.decode()

    may = somebody.get_all_permissions()
    mine = [area for area in AREAS if not area.permissions or may & set(area.permissions)]
    assert 2 < len(mine) < len(AREAS)
    said = [area.says for area in AREAS if f"<p>{area.says}</p>" in page]
    assert said == [area.says for area in mine]
    assert page.count(f'href="{reverse("staff-day")}"') == (2 if role == "Clinic staff" else 0)
    assert "recent-actions" not in page
