"""Writing down, every few seconds, how the opening goes. Admission does, beside its own work."""

import time

from django.db import connection

from accounts.clock import PortalNow
from portal.waiting import numbers
from portal.waiting.models import Gate, Line

from .models import KEPT, Pulse

#: Seconds between two pulses.
EVERY = 5

# Passes are looked up by their end: those that still live, and those that ended since.
SEEN = """
WITH since AS (
    SELECT greatest(coalesce(max(at), portal_now()), portal_now() - interval '1 minute') AS at
    FROM operations_pulse
)
SELECT extract(epoch FROM portal_now() - since.at)::float,
       count(p.id) FILTER (WHERE p.ended_at IS NULL AND p.ends_at > portal_now()),
       count(p.id) FILTER (WHERE p.begins_at > since.at),
       count(p.id) FILTER (WHERE p.ended_at > since.at AND p."end" = 'completed'),
       (SELECT coalesce(sum(l.early_size - l.early_called + (
            SELECT count(*) FROM waiting_place w
            WHERE w.line_id = l.id AND w.lane = 1 AND w.called_at IS NULL)), 0)::bigint
        FROM waiting_line l WHERE l.ended_at IS NULL)
FROM since LEFT JOIN waiting_pass p ON p.ended_at IS NULL OR p.ended_at > since.at
GROUP BY since.at
"""


class Heart:
    """Beats when it is time to; what it forgets with its process is only when it last did."""

    def __init__(self):
        self.last = -float("inf")

    def beat(self, health, crowd, rate):
        """Write a pulse if the last is old enough, and forget those of two days ago.

        :param health: :class:`portal.waiting.admission.Health`, as admission measured it.
        :param crowd: :class:`portal.waiting.admission.Crowd`, as it counted it.
        :param rate: positions a second by which the line moves on.
        """
        if time.monotonic() - self.last < EVERY:
            return
        self.last = time.monotonic()
        gate, line = Gate.read(), Line.objects.current()
        with connection.cursor() as cursor:
            cursor.execute(SEEN)
            seconds, inside, entered, completed, waiting = cursor.fetchone()
        Pulse.objects.create(
            seconds=seconds,
            state=gate.state,
            trouble=gate.trouble,
            line_id=line.pk,
            issued=numbers.issued(line.pk),
            early=line.early_size,
            served=line.served,
            waiting=waiting,
            called=crowd.fresh + crowd.late,
            inside=inside,
            entered=entered,
            completed=completed,
            errors=health.errors,
            slow=health.slow,
            lag=health.lag,
            rate=rate,
            throttle=gate.throttle,
        )
        Pulse.objects.filter(at__lt=PortalNow() - KEPT).delete()
