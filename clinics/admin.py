from django.contrib import admin

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


class ShortageInline(admin.TabularInline):
    model = Shortage
    extra = 0


@admin.register(Clinic)
class ClinicAdmin(Signed, Lasting, StaffedAdmin):
    list_display = ["name", "kind", "district", "phone", "active", "vaccinates"]
    list_filter = ["active", "vaccinates", "hours_generated", "kind"]
    list_select_related = ["district"]
    search_fields = ["name", "key"]
    autocomplete_fields = ["district", "staff"]
    inlines = [OpeningHoursInline, ClosureInline, ShortageInline]
    readonly_fields = ["doctors", "bookable_weekdays"]

    def view_on_site(self, clinic):
        return clinic.get_absolute_url()


@admin.register(Closure)
class HolidayAdmin(Signed, admin.ModelAdmin):
    """The days on which every clinic is closed; a clinic's own are on its page."""

    list_display = ["date", "reason"]
    fields = ["date", "reason"]
    date_hierarchy = "date"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(clinic=None)


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
