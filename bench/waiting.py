"""What waiting costs: numbers per second, questions per second, and what is kept of them.

A number is taken from the portal as it runs in production, in turns with a trivial view on the
same server. A question is the bulletin through the edge of ``deploy/``, rewritten every second
meanwhile, in turns with a plain file of the same size on the same nginx.
"""

import json
import statistics
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.client import HTTPConnection
from tempfile import TemporaryDirectory

import redis
from django.db import connection

from bench import load, visitors
from bench.edge import edging
from bench.processes import admitting, serving
from bench.search import percentile
from bench.stage import options, report, stage, tell, versions
from portal.embedded.loopback import ADDRESS

ROUNDS = 3
MILLION = 1_000_000
#: Numbers that one message to the store asks for.
BATCH = 5_000
HEADERS = {
    "Host": visitors.HOST,
    "X-Forwarded-For": "10.0.0.2",
    "X-Forwarded-Proto": "https",
    "Origin": f"https://{visitors.HOST}",
}

#: A row every few seconds for the charts of the opening room, however many wait.
BY_THE_CLOCK = "operations_pulse"
METERED = "INSERT INTO waiting_gate (id, state) VALUES (1, 'metered')"


class Asker(threading.Thread):
    """One person after the other asks for the same page; what each was told is kept."""

    def __init__(self, port, method, path, told):
        super().__init__(daemon=True)
        self.wire, self.method, self.path = HTTPConnection(ADDRESS, port), method, path
        self.told, self.kept, self.enough = told, [], threading.Event()

    def run(self):
        while not self.enough.wait(0.02):
            asked = time.time()
            self.wire.request(self.method, self.path, headers=HEADERS)
            response = self.wire.getresponse()
            body = response.read()
            self.kept.append((asked, time.time(), self.told(response, body)))


def number(response, _body):
    return int(response.headers["Set-Cookie"].split(".")[1])


def written(_response, body):
    return json.loads(body)["at"]


@contextmanager
def asking(port, method, path, told, people=2):
    """Meanwhile; yields what they will have been told: when asked, when answered, what."""
    askers = [Asker(port, method, path, told) for _ in range(people)]
    kept = []
    for asker in askers:
        asker.start()
    try:
        yield kept
    finally:
        for asker in askers:
            asker.enough.set()
            asker.join()
            kept += asker.kept


def inversions(kept):
    """How many were given a number before that of somebody who had theirs a second earlier."""
    answered, furthest, wrong = sorted((got, number) for _, got, number in kept), 0, 0
    earlier = iter(answered)
    got, before = next(earlier)
    for asked, _, mine in sorted(kept):
        while got < asked - 1:
            furthest = max(furthest, before)
            got, before = next(earlier)
        wrong += mine < furthest
    return wrong


def turn(figures, side, *words):
    """One turn of one side, in answers per second."""
    took = load.ask(*words)
    if took["strange"]:
        raise SystemExit(f"{side}: {took}")
    figures.setdefault(side, []).append(took["answers"] / took["seconds"])
    tell(
        f"{side}: {figures[side][-1]:,.0f}/s, p99 {took['p99_ms']:.1f} ms,"
        f" client {took['client_cpu']:.0%} of a core"
    )
    return took["answers"]


def compare(one, other):
    """:returns: the median of the rounds' ratios."""
    ratios = [a / b for a, b in zip(one, other, strict=True)]
    tell(f"ratios of the rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")
    return round(statistics.median(ratios), 2)


def join(portal, hello, rounds, seconds):
    """Numbers per second beside the trivial view; :returns: figures and what people were told."""
    figures, told = {}, []
    load.ask(portal, "/wait/join/", 1, "POST")
    load.ask(hello, "/", 1)
    before, first = rows(), ask_number(portal)
    joined = 0
    for _ in range(rounds):
        with asking(portal, "POST", "/wait/join/", number) as kept:
            joined += turn(figures, "join", portal, "/wait/join/", seconds, "POST")
        told += kept
        turn(figures, "hello", hello, "/", seconds)
    given = ask_number(portal) - first - 1 - len(told)
    # wrk hangs up on its last questions: each line may have had numbers that it never saw.
    if not joined <= given <= joined + 2 * rounds * load.CONNECTIONS:
        raise SystemExit(f"{joined} joined and {given} numbers were given")
    return figures, told, (rows() - before) / joined


