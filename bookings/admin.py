from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import ReadOnly, Recorded
from accounts.clock import written
from accounts.masking import masked_name
from bookings import desk
from bookings.models import (
    Booking,
    BookingEvent,
    Campaign,
    Maker,
    Notification,
    Offer,
    Round,
    RoundVersion,
    Waitlist,
    WorkItem,
)
from bookings.refusals import Refused
from clinics.models import VaccineGroup
from clinics.staffed import StaffedAdmin

from .campaign_admin import CampaignAdmin

admin.site.register(Campaign, CampaignAdmin)


class TermsInline(ReadOnly, admin.StackedInline):
    model = RoundVersion
    fields = [
        ("opens_at", "closes_at"),
        ("birth_from", "birth_to", "birth_day_digit"),
        ("vaccinate_from", "vaccinate_to"),
        "vaccines",
        ("made_at", "proposer", "approver", "emergency"),
    ]
    readonly_fields = ["vaccines", "proposer", "approver"]
    fk_name = "round"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("made_by", "approved_by")

    @cached_property
    def groups(self):
        """All of them by id, for the versions of the page that is being made."""
        return {group.pk: str(group) for group in VaccineGroup.objects.order_by("code")}

    @admin.display(description=_("vaccine groups"))
    def vaccines(self, version):
        return ", ".join(name for pk, name in self.groups.items() if pk in version.groups)

    @admin.display(description=_("proposed by"))
    def proposer(self, version):
        return version.made_by or "–"

    @admin.display(description=_("approved by"))
    def approver(self, version):
        return version.approved_by or "–"


@admin.register(Round)
class RoundAdmin(ReadOnly, admin.ModelAdmin):
    """Rounds are proposed and approved, stopped and extended at ``/staff/operations/rounds/``."""

    list_display = ["code", "name_ko", "campaign", "opens_at", "closes_at", "stopped"]
    list_filter = ["stopped", "campaign"]
    list_select_related = ["campaign", "current"]
    search_fields = ["code", "name_ko", "name_en"]
    sortable_by = None  # there are few
    fields = ["campaign", "code", "name_ko", "name_en", "stopped", "proxies"]
    inlines = [TermsInline]

    @admin.display(description=_("opens"), ordering="current__opens_at")
    def opens_at(self, round_):
        return round_.current and round_.current.opens_at

    @admin.display(description=_("closes"), ordering="current__closes_at")
    def closes_at(self, round_):
        return round_.current and round_.current.closes_at


class BookingEventInline(ReadOnly, admin.TabularInline):
    model = BookingEvent
    fields = [
        "at", "old_status", "new_status", "act", "left", "taken", "staff", "channel", "reason",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request):
        events = super().get_queryset(request)
        return events.select_related("staff", "old_slot__clinic", "new_slot__clinic")

    @admin.display(description=_("time before"))
    def left(self, event):
        return event.old_slot or "–"

    @admin.display(description=_("time after"))
    def taken(self, event):
        return event.new_slot or "–"


