"""Every address of the staff area, and a clinic with something to show at each of them."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from accounts.models import Call, StaffMember
from bookings import leftovers
from bookings.models import (
    ExportSchedule,
    LeftoverBatch,
    Notification,
    ReportExport,
    SupplyAct,
    WorkItem,
)
from bookings.tests.builders import (
    make_booking,
    make_clinic,
    make_group,
    make_lot,
    make_person,
    make_slot,
    make_staff,
    seoul,
)
from bookings.tests.leftovers import make_terms
from clinics.models import Closure, Lot, OpeningHours


def staff_patterns(patterns=None, prefix=""):
    """Every named address below /staff/, as Django knows them."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if route.startswith("staff/") and pattern.name:
                yield pattern
        elif route.startswith("staff/") or not route:
            yield from staff_patterns(pattern.url_patterns, route)


NAMES = sorted({pattern.name for pattern in staff_patterns()})


def make_haneul():
    """Haneul's booking at Naru Clinic, with everything that hangs on it."""
    naru = make_clinic("Naru Clinic", kind="narukind", phone="051-999-0001")
    person = make_person("Haneul Secret", "1966-05-17", "+821055556666")
    booking = make_booking(person, make_slot(naru, "2021-08-30 09:00"))
    Notification.objects.update(due_at=None, rested_at="2021-08-30T09:10+09:00")
    WorkItem.objects.create(booking=booking, kind="second_dose")
    make_lot(naru, "NR777")
    OpeningHours.objects.create(clinic=naru, weekday=1, opens="08:17", closes="12:00")
    make_terms()
    until = seoul("2021-08-30 11:00")
    leftovers.publish(naru, make_group().planned_as, 2, until, None)
    Closure.objects.create(clinic=naru, date="2021-09-23", reason="Narureason")
    choi = make_staff("choinurse", "Clinic staff", naru)
    for row in (booking, naru):
        LogEntry.objects.create(
            user=choi,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=f"Narulog {row}",
            action_flag=CHANGE,
            change_message="Narulog",
        )
    return booking


