"""A campaign's page in the admin, with all that was ever changed of it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin import Lasting, ReadOnly, Settled, Signed
from bookings.models import Campaign, CampaignChange, LeftoverTerms
from bookings.models.campaign_proposals import OF_CAMPAIGN
from clinics.models import Vaccine


class LeftoverTermsInline(ReadOnly, admin.StackedInline):  # type: ignore[misc]
    """Without terms nobody can publish leftover doses of the campaign."""

    model = LeftoverTerms


class CampaignChangeInline(ReadOnly, admin.StackedInline):  # type: ignore[misc]
    """Every change that was ever made, the newest first; one below the other, for phones too."""

    model = CampaignChange
    fields = [("at", "kind"), ("staff", "approved_by", "emergency"), "what"]
    readonly_fields = ["at", "staff", "approved_by", "emergency", "kind", "what"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("bookings.view_campaign")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("staff", "approved_by")

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


class CampaignAdmin(Signed, Lasting, Settled, admin.ModelAdmin):
    """Begun here; then changed by proposals, but for what is settled."""

    list_display = ["code", "name_ko", "name_en"]
    fields = ["code", "name_ko", "name_en", "vaccines", "follow_up_days"]
    settled = ["code", "vaccines"]  # type: ignore[assignment]
    filter_horizontal = ["vaccines"]
    inlines = [LeftoverTermsInline, CampaignChangeInline]

    def get_readonly_fields(self, request, obj=None):
        readonly = [*super().get_readonly_fields(request, obj), "change"]
        return readonly if obj is None else [*readonly, *OF_CAMPAIGN]

    def get_fields(self, request, obj=None):
        may_propose = obj and request.user.has_perm("operations.run_opening")
        return [*self.fields, "change"] if may_propose else self.fields

    def get_inlines(self, request, obj):
        """Whoever begins one gives it no terms: it would take a vaccine's doses over."""
        return self.inlines if obj else []

    @admin.display(description=_("Proposals"))
    def change(self, campaign):
        address = reverse("operations-propose-campaign", args=[campaign.pk])
        return format_html('<a href="{}">{}</a>', address, _("Propose a change"))
