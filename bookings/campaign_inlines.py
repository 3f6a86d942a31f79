"""What stands on a campaign's page in the admin below its own fields."""

from django.contrib import admin
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnly
from bookings.models import Campaign, CampaignChange, LeftoverTerms
from clinics.models import Vaccine


class LeftoverTermsInline(admin.StackedInline):
    """Without terms nobody can publish leftover doses of the campaign."""

    model = LeftoverTerms
    can_delete = False


class CampaignChangeInline(ReadOnly, admin.TabularInline):  # type: ignore[misc]
    """Every change that was ever made, the newest first."""

    model = CampaignChange
    fields = ["at", "staff", "kind", "what"]
    readonly_fields = ["at", "staff", "kind", "what"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("bookings.view_campaign")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("staff")

    @cached_property
    def names(self):
        """Columns by their names, and vaccines by theirs: a record has ids."""
        fields = (*Campaign._meta.concrete_fields, *LeftoverTerms._meta.concrete_fields)
        return {field.attname: field.verbose_name for field in fields}

    @cached_property
    def vaccines(self):
        return Vaccine.objects.in_bulk()

    @admin.display(description=_("change"))
    def what(self, change):
        return "; ".join(
            f"{self.names.get(column, _('vaccine'))}: {self.shown(column, old)}"
            f" → {self.shown(column, new)}"
            for column, old, new in change.differences()
        )

    def shown(self, column, value):
        return self.vaccines.get(value, "–") if column == "vaccine_id" else value or "–"
