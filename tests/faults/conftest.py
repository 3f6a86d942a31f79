import pytest

from .realm import Realm

#: Enough for every story of a run on a fast machine.
PEOPLE = 40_000


@pytest.fixture
def recovered(record_property):
    """Have it printed at the end of the run how many seconds something took to come back."""

    def recovered(what, seconds):
        record_property("recovered", f"{what}: {seconds:.1f} s")

    return recovered


@pytest.fixture(scope="module")
def realm(request, django_db_setup, django_db_blocker, static_files, valkey, tmp_path_factory):
    """Another portal than the other tests', on a database that may be stopped."""
    if not valkey.running:
        valkey.start()
    people = getattr(request.module, "PEOPLE", PEOPLE)
    realm = Realm(tmp_path_factory.mktemp("realm"), valkey, people)
    with django_db_blocker.unblock(), realm.reigning():
        yield realm
