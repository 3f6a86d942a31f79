"""Files that staff ask for: a row is first the work, then the record of what left the house."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from clinics.models import Region, VaccineGroup

from .rounds import Campaign


class State(models.TextChoices):
    QUEUED = "queued", _("waits for its turn")
    RUNNING = "running", _("is being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    REMOVED = "removed", _("removed after its time")


#: What a file can be narrowed down to; not every kind to each of them.
FILTERS = ("region", "campaign", "group")
#: States in which something is still to be done.
OPEN = (State.QUEUED, State.RUNNING)
#: States of what was once there to be fetched.
MADE = (State.DONE, State.REMOVED)


class Asked(models.Model):
    """What can be asked for, once or every day."""

    class Kind(models.TextChoices):
        BOOKINGS = "bookings", _("bookings")
        DOSES = "doses", _("doses given")
        PLACES = "places", _("places")
        WASTE = "waste", _("waste")
        COVERAGE = "coverage", _("cohort coverage")
        COUNTS = "counts", _("counts of each day")
        ACCESS = "access", _("access records")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        JSONL = "jsonl", "JSON Lines"

    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    format = models.CharField(_("format"), max_length=5, choices=Format.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("region"), null=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), null=True, related_name="+"
    )
    group = models.ForeignKey(
        VaccineGroup, models.PROTECT, verbose_name=_("vaccine group"), null=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("asked by"), related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), db_default=PortalNow())

    class Meta:
        abstract = True

    @property
    def narrowed(self):
        """What it is narrowed down to, as it is called."""
        return [each for name in FILTERS if (each := getattr(self, name))]


class ExportSchedule(Asked):
    """A file that is made every midnight, of the day that ended then, until its owner stops it."""

    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("daily export")
        verbose_name_plural = _("daily exports")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "kind", "format", *FILTERS],
                condition=Q(active=True),
                name="one_schedule_per_wish",
                nulls_distinct=False,
                violation_error_message=_("You get this every day already."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.get_format_display()})"


class ReportExportQuerySet(models.QuerySet):
    def asked_by(self, member):
        """Nobody sees another's exports, whatever their role."""
        return self.filter(asked_by=member)

    def open(self):
        return self.filter(state__in=OPEN)

    def made(self):
        return self.filter(state__in=MADE)


class ReportExport(Asked):
    """One file: what it holds, as of when, for whom, how far it is and what became of it."""

    State = State

    class Failure(models.TextChoices):
        ROWS = "rows", _("A spreadsheet cannot hold so many rows. Ask for CSV, or for fewer days.")
        DISK = "disk", _("The folder for exports is full or cannot be written. Tell operations.")
        DATABASE = "database", _("The database broke off. Start it again in a few minutes.")
        DIED = "died", _("The worker died three times while making it. Tell operations.")
        TROUBLE = (
            "trouble",
            _("An error of the portal; it is in the worker's log. Tell operations."),
        )

    first = models.DateField(_("from"), null=True)
    last = models.DateField(_("until"), null=True)
    named = models.BooleanField(_("with names"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    #: All that was written until this moment is in it, and nothing that was written later.
    as_of = models.DateTimeField(_("as of"))
    #: Tells exports that ask for the same from others, as long as the moment was not named.
    same = models.CharField(max_length=64, editable=False)
    schedule = models.ForeignKey(
        ExportSchedule, models.PROTECT, verbose_name=_("daily export"), null=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.QUEUED, db_default="queued"
    )
    #: How many rows are written, of about how many.
    rows = models.BigIntegerField(_("rows"), default=0, db_default=0)
    expected = models.BigIntegerField(_("expected rows"), null=True)
    #: Whoever makes it shows this, so that a worker that was given up writes nothing any more.
    run = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    failure = models.CharField(
        _("reason"), max_length=10, choices=Failure.choices, blank=True, default="", db_default=""
    )
    #: While it is made, of all that it takes on the disk.
    bytes = models.BigIntegerField(_("size"), null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="", db_default="")
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    objects = ReportExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ()
        permissions = [("export_names", "Can export names, with a reason")]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "same"],
                condition=Q(state__in=OPEN),
                name="one_open_export_per_wish",
                violation_error_message=_("This is being made already."),
            ),
            models.UniqueConstraint(fields=["schedule", "as_of"], name="one_export_per_midnight"),
            models.CheckConstraint(
                condition=Q(named=False) | ~Q(reason=""),
                name="names_with_a_reason",
                violation_error_message=_("Please say what the names are needed for."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "removed"]) ^ Q(sha256=""), name="done_with_a_sum"
            ),
            models.CheckConstraint(
                condition=Q(state="failed") ^ Q(failure=""), name="failed_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state__in=OPEN), name="exports_to_make")]
        triggers = [
            pgtrigger.ReadOnly(
                name="asked_once",
                fields=[
                    "kind", "format", *FILTERS, "language", "asked_by", "asked_at", "first",
                    "last", "named", "reason", "as_of", "same", "schedule",
                ],
            ),
            pgtrigger.Protect(name="never_forgotten", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self):
        days = f" {self.first} – {self.last}" if self.first else ""
        return f"{self.get_kind_display()}{days}"

    def get_absolute_url(self):
        return reverse("staff-export", args=[self.pk])

    @property
    def open(self):
        return self.state in OPEN

    @property
    def file_name(self):
        return f"{self.kind}-{self.pk}.{self.format}"

    @property
    def says(self):
        """What it holds in one line, for the record of exports."""
        where = " ".join(each.code for each in self.narrowed) or "all"
        days = f" {self.first}..{self.last}" if self.first else ""
        names = " with names" if self.named else ""
        return f"{self.kind}{days} {where} as of {self.as_of:%Y-%m-%dT%H:%M:%S%z}{names}"