def addresses(booking):
    """Every staff address, with the guessed ids of another clinic's rows in it."""
    notification = Notification.objects.filter(booking=booking).first()
    choi = StaffMember.objects.get(username="choinurse")
    theirs = [booking, booking.slot.clinic, notification, booking.work.get(), choi]
    rows = {type(row): row.pk for row in theirs}
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{label}_changelist")
        yield reverse(f"{label}_add")
        newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        for page in ("change", "delete", "history"):
            yield reverse(f"{label}_{page}", args=[rows.get(model, newest or 1)])
        for query in ("q=Naru", "q=", f"q={booking.reference}", "q=Haneul", "all="):
            yield f"{reverse(f'{label}_changelist')}?{query}"
    yield from (
        reverse("admin:app_list", args=[app]) for app in ("accounts", "bookings", "clinics")
    )
    yield reverse("admin:auth_user_password_change", args=[1])
    clinic = booking.slot.clinic_id
    yield f"{reverse('admin:bookings_booking_changelist')}?slot__clinic__id__exact={clinic}"
    yield f"{reverse('admin:bookings_booking_changelist')}?slot__clinic__name__startswith=N"
    yield f"{reverse('admin:clinics_clinic_changelist')}?kind__exact=narukind"
    for model, field in [("clinic", "staff"), ("clinic", "district")]:
        query = f"app_label=clinics&model_name={model}&field_name={field}&term="
        yield f"{reverse('admin:autocomplete')}?{query}"
    yield f"{reverse('staff-day')}?clinic={clinic}&date=2021-08-30"
    yield f"{reverse('staff-day')}?clinic={clinic}"
    yield f"{reverse('staff-day')}?clinic={clinic}%00"
    yield reverse("staff-day")
    for page in ("card", "correct", "proof", "screening"):
        yield reverse(f"staff-{page}", args=[booking.reference])
    lot = Lot.objects.get().pk
    yield f"{reverse('staff-stock')}?clinic={clinic}"
    yield f"{reverse('staff-stock-history')}?clinic={clinic}"
    yield reverse("staff-stock-receive", args=[clinic])
    yield reverse("staff-stock-lot", args=[lot])
    yield reverse("staff-stock-act", args=[lot, "waste"])
    yield reverse("staff-attend", args=[booking.reference, "arrived"])
    yield f"{reverse('staff-day-print')}?clinic={clinic}&date=2021-08-30"
    for page in ("one", "called"):
        yield reverse(f"staff-missed-{page}", args=[booking.reference])
    yield reverse("staff-messages")
    export = ReportExport.objects.get_or_create(
        asked_by=choi, kind="bookings", format="csv", language="ko", as_of="2021-08-30T09:00+09:00"
    )[0]
    for page in ("", "-settle", "-file", "-columns"):
        yield reverse(f"staff-export{page}", args=[export.pk])
    daily = ExportSchedule.objects.get_or_create(asked_by=choi, kind="counts", format="csv")[0]
    yield reverse("staff-daily-stop", args=[daily.pk])
    yield reverse("dashboard-table", args=["days"])
    for page in ("item", "book", "cancel", "close"):
        yield reverse(f"staff-work-{page}", args=[booking.work.get().pk])
    act = SupplyAct.objects.get_or_create(
        kind="dropout", clinics=[clinic], first_date="2021-08-30", reason="Naru",
        made_by=StaffMember.objects.get(username="choinurse"),
    )[0]  # fmt: skip
    for page in ("act", "settle"):
        yield reverse(f"staff-supply-{page}", args=[act.pk])
    yield reverse("staff-supply-new", args=["late"])
    yield reverse("staff-access-review", args=["2021-08"])
    yield reverse("staff-access-settle", args=[1])
    yield reverse("staff-decide", args=[1, "agree"])
    yield reverse("staff-invited", args=["guessed"])
    naru = StaffMember.objects.get(username="choinurse").pk
    yield reverse("staff-member", args=[naru])
    yield reverse("staff-member-act", args=[naru, "disable"])
    for page in ("week", "history", "capacity", "hours", "close"):
        yield reverse(f"staff-places-{page}", args=[clinic])
    yield reverse("staff-places-open", args=[clinic, Closure.objects.get().pk])
    yield reverse("staff-places-open-everywhere", args=[Closure.objects.get().pk])
    for page in ("act", "settle"):
        yield reverse(f"staff-places-{page}", args=[clinic, act.pk])
    yield f"{reverse('staff-places')}?q=Naru"
    yield reverse("staff-leftover", args=[LeftoverBatch.objects.get().pk])
    yield reverse("staff-leftover-settle", args=[LeftoverBatch.objects.get().pk, "stop"])
    for page in ("extend", "stop", "review", "line", "correct-line"):
        yield reverse(f"operations-{page}", args=[1])
    for page in ("propose", "proposal", "interval", "limits", "campaign"):
        yield reverse(f"operations-{page}", args=[1])
    campaign = booking.campaign_id
    yield reverse("operations-propose-campaign", args=[campaign])
    yield reverse("operations-draw", args=[1, "announce"])
    yield reverse("operations-gate", args=["state"])
    colleague = Call.objects.get_or_create(
        staff=StaffMember.objects.get(username="choinurse"), person=booking.person, reason="Naru"
    )[0]
    for page in ("", "-clinics", "-check", "-end"):
        yield reverse(f"staff-call{page}", args=[colleague.pk])
    yield reverse("staff-call-clinic", args=[colleague.pk, clinic])
    yield reverse("staff-call-hand-over", args=[colleague.pk, LeftoverBatch.objects.get().pk])
    for page in ("cancel", "change", "change-clinics", "change-check"):
        yield reverse(f"staff-call-{page}", args=[colleague.pk, booking.reference])
    yield from plain_addresses()


def plain_addresses():
    for name in NAMES:
        for name_ in (name, f"admin:{name}"):
            try:
                yield reverse(name_)
            except NoReverseMatch:
                continue
