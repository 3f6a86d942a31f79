"""What the opening room shows at one moment."""

from datetime import timedelta

from accounts.clock import PortalNow, now
from accounts.lights import lit_providers
from portal import health
from portal.waiting import numbers, pacing
from portal.waiting.models import Gate, Line

from .models import OperatorAct, Pulse

#: Admission beats every second; after so long without a beat it is silent.
SILENT, MINUTE = timedelta(seconds=5), timedelta(minutes=1)


def figures():
    """Gate, line, last pulse, lights: what stands beside the charts."""
    gate, line = Gate.read(), Line.objects.current()
    # One a second at most, so that a minute's are among them.
    pulses = list(Pulse.objects.annotate(now=PortalNow()).order_by("-at")[:60])
    pulse = pulses[0] if pulses else None
    moment = pulse.now if pulse else now()
    return {
        "now": moment,
        "gate": gate,
        "line": line,
        "issued": numbers.issued(line.pk),
        "pulse": pulse,
        "eta": pulse and pacing.eta(pulse.length, pulse.rate),
        "completed": completed_in_a_minute(pulses),
        "silent": gate.beat_at is None or moment - gate.beat_at > SILENT,
        "store": health.store_answers(),
        "providers": lit_providers(),
        "to_review": list(OperatorAct.objects.to_review().select_related("operator")),
        "percent": pulse
        and {name: 100 * getattr(pulse, name) for name in ("errors", "slow", "throttle")},
    }


def completed_in_a_minute(pulses):
    lately = [each.completed for each in pulses if each.at > each.now - MINUTE]
    return sum(lately) if lately else None