def ask_number(port):
    request = urllib.request.Request(
        f"http://{ADDRESS}:{port}/wait/join/", headers=HEADERS, method="POST", data=b""
    )
    opener = urllib.request.build_opener(Stay)
    return number(opener.open(request), b"")


class Stay(urllib.request.HTTPRedirectHandler):
    def http_error_303(self, request, response, *words):
        return response


def poll(edge, bulletin, rounds, seconds):
    """Questions per second beside a plain file of the same size, and how old the answers were."""
    figures, told = {}, []
    (edge.folder / "plain" / "file.json").write_bytes(bulletin.read_bytes())
    for _ in range(rounds):
        with asking(edge.port, "GET", "/wait/status.json", written) as kept:
            turn(figures, "poll", edge.port, "/wait/status.json", seconds)
        told += kept
        turn(figures, "nginx static", edge.static_port, "/file.json", seconds)
    return figures, [answered - at for _, answered, at in told]


def rows():
    """How many rows the whole database holds, but for those that come with time."""
    names = set(connection.introspection.table_names()) - {BY_THE_CLOCK}
    counts = (f'SELECT count(*) FROM "{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' + '.join(f'({count})' for count in counts)}")
        return cursor.fetchone()[0]


def crowd(line, people):
    """Give out numbers up to this one, with the portal's own script but many in one message.

    :returns: the bytes that all the store's keys use then.
    """
    from portal.waiting import numbers  # its settings come with the stage

    counter = numbers.Counter()
    given = counter.take(line)
    while given < people:
        if not (number := counter.take(line)):
            counter.raise_to(line, numbers.more(line))
            continue
        with counter.store.pipeline(transaction=False) as pipe:
            for _ in range(BATCH):
                pipe.eval(numbers.TAKE, 1, counter.key(line))
            given = max(number, *pipe.execute())
    store = counter.store
    return sum(store.memory_usage(key, samples=0) for key in store.scan_iter())


def main():
    chosen = options(__doc__, seconds=90)
    rounds = 1 if chosen.smoke else ROUNDS
    seconds = chosen.seconds / rounds / 4
    million = MILLION // 100 if chosen.smoke else MILLION
    with (
        stage("waiting", "an empty portal", lambda cursor: cursor.execute(METERED)) as environment,
        TemporaryDirectory() as folder,
    ):
        environment["WAITING_BULLETIN"] = f"{folder}/status.json"
        redis.Redis.from_url(environment["REDIS_URL"]).flushall()
        with (
            admitting(environment) as bulletin,
            serving(environment, "portal.wsgi:application") as portal,
            serving(environment, "bench.hello:application") as hello,
            edging(waiting=portal, booking=portal, bulletin=bulletin) as edge,
        ):
            tell(f"{versions()}; granian, two workers; {load.client()}")
            line = json.loads(bulletin.read_bytes())["line"]
            joins, told, db_rows = join(portal, hello, rounds, seconds)
            polls, ages = poll(edge, bulletin, rounds, seconds)
            kept = [crowd(line, people) for people in (million, 10 * million)]
        connection.close()
    tell(f"{len(told)} people looked at the clock while they joined, {len(ages)} while they asked")
    report(
        {
            "join_per_s": round(statistics.median(joins["join"])),
            "hello_per_s": round(statistics.median(joins["hello"])),
            "join_ratio": compare(joins["join"], joins["hello"]),
            "poll_per_s": round(statistics.median(polls["poll"])),
            "nginx_static_per_s": round(statistics.median(polls["nginx static"])),
            "poll_ratio": compare(polls["poll"], polls["nginx static"]),
            "poll_age_p99_s": round(percentile(ages, 0.99) / 1000, 2),
            "store_bytes_1m": kept[0],
            "store_bytes_10m": kept[1],
            "db_rows_per_waiting": db_rows,
            "inversions_over_1s": inversions(told),
        }
    )


if __name__ == "__main__":
    main()
