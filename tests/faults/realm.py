"""A portal whose every part may be broken: database, web server, workers and beat of its own, and
a gateway for its messages. The store is the test process's."""

import os
import shutil
import uuid
from contextlib import contextmanager
from typing import NamedTuple

import redis
from django.db import connection

from accounts.clock import now
from accounts.models import Verification
from accounts.tests.gateway import Gateway
from bench.country import make_people
from bench.database import OPENING, set_clock
from bookings import notices
from bookings.models import Booking, Notification
from bookings.tests.builders import make_round
from portal.embedded import tables
from portal.embedded.home import home, made
from portal.embedded.postgres import Postgres
from tests.processes import Beat, Portal, Worker, at_work_in, await_truth, database_url, kill

from .bells import Bells
from .stepped import step


class Odd(Worker):
    """A worker on a machine whose clock can be stepped, to whom bells come by way of ``Bells``."""

    def words(self):
        yield "tests.faults.stepped"
        yield from super().words()

    def spawn(self):
        self.said = self.log.stat().st_size if self.log.exists() else 0
        super().spawn()

    def answers(self):
        return b" ready." in self.log.read_bytes()[self.said :]


class Visitor(NamedTuple):
    """Somebody who has proved who they are and was called in."""

    pk: uuid.UUID
    person: int


class Realm:
    def __init__(self, folder, store, people):
        """:param people: how many there are to come and book, one after the other."""
        self.store, self.number = store, people
        self.home = made(home() / f"faults-{uuid.uuid4().hex[:8]}")
        # Whatever is accepted is on disk: a test's other databases may lose their last second.
        self.postgres = Postgres(self.home, password=uuid.uuid4().hex, durable=True)
        self.gateway = Gateway()
        post = {
            "SMS_BACKEND": "accounts.sms.solapi.SolapiBackend",
            "SMS_SENDER": "021234567",
            "SOLAPI_URL": self.gateway.url,
            "SOLAPI_KEY": "key",
            "SOLAPI_SECRET": "secret",
        }
        broker = store.url.removesuffix("0")
        self.bells, self.broker = None, (broker + "1", broker + "2")
        folders = {name: folder / name for name in ("first", "second", "third", "fourth")}
        for each in folders.values():
            each.mkdir()
        self.clocks = [folders[name] / "clock" for name in ("third", "fourth")]
        self.set_clocks(0, 0)
        self.plain = [Worker(folders[name], **post) for name in ("first", "second")]
        odd = {**post, "BROKER_URL": self.broker[1]}
        self.odd = [Odd(clock.parent, CLOCK=str(clock), **odd) for clock in self.clocks]
        self.web = Portal(folder, TRUSTED_PROXIES="1")
        self.beat = Beat(folder)
        self.workers = self.plain

    @contextmanager
    def reigning(self):
        """Everything runs, and Django in this process is on the realm's database."""
        try:
            self.postgres.start()
            with self.connected():
                tables.lay(database_url(), os.environ)
                self.set_clock(OPENING)
                make_round(closes="2021-09-18 18:00")
                self.people = self.newcomers()
                self.heal()
                yield self
        finally:
            self.without_bells()
            for each in (*self.plain, *self.odd, self.web, self.beat):
                if each.running:
                    each.kill()
            self.postgres.stop()
            self.gateway.stop()
            shutil.rmtree(self.home, ignore_errors=True)

    @contextmanager
    def connected(self):
        """Lead Django's connection, and with it ``tests.processes``, to this database."""
        before = dict(connection.settings_dict)
        connection.close()
        ours = {"HOST": "127.0.0.1", "PORT": self.postgres.port, "USER": "portal"}
        connection.settings_dict.update(ours, NAME="portal", PASSWORD=self.postgres.password)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)

    def newcomers(self):
        with connection.cursor() as cursor:
            make_people(cursor, self.number)
        every = Verification.objects.order_by("person").values_list("pk", "person")
        return iter([Visitor(*each) for each in every])

    def set_clock(self, moment):
        with connection.cursor() as cursor:
            set_clock(cursor, moment)

    def later(self, by):
        """The portal's clock, the database's, goes forward."""
        self.set_clock(now() + by)

    def set_clocks(self, *seconds):
        """How far the odd workers' machines are ahead, or behind."""
        for clock, ahead in zip(self.clocks, seconds, strict=True):
            step(clock, ahead)

    def heal(self, odd=False):
        """Whatever should run does.

        :param odd: whether the odd workers work, and not the plain ones.
        """
        if not self.store.running:
            self.store.start()
        if not self.postgres.answers():
            self.postgres.start()
        self.workers, idle = (self.odd, self.plain) if odd else (self.plain, self.odd)
        for worker in idle:
            if worker.running:
                worker.kill()
        self.without_bells()
        if odd:
            self.set_clocks(0, 0)
            self.bells = Bells(*self.broker)
            self.bells.start()
        down = [each for each in (self.web, self.beat, *self.workers) if not each.running]
        for each in down:
            each.spawn()
        for each in down:
            each.ready()

    def without_bells(self):
        if self.bells:
            self.bells.stop()
            self.bells = None

    def dead(self):
        """The names of processes that should run and do not: a fault of others took them along."""
        every = (self.web, self.beat, *self.workers)
        return [each.log.stem for each in every if not each.running]

    def flush(self):
        redis.Redis.from_url(self.store.url).flushall()

    def kill_postgres(self):
        """SIGKILL to all of it: nothing is written that was not before."""
        kill([self.postgres.child.pid, *at_work_in(self.postgres.data)])
        self.postgres.child.wait()
        # Whatever was just being made ends by itself; until then a new server would not start.
        await_truth(lambda: not at_work_in(self.postgres.data))

    def settle(self):
        """Wait until every booking is decided and every message was sent."""
        await_truth(lambda: not Booking.objects.held().exists(), seconds=60)
        # What a worker that died had taken for itself is due again.
        self.later(notices.LEASE)
        unsent = Notification.objects.filter(delivered_at=None)

        def sent():
            notices.ring()
            return not unsent.exists()

        await_truth(sent, seconds=60)
