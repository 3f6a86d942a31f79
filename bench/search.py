"""Pages of the clinic search over a million slots: queries, time in the database, whole view.

Popular districts are asked for as often as they have clinics. Each page is another person's, from
another address, through all middlewares and limits of production. Nothing is cached, but for
``cached_p99_ms``: the whole view for whoever reads what somebody read a moment ago.
"""

import random
import statistics
import time
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection

from accounts import glances
from bench import visitors
from bench.country import Size, make_people, make_places
from bench.stage import options, report, stage, tell, versions

WHOLE = Size(250, 5200, "2021-08-26", "2021-09-07", taken=0.9)
SMOKE = Size(20, 200, "2021-08-26", "2021-09-07", taken=0.9)
PEOPLE = 2000
ROUNDS = 3


class Pages:
    """The two pages of a search, asked for in-process; what each cost is kept."""

    def __init__(self, terms):
        self.application, self.terms = get_wsgi_application(), terms
        self.fresh, glances.FRESH = glances.FRESH, 0.0
        self.chance, self.number = random.Random(2021), count()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.code, p.code, array_agg(c.id) FROM clinics_clinic c"
                " JOIN clinics_region d ON d.id = c.district_id"
                " JOIN clinics_region p ON p.id = d.province_id GROUP BY 1, 2 ORDER BY 1"
            )
            self.districts = cursor.fetchall()
            cursor.execute("SELECT count(*) FROM clinics_slot")
            (self.slots,) = cursor.fetchone()
            people = visitors.verifications(cursor, 0, PEOPLE)
        self.cookies = [visitors.cookie(each) for each in people]
        self.weights = [len(clinics) for *_, clinics in self.districts]

    def ask(self):
        """Search in a district, then open one of its clinics; yield what each page cost."""
        ((district, province, clinics),) = self.chance.choices(self.districts, self.weights)
        place = {"province": province, "district": district, **self.terms}
        clinic = f"/book/clinics/{self.chance.choice(clinics)}/"
        for path, answers in (("/book/clinics/", place), (clinic, self.terms)):
            visitor = next(self.number)
            cookie = self.cookies[visitor % PEOPLE]
            yield self.cost(environ(path, answers, cookie, visitors.address(visitor)), "200 OK")

    def cost(self, request, expected):
        """Number of queries, seconds in the database, seconds in all."""
        queries = []

        def timed(execute, *statement):
            started = time.perf_counter()
            try:
                return execute(*statement)
            finally:
                queries.append(time.perf_counter() - started)

        statuses = []
        with connection.execute_wrapper(timed):
            started = time.perf_counter()
            response = self.application(request, lambda status, headers: statuses.append(status))
            page = b"".join(response)
            whole = time.perf_counter() - started
        response.close()
        if statuses != [expected] or (expected == "200 OK" and b"</html>" not in page):
            raise SystemExit(f"{statuses} for {request['PATH_INFO']} {request['QUERY_STRING']}")
        return len(queries), sum(queries), whole

    @contextmanager
    def remembered(self):
        """As in production: what somebody looked at a moment ago is not looked up again."""
        glances.FRESH = self.fresh
        yield
        glances.FRESH = 0.0


def environ(path, answers, cookie, address):
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": urlencode(answers),
        "SERVER_NAME": visitors.HOST,
        "SERVER_PORT": "443",
        "HTTP_HOST": visitors.HOST,
        "HTTP_COOKIE": cookie,
        "HTTP_X_FORWARDED_FOR": address,
        "HTTP_X_FORWARDED_PROTO": "https",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }


def measure(pages, seconds):
    costs, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        costs += pages.ask()
    return costs


def measure_again(pages, seconds):
    """What each page costs the next who reads it."""
    costs, end = [], time.monotonic() + seconds
    with pages.remembered():
        while time.monotonic() < end:
            chance = pages.chance.getstate()
            for _ in pages.ask():
                pass
            pages.chance.setstate(chance)
            costs += pages.ask()
    return costs


def percentile(values, share):
    """In milliseconds."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2)


def main():
    chosen = options(__doc__, seconds=60)
    size = SMOKE if chosen.smoke else WHOLE

    def prepare(cursor):
        make_places(cursor, size)
        make_people(cursor, PEOPLE)

    with stage("search-smoke" if chosen.smoke else "search", size, prepare):
        pages = Pages({"group": "mrna", "from": size.first, "to": size.last})
        tell(
            f"{versions()}; {pages.slots:,} slots, {size.clinics:,} clinics, one client in-process"
        )
        measure(pages, min(5, chosen.seconds / 3))  # warm
        rounds = [measure(pages, chosen.seconds / ROUNDS) for _ in range(ROUNDS)]
        again = measure_again(pages, min(5, chosen.seconds / 3))
        connection.close()
    for number, costs in enumerate(rounds, 1):
        _, database, whole = zip(*costs, strict=True)
        tell(
            f"round {number}: {len(costs)} pages; database p50 {percentile(database, 0.5)} ms,"
            f" p99 {percentile(database, 0.99)} ms; whole view p50 {percentile(whole, 0.5)} ms,"
            f" p99 {percentile(whole, 0.99)} ms"
        )
    costs = [cost for costs in rounds for cost in costs]
    queries, database, whole = zip(*costs, strict=True)
    medians = [percentile([cost[1] for cost in costs], 0.5) for costs in rounds]
    tell(f"median of the rounds' medians: {statistics.median(medians)} ms in the database")
    report(
        {
            "slots": pages.slots,
            "queries_per_page": max(queries),
            "p50_ms": percentile(database, 0.5),
            "p99_ms": percentile(database, 0.99),
            "list_p99_ms": percentile(database[::2], 0.99),
            "clinic_p99_ms": percentile(database[1::2], 0.99),
            "view_p50_ms": percentile(whole, 0.5),
            "view_p99_ms": percentile(whole, 0.99),
            "cached_p99_ms": percentile([whole for _, _, whole in again], 0.99),
        }
    )


if __name__ == "__main__":
    main()
