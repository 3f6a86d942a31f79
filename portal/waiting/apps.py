from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WaitingConfig(AppConfig):
    name = "portal.waiting"
    label = "waiting"
    verbose_name = _("Waiting room")
