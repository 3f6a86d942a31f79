"""The first ten minutes of an opening, for those who look at it."""

from datetime import timedelta
from math import exp

from accounts.clock import now
from portal.operations.models import Pulse
from portal.waiting.models import Gate

#: The numbers that were taken in all, and the positions that are called in a second.
COMERS, RATE = 40_000, 11.0


def under_way(line):
    """Gate, line and pulses as ten minutes of an opening leave them behind, up to now.

    After six minutes the booking area was slow, and admission let in fewer for a minute.
    """
    moment, called, issued, pulses = now(), 0.0, 0, []
    Gate.objects.update_or_create(pk=1, defaults={"state": "metered", "beat_at": moment})
    for step in range(120):
        throttle = 0.5 + 0.05 * (step - 74) if 74 <= step < 84 else 1
        called += 5 * RATE * throttle
        issued = int(COMERS * (1 - exp(-(step + 1) / 24)))
        pulses.append(
            Pulse(
                at=moment - timedelta(seconds=5 * (119 - step)),
                seconds=5,
                state="metered",
                line_id=line.pk,
                issued=issued,
                served=int(called),
                waiting=issued // 2,
                called=min(int(called), 160 + 20 * (step % 3)),
                inside=min(int(called), 1960 + 15 * (step % 4)),
                entered=50,
                completed=min(step, 48) + step % 3,
                errors=0.012 if step in (73, 74) else 0,
                slow=0.16 if 70 < step < 76 else 0.01,
                lag=4.5 if 70 < step < 78 else 0.7,
                rate=RATE * throttle,
                throttle=throttle,
            )
        )
    Pulse.objects.bulk_create(pulses)
    line.served, line.ceiling = int(called), issued
    line.save()
