from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from accounts import guards, roles, tables


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Identity")

    def ready(self):
        pre_migrate.connect(tables.refuse_half, sender=self)
        post_migrate.connect(roles.sync, sender=self)
        post_migrate.connect(guards.without_switch, sender=self)
