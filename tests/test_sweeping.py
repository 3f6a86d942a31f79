"""The broom of the tests that commit, when a sweep goes wrong."""

import psycopg2
import pytest

from accounts.models import StaffMember
from tests.sweeping import Broom


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_fails_spoils_none_after_it():
    broom = Broom()
    StaffMember.objects.create(username="seo")
    well, broom.words = broom.words, [*broom.words[:-1], "SELECT 1/0", "COMMIT"]
    with pytest.raises(psycopg2.Error):
        broom.sweep(None)

    broom.words = well
    broom.sweep(None)
    broom.put_away()
    assert not StaffMember.objects.exists()
