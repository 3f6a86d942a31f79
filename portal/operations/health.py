"""How the booking area is doing, measured where it is felt: in the requests of those inside.

Each web process adds up its own requests and writes the sum to the store once a second; a store
that is gone is told of as trouble by whoever asks.
"""

import time
from threading import Lock

import redis
from django.db import connection
from django_redis import get_redis_connection

from portal.waiting.admission import Health

#: A request that takes longer than this many seconds is slow.
SLOW = 1.0
#: Over how many of the last seconds health is measured.
WINDOW = 5
KEY = "operations:requests:{second}"

_lock = Lock()
_sums = {"second": 0, "all": 0, "slow": 0, "errors": 0}


def note(seconds, status):
    """Add one request of the booking area; now and then write the sum down. Never raises."""
    second = int(time.time())
    with _lock:
        done = dict(_sums) if _sums["second"] != second and _sums["all"] else None
        if _sums["second"] != second:
            _sums.update(second=second, all=0, slow=0, errors=0)
        _sums["all"] += 1
        _sums["slow"] += seconds > SLOW
        _sums["errors"] += status >= 500
    if done:
        write(done)


def write(sums):
    key = KEY.format(second=sums["second"])
    try:
        pipe = get_redis_connection("default").pipeline(transaction=False)
        for name in ("all", "slow", "errors"):
            pipe.hincrby(key, name, sums[name])
        pipe.expire(key, 60)
        pipe.execute()
    except (redis.RedisError, OSError):
        pass  # admission pauses by itself when the store is gone


LAG = """
SELECT coalesce(extract(epoch FROM portal_now() - min(held_at)), 0)::float
FROM bookings_booking WHERE status = 'held'
"""


def measure():
    """The health of the last seconds.

    :raises redis.RedisError: when the store is gone, and nothing can be vouched for.
    """
    now = int(time.time())
    pipe = get_redis_connection("default").pipeline(transaction=False)
    for second in range(now - WINDOW, now + 1):
        pipe.hgetall(KEY.format(second=second))
    requests = slow = errors = 0
    for sums in pipe.execute():
        requests += int(sums.get(b"all", 0))
        slow += int(sums.get(b"slow", 0))
        errors += int(sums.get(b"errors", 0))
    with connection.cursor() as cursor:
        cursor.execute(LAG)
        (lag,) = cursor.fetchone()
    return Health(slow / max(requests, 1), errors / max(requests, 1), lag)


DONE = """
SELECT DISTINCT p.person_id FROM waiting_pass p JOIN bookings_booking b ON b.person_id = p.person_id
WHERE p.ended_at IS NULL AND b.held_at >= p.begins_at
"""


def done():
    """Who booked with the pass they have: their keys."""
    with connection.cursor() as cursor:
        cursor.execute(DONE)
        return [person for (person,) in cursor.fetchall()]
