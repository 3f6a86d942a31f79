"""The tables of the portal itself, without those of the packages it stands on."""

from django.apps import apps

from .test_house import FLOORS


def our_models(**options):
    """:param options: as of ``apps.get_models``."""
    return [
        model
        for model in apps.get_models(**options)
        if model._meta.app_config.name.split(".")[0] in FLOORS and model._meta.managed
    ]
