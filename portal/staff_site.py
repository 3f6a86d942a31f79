from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class StaffSite(AdminSite):
    site_title = _("Vaccination booking: staff")
    site_header = _("Vaccination booking: staff")
    index_title = _("What to do")

    def get_urls(self):
        """All but the redirect from any row's id to its public address: it asks no permission."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]


class StaffSiteConfig(AdminConfig):
    default_site = "portal.staff_site.StaffSite"
