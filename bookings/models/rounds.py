"""Who may book when, as data. A round's terms are versions that never change."""

from urllib.parse import urlencode

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.glances import glance
from clinics.models import Vaccine, VaccineGroup

from .campaigns import remembered


class Campaign(models.Model):
    """One immunisation programme: a person is vaccinated once in it."""

    code = models.SlugField(_("code"), unique=True)
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    vaccines = models.ManyToManyField(Vaccine, verbose_name=_("vaccines"))
    follow_up_days = models.PositiveSmallIntegerField(
        _("days to call whoever missed"),
        default=14,
        db_default=14,
        help_text=_("For so long a missed appointment stands on the clinic's list to call."),
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        # A new one nobody books by; its code is a superuser's.
        triggers = [
            remembered(
                "campaign",
                "id",
                alone="TG_OP = 'INSERT' OR TG_OP = 'UPDATE'"
                " AND to_jsonb(OLD) - 'code' = to_jsonb(NEW) - 'code'",
            )
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_ko


class Round(models.Model):
    """A cohort's chance to book, named by what its current version says."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="rounds"
    )
    code = models.SlugField(_("code"), unique=True)
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    current = models.OneToOneField(
        "RoundVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    stopped = models.BooleanField(
        _("stopped"), default=False, help_text=_("Nobody can book in it while it is stopped.")
    )
    proxies = models.BooleanField(
        _("proxies may book"),
        default=True,
        db_default=True,
        help_text=_("Whether people may book for others of this round."),
    )
    #: Since when no place was left in it; ``bookings.stock`` keeps it.
    full_since = models.DateTimeField(_("full since"), null=True, editable=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_ko


class Admits(Func):
    """Whether a cohort takes in a birth date: the one place where the rule is written."""

    function = "round_admits"
    output_field = models.BooleanField()

    def __init__(self, birth_date, prefix=""):
        fields = ("birth_from", "birth_to", "birth_day_digit")
        super().__init__(*(F(prefix + field) for field in fields), birth_date)


class RoundVersionQuerySet(models.QuerySet):
    def current(self):
        """The versions in force of rounds that are not stopped."""
        return self.filter(round__current_id=F("pk"), round__stopped=False)

    def admitting(self, birth_date):
        """The versions whose cohort a birth date belongs to."""
        return self.filter(Admits(models.Value(birth_date, models.DateField())))

    def open(self):
        """Those whose window ``[opens_at, closes_at)`` holds the database's moment."""
        return self.filter(opens_at__lte=PortalNow(), closes_at__gt=PortalNow())


#: What a version says, all that may differ from one to the next.
TERMS = [
    "opens_at", "closes_at", "birth_from", "birth_to", "birth_day_digit",
    "vaccinate_from", "vaccinate_to", "groups",
]  # fmt: skip


class Terms(models.Model):
    """Who may book when, and for what."""

    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), help_text=_("The first moment after the window."))
    birth_from = models.DateField(_("born from"))
    birth_to = models.DateField(_("born until"))
    birth_day_digit = models.PositiveSmallIntegerField(
        _("last digit of the birth day"), null=True, blank=True
    )
    vaccinate_from = models.DateField(_("vaccination from"))
    vaccinate_to = models.DateField(_("vaccination until"))
    groups = ArrayField(
        models.BigIntegerField(), verbose_name=_("vaccine groups"), help_text=_("Their ids.")
    )

    class Meta:
        abstract = True


class RoundVersion(Terms):
    """The terms of a round from the moment they were made. A booking names the version that
    admitted it; the database refuses to change one."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField(_("made"), db_default=PortalNow())
    #: A second person, or an emergency in which one acted alone; what a command loads has neither.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    emergency = models.BooleanField(_("emergency"), default=False, db_default=False)

    objects = RoundVersionQuerySet.as_manager()

    class Meta:
        ordering = ["opens_at", "pk"]
        verbose_name = _("round version")
        verbose_name_plural = _("round versions")
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="opens_before_it_closes_round",
                violation_error_message=_("A round opens before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(birth_from__lte=F("birth_to")),
                name="birth_dates_in_order",
                violation_error_message=_("The earlier birth date comes first."),
            ),
            models.CheckConstraint(
                condition=Q(vaccinate_from__lte=F("vaccinate_to")),
                name="vaccination_dates_in_order",
                violation_error_message=_("The earlier vaccination date comes first."),
            ),
            models.CheckConstraint(
                condition=Q(birth_day_digit=None) | Q(birth_day_digit__lte=9),
                name="a_single_digit",
                violation_error_message=_("One digit, 0 to 9."),
            ),
            models.CheckConstraint(
                condition=Q(made_by=None)
                | Q(emergency=True)
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("made_by")),
                name="approved_by_a_second_person",
                violation_error_message=_("Another person has to approve this."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.round} v{self.number}"

    def offers(self, slot):
        """Whether this slot's vaccine and day are part of the round."""
        return (
            slot.group_id in self.groups
            and self.vaccinate_from <= slot.places.date <= self.vaccinate_to
        )

    def vaccine_groups(self):
        return glance(
            ("vaccine groups", tuple(self.groups)),
            lambda: VaccineGroup.objects.with_keys(self.groups),
        )

    def search(self):
        """Terms of a clinic search that show this round's days, and its vaccine if it is one."""
        terms = {"from": self.vaccinate_from, "to": self.vaccinate_to}
        if len(self.groups) == 1:
            terms["group"] = self.vaccine_groups()[0].code
        return urlencode(terms)
