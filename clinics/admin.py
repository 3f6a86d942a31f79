from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.admin import Lasting, ReadOnly, Settled, Signed
from clinics.models import (
    Clinic,
    Closure,
    Interval,
    OpeningHours,
    Region,
    Shortage,
    Vaccine,
    VaccineGroup,
)
from clinics.staffed import StaffedAdmin


@admin.register(Region)
class RegionAdmin(Lasting, admin.ModelAdmin):
    list_display = ["code", "name_ko", "name_en", "kind", "province"]
    list_filter = ["kind"]
    list_select_related = ["province"]
    search_fields = ["code", "name_ko", "name_en"]


class OpeningHoursInline(ReadOnly, admin.TabularInline):
    """Hours and closures concern those who are booked: they change at ``/staff/places/``."""

    model = OpeningHours


class ClosureInline(ReadOnly, admin.TabularInline):
    model = Closure


class ShortageInline(ReadOnly, admin.TabularInline):
    """Days without vaccine concern those who are booked too: they begin at ``/staff/supply/``.

    Here they end: nobody loses a place by that.
    """

    model = Shortage

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("clinics.delete_shortage")


@admin.register(Clinic)
class ClinicAdmin(Signed, Lasting, StaffedAdmin):
    list_display = ["name", "kind", "district", "phone", "active", "vaccinates"]
    list_filter = ["active", "vaccinates", "hours_generated", "kind"]
    list_select_related = ["district"]
    search_fields = ["name", "key"]
    autocomplete_fields = ["district", "staff"]
    inlines = [OpeningHoursInline, ClosureInline, ShortageInline]
    readonly_fields = ["doctors", "bookable_weekdays", "elsewhere"]

    @admin.display(description=_("Change at"))
    def elsewhere(self, clinic):
        """Where what is only shown here changes."""
        if clinic is None or clinic.pk is None:
            return "–"
        pages = [
            (reverse("staff-places-week", args=[clinic.pk]), _("Hours and places")),
            (reverse("staff-supply"), _("Supply")),
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', pages)

    def view_on_site(self, clinic):
        return clinic.get_absolute_url()


class IntervalInline(ReadOnly, admin.TabularInline):
    """Intervals are proposed and approved at ``/staff/operations/rounds/``."""

    model = Interval
    fields = [
        "effective_from", "min_days", "standard_days", "max_days", "made_by", "approved_by",
        "emergency",
    ]  # fmt: skip


@admin.register(Vaccine)
class VaccineAdmin(Lasting, Settled, admin.ModelAdmin):
    list_display = ["code", "name_ko", "name_en", "group", "doses", "age_from", "age_to"]
    list_select_related = ["group"]
    settled = ["code", "group", "doses", "age_from", "age_to"]
    inlines = [IntervalInline]


@admin.register(VaccineGroup)
class VaccineGroupAdmin(Lasting, Settled, admin.ModelAdmin):
    list_display = ["code", "name_ko", "name_en", "planned_as"]
    list_select_related = ["planned_as"]
    settled = ["code", "planned_as"]
