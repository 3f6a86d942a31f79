"""What the opening room shows at one moment."""

from datetime import timedelta

from django.db.models import Sum

from accounts.clock import PortalNow, now
from accounts.lights import lit_providers
from portal import health
from portal.waiting import numbers, pacing
from portal.waiting.models import Gate, Line

from .models import OperatorAct, Pulse

#: Admission beats every second; after so long without a beat it is silent.
SILENT = timedelta(seconds=5)


def figures():
    """Gate, line, last pulse, lights: what stands beside the charts."""
    gate, line, moment = Gate.read(), Line.objects.current(), now()
    pulse = Pulse.objects.order_by("at").last()
    return {
        "now": moment,
        "gate": gate,
        "line": line,
        "issued": numbers.issued(line.pk),
        "pulse": pulse,
        "eta": pulse and pacing.eta(pulse.length, pulse.rate),
        "completed": completed_in_a_minute(),
        "silent": gate.beat_at is None or moment - gate.beat_at > SILENT,
        "store": health.store_answers(),
        "providers": lit_providers(),
        "to_review": list(OperatorAct.objects.to_review().select_related("operator")),
        "percent": pulse
        and {name: 100 * getattr(pulse, name) for name in ("errors", "slow", "throttle")},
    }


def completed_in_a_minute():
    lately = Pulse.objects.filter(at__gt=PortalNow() - timedelta(minutes=1))
    return lately.aggregate(sum=Sum("completed"))["sum"]
