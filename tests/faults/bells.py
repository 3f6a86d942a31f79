"""The way of the bells from those who ring to those who work, on which a bell may be doubled or
kept waiting."""

import datetime as dt
import json
from contextlib import suppress
from threading import Event, Thread

import redis
from django.conf import settings

from accounts.doorbell import LAST

QUEUES = [queue.name for queue in settings.CELERY_TASK_QUEUES]


class Bells(Thread):
    """Carries every message of one broker to another."""

    def __init__(self, source, target):
        super().__init__(daemon=True)
        self.source, self.target = (redis.Redis.from_url(url) for url in (source, target))
        self.times, self.carried = 1, 0
        self.late, self.over, self.passing = [], Event(), Event()
        self.passing.set()

    def run(self):
        while not self.over.is_set():
            with suppress(redis.RedisError):
                if found := self.source.brpop(QUEUES, timeout=0.2):
                    self.carry(*found)

    def carry(self, queue, message):
        if not self.passing.is_set():
            self.late.append((queue, message))
            return
        for note in self.source.keys(LAST.format(task="*")):
            if ring := self.source.get(note):
                self.target.set(note, ring)
        for _again in range(self.times):
            self.target.lpush(queue, message)
        self.carried += 1

    def hold(self):
        self.passing.clear()

    def release(self, after):
        """Bring what was held, as old as if it had been on its way for so long.

        :param after: a ``timedelta``; what a bell says of its own end is moved back by it.
        """
        self.passing.set()
        held, self.late = self.late, []
        for queue, message in held:
            self.carry(queue, aged(message, after))
        return len(held)

    def stop(self):
        self.over.set()
        self.join()


def aged(message, by):
    said = json.loads(message)
    if expires := said["headers"].get("expires"):
        said["headers"]["expires"] = (dt.datetime.fromisoformat(expires) - by).isoformat()
    return json.dumps(said)
