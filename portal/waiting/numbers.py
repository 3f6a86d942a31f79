"""Numbers in exact order of arrival, out of a store that may forget everything at any second.

The store counts, because it is fast; it may count only up to a ceiling that PostgreSQL has
committed, and asks for a new one before. A store that was flushed, restarted from an old copy or
replaced by its replica does not know the line any more: it goes on behind the last ceiling. So no
number is ever issued twice and nobody moves back; what is lost is a gap that nobody stands in.
"""

from contextlib import suppress
from threading import local

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from redis.backoff import NoBackoff
from redis.retry import Retry

#: By how much the ceiling is raised, at the latest when it is reached. It was 0 once: it is always
#: a multiple, and whoever takes the middle number of a block sees to the next one, so that at full
#: speed nobody else waits for PostgreSQL to write.
BLOCK = 5000
#: Where the store keeps a line's counter. The name of the running server is part of it: a copy
#: from before a crash was another server's, and would issue what was issued since once more.
KEY = "waiting:{run}:{line}"

#: The next number, or nothing when there is no ceiling above it.
TAKE = """
local next = redis.call('HINCRBY', KEYS[1], 'number', 1)
local ceiling = tonumber(redis.call('HGET', KEYS[1], 'ceiling'))
if ceiling == nil or next > ceiling then
    redis.call('HINCRBY', KEYS[1], 'number', -1)
    return 0
end
return next
"""
#: A block (from, to] that PostgreSQL has committed. Two that came out of order lose the earlier
#: one: only a block behind the number in force may be used.
RAISE = """
local from, to = tonumber(ARGV[1]), tonumber(ARGV[2])
local ceiling = tonumber(redis.call('HGET', KEYS[1], 'ceiling') or -1)
if from == ceiling then
    redis.call('HSET', KEYS[1], 'ceiling', to)
elseif from > ceiling then
    redis.call('HSET', KEYS[1], 'number', from, 'ceiling', to)
end
redis.call('EXPIRE', KEYS[1], 172800)
"""


class Unavailable(Exception):
    """No number now, and none is lost by it: the store does not answer, or the line is gone."""


class Counter:
    """One connection to the store, which knows whom it talks to.

    The plain connection, not the client around it, which costs more than all else in a join.
    """

    def __init__(self):
        self.store = redis.Redis.from_url(
            settings.CACHES["default"]["LOCATION"],
            socket_timeout=0.5,
            socket_connect_timeout=0.2,
            single_connection_client=True,
            # A line that broke is not mended behind our back: it may lead to another server.
            retry=Retry(NoBackoff(), 0),
        )
        self.run = self.store.info("server")["run_id"]
        self.packed = {}

    def take(self, line):
        if line not in self.packed:
            self.packed[line] = self.store.connection.pack_command("EVAL", TAKE, 1, self.key(line))
        self.store.connection.send_packed_command(self.packed[line], check_health=False)
        return self.store.connection.read_response()

    def raise_to(self, line, block):
        self.store.eval(RAISE, 1, self.key(line), *block)

    def key(self, line):
        return KEY.format(run=self.run, line=line)


mine = local()


def take(line):
    """The next number of a line.

    :param line: its id.
    :raises Unavailable: when the store does not answer, or there is no such line.
    """
    old = getattr(mine, "counter", None)
    try:
        return next_of(old or Counter(), line)
    except redis.RedisError as trouble:
        if old is None:
            raise Unavailable from trouble
    # The line was an old one. Whoever answers now may be another server, with a memory of its own.
    return take(line)


def next_of(counter, line):
    mine.counter = None
    while not (number := counter.take(line)):
        counter.raise_to(line, more(line))
    if number % BLOCK == BLOCK // 2:
        ahead(counter, line)
    mine.counter = counter
    return number


def ahead(counter, line):
    # Otherwise there is half a block left for the next one to try.
    with suppress(DatabaseError, InterfaceError):
        counter.raise_to(line, more(line))


def issued(line):
    """The last number of a line, or None when the store does not know or does not answer.

    :param line: its id.
    """
    try:
        counter = getattr(mine, "counter", None) or connect()
        number = counter.store.hget(counter.key(line), "number")
    except redis.RedisError:
        mine.counter = None
        return None
    return None if number is None else int(number)


def connect():
    mine.counter = Counter()
    return mine.counter


def more(line):
    """Commit a higher ceiling; the block between the old one and it belongs to the caller."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE waiting_line SET ceiling = ceiling + %s WHERE id = %s"
            " RETURNING ceiling - %s, ceiling",
            [BLOCK, line, BLOCK],
        )
        block = cursor.fetchone()
    if block is None:
        raise Unavailable(f"There is no line {line}.")
    return block
