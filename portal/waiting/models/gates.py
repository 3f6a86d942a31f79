from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow


class Gate(models.Model):
    """What operations set, in the one row there is; admission reads it every second."""

    class State(models.TextChoices):
        OPEN = "open", _("open: nobody waits while there is room")
        METERED = "metered", _("metered: everybody is called")
        PAUSED = "paused", _("paused: nobody is admitted")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    target = models.PositiveIntegerField(
        _("people inside"),
        default=2000,
        db_default=2000,
        help_text=_("Admission holds this many inside."),
    )
    capacity = models.PositiveIntegerField(
        _("most people inside"),
        default=3000,
        db_default=3000,
        help_text=_("Nobody enters beyond this."),
    )
    most_per_second = models.PositiveIntegerField(
        _("most calls a second"), default=200, db_default=200
    )
    message_ko = models.CharField(
        _("message in Korean"), max_length=300, blank=True, default="", db_default=""
    )
    message_en = models.CharField(
        _("message in English"), max_length=300, blank=True, default="", db_default=""
    )
    #: Whether a browser works for some seconds before it gets a number: ``puzzle.py``.
    puzzle = models.BooleanField(_("a task before a number"), default=False, db_default=False)
    #: Set by admission when it cannot vouch for what is behind the gate: then nobody enters.
    trouble = models.CharField(max_length=40, blank=True, default="", db_default="")
    #: How much of the target health allows now, 0 to 1, as admission last decided.
    throttle = models.FloatField(default=1, db_default=1.0, editable=False)
    beat_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=PortalNow(), editable=False)

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gate")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_gate"),
            models.CheckConstraint(
                condition=Q(target__lte=F("capacity"), target__gte=1),
                name="gate_target_within_capacity",
                violation_error_message=_("The target is at least 1 and at most the capacity."),
            ),
        ]

    def __str__(self):
        return self.get_state_display()

    @classmethod
    def read(cls):
        return cls.objects.get_or_create(pk=1)[0]
