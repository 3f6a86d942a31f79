from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

#: A second person looks at an emergency act within this time.
REVIEWED_WITHIN = timedelta(minutes=30)
#: The columns that a review sets, once; no other is ever changed.
REVIEW = "'{reviewed_by_id,reviewed_at,review}'::text[]"


class OperatorActQuerySet(models.QuerySet):
    def to_review(self):
        """Emergency acts that no second person has looked at, with the time that is left."""
        waiting = self.filter(emergency=True, reviewed_at=None).order_by("at", "pk")
        return waiting.annotate(now=PortalNow())


class OperatorAct(models.Model):
    """What an operator did in the opening room. The database keeps it as it is."""

    class Act(models.TextChoices):
        RATES = "rates", _("changed how many are let in")
        STATE = "state", _("changed the gate's state")
        PAUSE = "pause", _("paused the gate")
        MESSAGE = "message", _("changed the message to all waiting")
        PUZZLE = "puzzle", _("switched the task before a number")
        LINE = "line", _("prepared a line")
        EXTEND = "extend", _("extended a round's window")
        STOP = "stop", _("stopped a round")
        GO_ON = "go_on", _("let a stopped round go on")
        ANNOUNCE = "announce", _("announced a draw")
        REVEAL = "reveal", _("revealed a draw's secret and entered the public value")
        CONFIRM = "confirm", _("confirmed a draw's public value")
        PROPOSE = "propose", _("made a proposal")
        APPROVE = "approve", _("approved a proposal")
        REFUSE = "refuse", _("refused a proposal")
        WITHDRAW = "withdraw", _("withdrew a proposal")
        TERMS = "terms", _("put a proposal in force alone")

    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("operator")
    )
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    #: What was changed, by kind and id and not by foreign key: the record outlives the row.
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject = models.CharField(_("of what"), max_length=120, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())
    #: Done by one person at once; a second one looks at it afterwards.
    emergency = models.BooleanField(_("emergency"), default=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    review = models.CharField(
        _("what the review found"), max_length=300, blank=True, default="", db_default=""
    )

    objects = OperatorActQuerySet.as_manager()

    class Meta:
        verbose_name = _("operator's act")
        verbose_name_plural = _("operators' acts")
        default_permissions = ()
        permissions = [("run_opening", "Can run an opening")]
        indexes = [
            models.Index(
                F("at"),
                name="acts_to_review",
                condition=Q(emergency=True, reviewed_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, review="")
                | Q(emergency=True, reviewed_at__isnull=False, reviewed_by__isnull=False)
                & ~Q(review=""),
                name="review_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("operator")),
                name="reviewed_by_a_second_person",
                violation_error_message=_("Another person has to review this."),
            ),
            models.CheckConstraint(
                condition=Q(emergency=False) | ~Q(reason=""),
                name="emergency_has_a_reason",
                violation_error_message=_("Please say why."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="reviewed_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.reviewed_at IS NOT NULL
                       OR to_jsonb(OLD) - {REVIEW} <> to_jsonb(NEW) - {REVIEW} THEN
                        RAISE EXCEPTION 'What an operator did is not changed any more'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewed_once';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_forgotten", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.operator}: {self.get_act_display()}"

    @property
    def review_until(self):
        return self.at + REVIEWED_WITHIN

    @property
    def minutes_left(self):
        """Whole minutes, of a row that :meth:`OperatorActQuerySet.to_review` found."""
        return max(0, int((self.review_until - self.now).total_seconds() // 60))

    @property
    def overdue(self):
        return self.now > self.review_until
