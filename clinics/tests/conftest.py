import pytest

from clinics.importers import files, population

from .population import write_population


@pytest.fixture
def regions(db, tmp_path):
    """The provinces and districts of the fictional population file."""
    path = write_population(tmp_path / "population.csv")
    population.load(path, *files.read(path))
