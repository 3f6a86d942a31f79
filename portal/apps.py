from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _

from portal import checks  # noqa: F401 (makes them known)


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Start page")


class StaticFiles(StaticFilesConfig):
    """Leaves out what is not used of KRDS, which names files that are not there, and of Chart."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("css/component/component.css*", "css/common/*", "css/plugin/*"),
        *("cdn/*", "js/component/*", "js/plugin/*", "*.scss", "*.woff"),
        *("chunks", "controllers", "core", "elements", "helpers", "platform", "plugins", "scales"),
        *("types", "*.d.ts", "*.cjs*", "chart.js*", "chart.umd.js*", "helpers.js*"),
    ]


class StaffSiteConfig(AdminConfig):
    default_site = "portal.staff_site.StaffSite"
