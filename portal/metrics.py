"""``/metrics`` for Prometheus: what waits, and for how long. Not public.

Asked of the database at each scrape, through partial indexes, so that any web
process gives the same answer and bookings that are done cost nothing.
"""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

GAUGES = {
    "portal_bookings_held": (
        "Bookings that wait for their confirmation.",
        "SELECT count(*) FROM bookings_booking WHERE status = 'held'",
    ),
    "portal_confirmation_lag_seconds": (
        "For how long the oldest of them has been waiting.",
        "SELECT coalesce(extract(epoch FROM portal_now() - min(held_at)), 0)"
        " FROM bookings_booking WHERE status = 'held'",
    ),
    "portal_messages_waiting": (
        "Messages that no gateway took yet and that will be tried again.",
        "SELECT count(*) FROM bookings_notification"
        " WHERE delivered_at IS NULL AND due_at IS NOT NULL",
    ),
    "portal_messages_given_up": (
        "Messages that were tried too often, or that no key opens.",
        "SELECT count(*) FROM bookings_notification WHERE rested_at IS NOT NULL",
    ),
    "portal_messages_lag_seconds": (
        "For how long the one that has been due for longest has been so.",
        "SELECT greatest(coalesce(extract(epoch FROM portal_now() - min(due_at)), 0), 0)"
        " FROM bookings_notification WHERE delivered_at IS NULL AND due_at IS NOT NULL",
    ),
    "portal_waiting_list": (
        "People on the waiting list who were not offered a place yet.",
        "SELECT count(*) FROM bookings_waitlist WHERE state = 'waiting'",
    ),
    "portal_offers_open": (
        "Places that are kept for people of the waiting list.",
        "SELECT count(*) FROM bookings_offer WHERE state = 'open'",
    ),
    "portal_access_alarms": (
        "Days on which somebody of the staff saw far more people than peers, not looked into yet.",
        "SELECT count(*) FROM accounts_accessday d WHERE alarm"
        " AND NOT EXISTS (SELECT 1 FROM accounts_accessreview r WHERE r.alarm_id = d.id)",
    ),
    "portal_work_open": (
        "Items of the staff's work list.",
        "SELECT count(*) FROM bookings_workitem WHERE resolved_at IS NULL",
    ),
}


class Waiting:
    def describe(self):
        """Nothing: a registry that has to ask would do so before there is a database."""
        return []

    def collect(self):
        with connection.cursor() as cursor:
            for name, (says, query) in GAUGES.items():
                cursor.execute(query)
                yield GaugeMetricFamily(name, says, value=float(cursor.fetchone()[0]))


registry = CollectorRegistry()
registry.register(Waiting())


@never_cache
def metrics(request):
    """For whoever shows the token; for others, and without a token, there is no such page."""
    shown = request.headers.get("Authorization", "")
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(shown, f"Bearer {token}"):
        raise Http404
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