class MakerInline(ReadOnly, admin.TabularInline):
    model = Maker
    extra = 0  # a booking has one at most, and Django shows an empty one
    fields = ["staff", "override", "relationship"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("staff")


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class DoseFilter(admin.SimpleListFilter):
    """By the doses there are: Django would look for them in every booking."""

    title = _("dose")
    parameter_name = "dose"

    def lookups(self, request, model_admin):
        return [(dose, str(dose)) for dose in (1, 2, 3)]

    def queryset(self, request, queryset):
        return queryset.filter(dose=self.value()) if self.value() in ("1", "2", "3") else queryset


@admin.register(Booking)
class BookingAdmin(Recorded, ReadOnly, StaffedAdmin):
    """Names are masked here too; a booking's page lets its reader ask for them."""

    clinic_path = "slot__clinic"
    list_display = ["reference", "who", "born", "clinic", "starts_at", "dose", "status"]
    list_filter = ["status", DoseFilter, "channel", "slot__places__date"]
    list_select_related = ["person", "slot__clinic"]
    list_per_page = 50
    search_fields = ["reference__exact"]
    ordering = ["-pk"]
    fields = [
        "reference", "who", "born", "campaign", "round_version", "dose", "clinic", "starts_at",
        "vaccine", "status", "rejection", "channel", "held_at", "changed_at", "arrived_at",
    ]  # fmt: skip
    inlines = [MakerInline, BookingEventInline]
    actions = ["arrive", "mark_missed", "take_back_arrival", "correct", "cancel"]
    action_form = ReasonForm

    def get_queryset(self, request):
        """A booking's own page says more of it than the list, for which millions are read."""
        bookings = super().get_queryset(request)
        if "object_id" not in request.resolver_match.kwargs:
            return bookings
        return bookings.select_related(
            "person", "campaign", "round_version__round", "slot__clinic", "vaccine"
        )

    @admin.display(description=_("person"))
    def who(self, booking):
        return masked_name(booking.person.name)

    @admin.display(description=_("birth year"))
    def born(self, booking):
        return str(booking.person.birth_date.year)

    @admin.display(description=_("clinic"))
    def clinic(self, booking):
        return booking.slot.clinic

    @admin.display(description=_("time"), ordering="slot__starts_at")
    def starts_at(self, booking):
        return written(booking.slot.starts_at)

    def has_attend_permission(self, request):
        return request.user.has_perm("bookings.attend_booking")

    def has_cancel_permission(self, request):
        return request.user.has_perm("bookings.cancel_booking")

    @admin.action(description=_("Record the arrival"), permissions=["attend"])
    def arrive(self, request, bookings):
        self.each(request, bookings, desk.arrive)

    @admin.action(description=_("Mark as missed"), permissions=["attend"])
    def mark_missed(self, request, bookings):
        self.each(request, bookings, desk.mark_missed)

    @admin.action(description=_("Take back an arrival"), permissions=["attend"])
    def take_back_arrival(self, request, bookings):
        self.each(request, bookings, partial(desk.take_back_arrival, reason=request.POST["reason"]))

    @admin.action(description=_("Take back a dose or a missed visit"), permissions=["attend"])
    def correct(self, request, bookings):
        self.each(request, bookings, partial(desk.correct, reason=request.POST["reason"]))

    @admin.action(description=_("Cancel for the citizen"), permissions=["cancel"])
    def cancel(self, request, bookings):
        reason = request.POST["reason"].strip()
        if not reason:
            self.message_user(request, _("Please say why."), messages.ERROR)
            return
        by_phone = partial(desk.cancel, reason=reason, channel=Booking.Channel.CALL_CENTRE)
        self.each(request, bookings, by_phone)

    def each(self, request, bookings, verb):
        """Let one of the desk's verbs act on every booking; say which it refused and why."""
        done = 0
        for booking in bookings:
            try:
                verb(booking, staff=request.user)
                done += 1
            except Refused as refusal:
                self.message_user(request, f"{booking}: {refusal}", messages.WARNING)
        self.message_user(
            request,
            ngettext("%(count)d booking changed.", "%(count)d bookings changed.", done)
            % {"count": done},
        )


@admin.register(Notification)
class NotificationAdmin(Recorded, ReadOnly, StaffedAdmin):
    list_display = [
        "__str__", "booking", "template", "channel", "attempts", "due_at", "delivered_at",
        "rested_at", "dropped_at", "error",
    ]  # fmt: skip
    list_filter = ["template", "channel", ("rested_at", admin.EmptyFieldListFilter)]
    list_select_related = ["booking"]
    search_fields = ["booking__reference__exact"]
    ordering = ["-pk"]
    fields = list_display[1:]

    def get_queryset(self, request):
        """A message about no booking has no clinic to go by."""
        return self.model.objects.seen_by(request.user).order_by(*self.ordering)


@admin.register(WorkItem)
class WorkItemAdmin(Recorded, ReadOnly, StaffedAdmin):
    """To look up what became of one; the work list is where they are settled."""

    clinic_path = "booking__slot__clinic"
    list_display = ["booking", "kind", "cause", "created_at", "resolved_at", "outcome"]
    list_filter = ["kind", "cause", "outcome", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["booking"]
    search_fields = ["booking__reference__exact"]
    ordering = ["-pk"]
    fields = [
        "booking", "kind", "cause", "created_at", "resolved_at", "resolved_by", "channel",
        "outcome", "note",
    ]  # fmt: skip

    def person_of(self, item):
        return item.booking.person_id


@admin.register(Waitlist)
class WaitlistAdmin(Recorded, ReadOnly, admin.ModelAdmin):
    """Who they are nobody needs to know."""

    list_display = ["round", "region", "from_date", "to_date", "state", "joined_at"]
    list_filter = ["state", "round"]
    list_select_related = ["round", "region"]
    ordering = ["-pk"]
    fields = ["round", "region", "from_date", "to_date", "state", "joined_at", "ended_at"]


@admin.register(Offer)
class OfferAdmin(Recorded, ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "kind", "clinic", "starts_at", "state", "begins_at", "ends_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["slot__clinic"]
    search_fields = ["reference__exact"]
    ordering = ["-pk"]
    fields = [
        *("reference", "kind", "clinic", "starts_at", "state", "begins_at", "ends_at"),
        *("made_at", "decided_at"),
    ]

    @admin.display(description=_("clinic"))
    def clinic(self, offer):
        return offer.slot.clinic

    @admin.display(description=_("time"), ordering="slot__starts_at")
    def starts_at(self, offer):
        return written(offer.slot.starts_at)
