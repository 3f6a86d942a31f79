from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import rows
from accounts.clock import PortalNow
from accounts.prepared import execute

#: The early lane closes, and the live lane begins, this long before an opening.
EARLY_CLOSES = timedelta(minutes=10)


class LineQuerySet(models.QuerySet):
    def begun(self):
        """Those whose live lane has begun and that still call people, in the order of service."""
        return self.filter(ended_at=None, opens_at__lte=PortalNow() + EARLY_CLOSES).order_by(
            "opens_at", "pk"
        )

    def serving(self):
        """Those out of which people are called now."""
        return self.begun().filter(opens_at__lte=PortalNow())

    def enrolling(self):
        """Those whose early lane takes people now."""
        return self.announced().filter(early_from__lte=PortalNow())

    def announced(self):
        """Those whose early lane takes people now or later: their draw is announced."""
        return self.filter(
            ended_at=None, opens_at__gt=PortalNow() + EARLY_CLOSES, draw__digest=""
        ).order_by("opens_at", "pk")

    def early_lanes(self):
        """The same with a moment from which they take people, for a page that all look at."""
        return rows.read(Line, "l", EARLY_LANES, [EARLY_CLOSES])

    def current(self):
        """The line that who comes now joins: the one that began last.

        There is always one: a portal whose operators prepared nothing queues all the same.
        """
        with connection.cursor() as cursor:
            execute(cursor, CURRENT.format(rows.columns(Line, "l")), [EARLY_CLOSES])
            row = cursor.fetchone()
        if row:
            return rows.make(Line, row)
        # Ended when an opening took over, it goes on when that one has ended too.
        return self.update_or_create(
            opens_at=STANDING,
            defaults={"ended_at": None},
            create_defaults={"name_ko": "예약", "name_en": "Booking"},
        )[0]


#: The last of those that ``begun`` finds; everybody who proves who they are asks for it.
CURRENT = """
SELECT {} FROM waiting_line l WHERE l.ended_at IS NULL AND l.opens_at <= portal_now() + %s
ORDER BY l.opens_at DESC, l.id DESC LIMIT 1
"""
#: What ``announced`` finds.
EARLY_LANES = """
FROM waiting_line l JOIN waiting_draw d ON d.line_id = l.id
WHERE l.ended_at IS NULL AND l.opens_at > portal_now() + %s AND d.digest = ''
  AND l.early_from IS NOT NULL
ORDER BY l.opens_at, l.id
"""
#: The line of a portal that was told of no opening is as old as can be.
STANDING = datetime(2000, 1, 1, tzinfo=UTC)


class Line(models.Model):
    """One queue, for what opens at one moment. Live numbers count from 1 in order of arrival."""

    name_ko = models.CharField(_("name in Korean"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    opens_at = models.DateTimeField(_("opens"), unique=True)
    early_from = models.DateTimeField(_("early lane from"), null=True, blank=True)
    #: Set when the early lane's places have their numbers; nobody of the line is called before.
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True, editable=False)
    #: How many places the early lane has: a live number stands behind all of them.
    early_size = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    #: Up to this number all early places are called: who calls looks behind it, so that a draw of a
    #: million need not write a million entries into an index of those to call.
    early_called = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    #: The store may issue numbers up to here and no further: whatever it forgets, none repeats.
    ceiling = models.BigIntegerField(default=0, db_default=0, editable=False)
    #: The place furthest back that was called: early places count first, then live numbers.
    served = models.BigIntegerField(default=0, db_default=0, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["opens_at"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(early_from=None) | Q(early_from__lt=F("opens_at") - EARLY_CLOSES),
                name="early_lane_before_its_line",
                violation_error_message=_("The early lane begins before it closes."),
            )
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_ko

    @property
    def live_from(self):
        return self.opens_at - EARLY_CLOSES
