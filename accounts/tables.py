"""How the tables of a whole app are first made."""

from django.core.management import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation


class Tables(Operation):
    """Many models at once, with their triggers.

    After each operation Django renders anew every model that the changed one is tied to, and here
    nearly all are tied to one another. Rendered once, when all are known, they cost a tenth of
    that, and two may point to each other.

    :param models: ``CreateModel`` operations; ``triggers`` among a model's options are made too.
    """

    def __init__(self, models):
        self.models = models

    def state_forwards(self, app_label, state):
        state.is_delayed = True
        state.clear_delayed_apps_cache()
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)
            for trigger in model.options.get("triggers", []):
                # Without parameters, since the text is not escaped for any.
                schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.models)} models and their triggers"


def refuse_half(using, **kwargs):
    """Before each migration: a database may have all that a first migration replaces, or nothing.

    Of one that has some, Django would say that there is nothing to do.

    :raises CommandError: and nothing is done.
    """
    loader = MigrationLoader(connections[using])
    for app, name in sorted(loader.replacements):
        if (app, name) not in loader.graph.nodes:
            raise CommandError(
                f"This database has only some of the migrations that {app}.{name} replaces."
                " Run migrate with the code that still has them, then with this."
            )
