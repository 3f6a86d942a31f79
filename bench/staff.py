"""Every page of the staff area over five million bookings: queries, and time on the server.

The list is made from the URLconf: whatever address below ``/staff/`` answers a ``GET``, the admin's
lists and forms among them, with the newest row's id where an address needs one. Two clients
in-process, one signed in as somebody who may see everything, one as a nurse of one clinic where she
may see it, through all middlewares of production.
"""

import gc
import re
import time
from collections.abc import Iterator
from contextlib import suppress

from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django_otp import DEVICE_ID_SESSION_KEY

from bench.booked import SMOKE, WHOLE, booked
from bench.search import percentile
from bench.stage import options, report, tell, versions
from bench.visitors import HOST

#: The most that a page may cost.
QUERIES, MILLISECONDS = 12, 150
#: Addresses that are no pages: they answer forms, or end the session.
SKIPPED = {"logout", "jsi18n", "autocomplete"}
#: Those of the admin's models, which are asked for by their models.
OF_MODELS = re.compile(r"_(changelist|change|history|delete|add)$")


def patterns(found=None, prefix="") -> Iterator[tuple[str, URLPattern]]:
    """Every address below /staff/, with its name."""
    for pattern in found if found is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if route.startswith("staff/") and pattern.name:
                yield route, pattern
        elif route.startswith("staff/") or not route:
            yield from patterns(pattern.url_patterns, route)


def pages(rows):
    """Addresses that can be asked for, by name; None of one for which there is no row.

    :param rows: what to put where an address needs something.
    """
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        for page in ("changelist", "add"):
            yield f"{label}_{page}", reverse(f"{label}_{page}")
        for page in ("change", "history"):
            yield f"{label}_{page}", newest and reverse(f"{label}_{page}", args=[newest])
    for route, pattern in patterns():
        if pattern.name in SKIPPED or re.search(
            r"_(changelist|change|history|delete|add)$", pattern.name
        ):
            continue
        kinds = re.findall(r"<(?:[-\w]+:)?(\w+)>", route)
        found = None
        with suppress(KeyError):
            args = {kind: rows[(pattern.name, kind)] for kind in kinds}
            for name in (pattern.name, f"admin:{pattern.name}"):
                with suppress(NoReverseMatch):
                    found = reverse(name, kwargs=args)
        yield pattern.name, found and found + rows.asked.get(pattern.name, "")


class Desk:
    """A browser of a member of staff."""

    def __init__(self, member, shown):
        """:param shown: the second factor that they have shown."""
        self.browser = Client(HTTP_HOST=HOST, HTTP_X_FORWARDED_PROTO="https")
        self.browser.force_login(member)
        session = self.browser.session
        session[DEVICE_ID_SESSION_KEY] = shown.persistent_id
        session.save()

    def cost(self, address):
        """:returns: queries and seconds, or None where there is no page."""
        queries = 0

        def counted(execute, *statement):
            nonlocal queries
            queries += 1
            return execute(*statement)

        with connection.execute_wrapper(counted):
            began = time.perf_counter()
            r = self.browser.get(address, secure=True)
            took = time.perf_counter() - began
        if r.status_code >= 500:
            raise SystemExit(f"{address} answers {r.status_code}")
        return (queries, took) if r.status_code == 200 else None


def measure(found, seconds):
    """In turns, so that nothing favours a page. :returns: costs by who asks and the page's name."""
    costs, end = {asked: [] for asked in found}, time.monotonic() + seconds
    while time.monotonic() < end:
        for asked, (desk, address) in found.items():
            costs[asked].append(desk.cost(address))
    return costs


def row(asked, costs):
    queries, took = zip(*costs, strict=True)
    return {
        "page": " ".join(asked),
        "queries": max(queries),
        "p50_ms": percentile(took, 0.5),
        "p99_ms": percentile(took, 0.99),
    }


def main():
    chosen = options(__doc__, seconds=180)
    crowd = SMOKE if chosen.smoke else WHOLE
    with booked(crowd, chosen.smoke):
        from bench.desk import at_work  # models come after the set-up

        members, rows = at_work()
        desks = {who: Desk(*member) for who, member in members.items()}
        every = dict(pages(rows))
        found = {
            (who, name): (desk, address)
            for who, desk in desks.items()
            for name, address in every.items()
            if address and desk.cost(address)
        }
        seen = {name for _, name in found}
        tell(f"No page without its row, or none that answers: {sorted(every.keys() - seen)}")
        tell(f"{versions()}; {crowd.bookings:,} bookings, {len(seen)} pages")
        measure(found, chosen.seconds / 10)  # warm
        gc.collect()
        gc.freeze()  # as ``portal.wsgi`` does
        costs = measure(found, chosen.seconds)
        connection.close()
    table = sorted((row(*each) for each in costs.items()), key=lambda each: -each["p99_ms"])
    for each in table:
        late = each["queries"] > QUERIES or each["p99_ms"] > MILLISECONDS
        tell("  ".join(f"{key} {value}" for key, value in each.items()) + ("  (!)" if late else ""))
    dashboard = next(each for each in table if each["page"] == "root dashboard")
    report(
        {
            "bookings": crowd.bookings,
            "pages": len(seen),
            "nurse_pages": len(table) - len(seen),
            "max_queries": max(each["queries"] for each in table),
            "p99_ms": table[0]["p99_ms"],
            "worst_page": table[0]["page"],
            "dashboard_ms": dashboard["p99_ms"],
            "missing": [
                each["page"]
                for each in table
                if each["queries"] > QUERIES or each["p99_ms"] > MILLISECONDS
            ],
        }
    )


if __name__ == "__main__":
    main()
