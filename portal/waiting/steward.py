"""What is done once a second: passes and calls that are over end, the next are called, and the
bulletin is written. It is handed the health of what it guards, and knows nothing else of it.
"""

import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from accounts import clock

from . import admission, bulletin, lots, numbers, pacing, passes, places
from .models import Gate, Line

#: Over how many seconds the line's speed is measured.
SPEED = 60
#: Which one of several stewards calls; the others only write the bulletin for their own edge.
LEADER = 20210712

CROWD = f"""
SELECT
  (SELECT count(*) FROM waiting_pass WHERE ended_at IS NULL AND ends_at > portal_now()),
  count(*) FILTER (WHERE open AND called_at > portal_now() - %(fresh)s * interval '1 s'),
  count(*) FILTER (WHERE open AND called_at <= portal_now() - %(fresh)s * interval '1 s'),
  count(*) FILTER (WHERE settled), count(*) FILTER (WHERE settled AND entered_at IS NOT NULL),
  (SELECT count(*) FROM (
      SELECT FROM waiting_line l JOIN LATERAL (
          SELECT FROM waiting_place p
          WHERE p.line_id = l.id AND p.lane = 1 AND p.called_at IS NULL
          UNION ALL
          SELECT FROM waiting_place p WHERE {places.EARLY_WAITS}
      ) AS next ON true
      WHERE l.ended_at IS NULL AND l.opens_at <= portal_now() LIMIT %(most)s) AS in_line)
FROM (
    SELECT called_at, entered_at, entered_at IS NULL AND lapsed_at IS NULL AS open,
           called_at BETWEEN portal_now() - interval '3 minutes'
                         AND portal_now() - interval '30 seconds' AS settled
    FROM waiting_place WHERE called_at > portal_now() - interval '11 minutes'
) AS lately
"""


def crowd(most):
    """Count who is inside, called and waiting; :param most: count no further than this."""
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"fresh": admission.FRESH_CALL, "most": most})
        inside, fresh, late, settled, came, waiting = cursor.fetchone()
    return admission.Crowd(inside, fresh, late, waiting, (came + 5) / (settled + 5))


@contextmanager
def leading():
    """Whether this steward is the one that calls; the database lets go of it when it dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER])
        leader = cursor.fetchone()[0]
        try:
            yield leader
        finally:
            if leader:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LEADER])


def how_far(line):
    return {"served": line.served, "early": line.early_size}


def at_least(line):
    """How many hold a place or a number that was not called yet, to within a block of numbers."""
    begun = max(0, line.ceiling - numbers.BLOCK)
    return max(0, line.early_size + begun - line.served)


def unwatched(gate):
    """Whether admission stood still so long that the bulletin was not believed: nobody entered."""
    return gate.beat_at is None or clock.now() - gate.beat_at > timedelta(seconds=bulletin.GOOD_FOR)


@dataclass
class Steward:
    """What one process remembers from second to second; nothing that may not be lost."""

    moves: deque = field(default_factory=lambda: deque(maxlen=SPEED))
    last: float = 0.0

    def tick(self, health, trouble=""):
        """Do one second's work.

        :param health: :class:`admission.Health` of the booking area.
        :param trouble: a word for what is down; then nobody is called or enters.
        :returns: the crowd it saw and how many it called.
        """
        with leading() as leader:
            gate, called, seen = Gate.read(), 0, None
            if leader:
                seen, called = self.lead(gate, health, trouble)
            self.announce(gate, seen.after(called) if seen else crowd(most=1))
        return seen, called

    def lead(self, gate, health, trouble):
        paused = gate.state == Gate.State.PAUSED or bool(trouble)
        passes.sweep()
        if lots.overdue():
            # Nobody writes the bulletin meanwhile, and nothing in it is less true for that.
            self.announce(gate, crowd(most=1), good_for=lots.ORDERED_BEFORE.seconds)
        lots.settle_all()
        if paused or gate.trouble or unwatched(gate):
            places.call_anew()
        else:
            places.lapse()
        gate.trouble, gate.beat_at = trouble, clock.now()
        gate.throttle = admission.throttle(gate.throttle, health)
        gate.save(update_fields=["trouble", "throttle", "beat_at"])
        now, before = time.monotonic(), self.last or time.monotonic() - 1
        self.last = now
        # One more than can be called now: whether anybody is left is asked afterwards.
        seen = crowd(most=5 * gate.most_per_second + 1)
        number = (
            0
            if paused
            else admission.to_call(
                seen,
                target=gate.target,
                most_per_second=gate.most_per_second,
                throttle=gate.throttle,
                seconds=now - before,
            )
        )
        called = places.call(number) if number else 0
        places.end_old_lines()
        return seen, called

    def announce(self, gate, seen, **more):
        """Write the bulletin from what the rows say, whoever leads.

        :param seen: the :class:`admission.Crowd` of this moment.
        """
        line, begun = Line.objects.current(), list(Line.objects.begun())
        now = clock.now()
        before = now < line.opens_at
        paused = gate.state == Gate.State.PAUSED or bool(gate.trouble)
        # Seconds in which nobody could be called would make the line look slow when it moves.
        if before or paused or (self.moves and self.moves[-1][1] != line.pk):
            self.moves.clear()
        self.moves.append((time.monotonic(), line.pk, line.served))
        bulletin.write(
            {
                "line": line.pk,
                "name": {"ko": line.name_ko, "en": line.name_en},
                "state": "paused" if paused else gate.state,
                "queueing": before or admission.full(seen, gate.target * gate.throttle),
                "opens_at": line.opens_at.isoformat(),
                "opens_in": (left := max(0, round((line.opens_at - now).total_seconds(), 1))),
                "before": before,
                "asks": pacing.before_opening(left),
                "served": line.served,
                "early": line.early_size,
                "others": {str(each.pk): how_far(each) for each in begun if each != line},
                "waiting": at_least(line),
                "rate": round(self.rate(), 3),
                "puzzle": gate.puzzle,
                "message": {"ko": gate.message_ko, "en": gate.message_en},
                **more,
            }
        )

    def rate(self):
        """Positions a second over the last minute."""
        (began, _, first), (ended, _, last) = self.moves[0], self.moves[-1]
        return (last - first) / (ended - began) if ended > began else 0.0
