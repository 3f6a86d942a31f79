import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.utils import InternalError
from pgtrigger import Protect, Update

from accounts.tables import Tables

APP = "rehearsal"
pytestmark = pytest.mark.django_db


def model(name, other):
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("other", models.ForeignKey(f"{APP}.{other}", models.CASCADE, null=True)),
    ]
    return migrations.CreateModel(name, fields, {"triggers": []})


@pytest.fixture
def two():
    """Two models that point to each other; a row of the first never changes."""
    hen, egg = model("Hen", "Egg"), model("Egg", "Hen")
    state = ProjectState()
    Tables([hen, egg]).state_forwards(APP, state)
    never = Protect(name="never_changes", operation=Update)
    hen.options["triggers"] = [never.compile(state.apps.get_model(APP, "Hen"))]
    return Tables([hen, egg])


def test_models_that_point_to_each_other_are_made_with_their_triggers(two):
    before, after = ProjectState(), ProjectState()
    two.state_forwards(APP, after)
    with connection.schema_editor() as editor:
        two.database_forwards(APP, editor, before, after)

    Hen, Egg = after.apps.get_model(APP, "Hen"), after.apps.get_model(APP, "Egg")
    hen = Hen.objects.create(other=Egg.objects.create())
    Egg.objects.update(other=hen)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Hen.objects.update(other=None)


def test_backwards_they_are_gone(two):
    before, after = ProjectState(), ProjectState()
    two.state_forwards(APP, after)
    with connection.schema_editor() as editor:
        two.database_forwards(APP, editor, before, after)
    with connection.schema_editor() as editor:
        two.database_backwards(APP, editor, after, before)

    assert not {f"{APP}_hen", f"{APP}_egg"} & {*connection.introspection.table_names()}


def forget(names):
    """Let the test's database remember none of the migrations that ``names`` tells."""
    recorder = MigrationRecorder(connection)
    known = MigrationLoader(connection).disk_migrations
    for app, name in known:
        if (app, "0001_start") in known and names(name):
            recorder.record_unapplied(app, name)
    return recorder


def test_a_database_with_all_that_is_replaced_is_only_marked():
    """It was migrated before the first migrations were made of many."""
    recorder = forget(lambda name: name == "0001_start")

    call_command("migrate", verbosity=0)

    assert ("bookings", "0001_start") in recorder.applied_migrations()


def test_a_database_with_some_of_it_is_refused():
    recorder = forget(lambda name: True)
    recorder.record_unapplied("bookings", "0023_desk")

    with pytest.raises(CommandError, match=r"bookings\.0001_start replaces"):
        call_command("migrate", verbosity=0)
