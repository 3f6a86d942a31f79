import logging
import signal
import time

import redis
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from portal.operations import health
from portal.operations.pulses import Heart
from portal.waiting import passes
from portal.waiting.admission import Health
from portal.waiting.steward import Steward

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Call people in from the waiting room and write its bulletin, every second, until told to"
        " stop. Run one on every host that serves /wait/: one of them calls, the others take over."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one second's work, then end")

    def handle(self, *, once, **options):
        if settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]:
            raise CommandError(
                "Whoever leads holds a lock of the session, which PgBouncer in transaction mode"
                " gives to others: let DATABASE_URL lead past it here, and unset BEHIND_PGBOUNCER."
            )
        steward, heart, self.told = Steward(), Heart(), False
        signal.signal(signal.SIGTERM, self.stop)
        while not self.told:
            started = time.monotonic()
            try:
                second(steward, heart)
            except (DatabaseError, InterfaceError, OSError) as trouble:
                # The bulletin grows old and says by itself that all is paused.
                logger.warning("Admission waits for the database or the disk: %s", trouble)
                connection.close()
            if once:
                return
            close_old_connections()
            time.sleep(max(0.05, 1 - (time.monotonic() - started)))

    def stop(self, *args):
        self.told = True


def second(steward, heart):
    """One second's work of the one that is told figures by those who know them."""
    try:
        measured, trouble = health.measure(), ""
    except (redis.RedisError, OSError):
        measured, trouble = Health(), "store"
    if people := health.done():
        passes.release(people)
    seen, called = steward.tick(measured, trouble)
    if seen:
        heart.beat(measured, seen, steward.rate())
    return seen, called
