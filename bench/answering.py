"""How people answer offers of leftover doses: late, or never; and macros, at once and always."""

import heapq
import random
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

from bench.waiting_for_doses import MACROS

#: Of a hundred people so many accept, and decline; the others read it too late.
ACCEPT, DECLINE = 45, 15
#: Seconds between two looks of a macro, and of the bench at what was offered.
POLL = 0.1
THREADS = 4

NEW = """
SELECT id, person_id, reference, extract(epoch FROM portal_now() - made_at)::float
FROM bookings_offer WHERE id > %s AND state = 'open' ORDER BY id
"""
PROOF = """
INSERT INTO accounts_verification (id, person_id, provider_id, started_at, ends_at)
SELECT plan.id, plan.person_id, p.id, portal_now(), portal_now() + interval '1 hour'
FROM unnest(%s::uuid[], %s::bigint[]) AS plan (id, person_id)
JOIN accounts_provider p ON p.code = 'phone'
"""


class Answers:
    """Answers every offer as its person would, in threads of its own, until it is told to stop."""

    def __init__(self, time_to_answer):
        self.time, self.chance = time_to_answer, random.Random(2021)
        self.counts, self.trouble = Counter(), []
        self.going = True

    def __enter__(self):
        self.threads = [threading.Thread(target=work) for work in (self.answer, self.poll)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *trouble):
        self.going = False
        for thread in self.threads:
            thread.join()

    def answer(self):
        last, plan = 0, []
        with ThreadPoolExecutor(THREADS) as hands:
            while self.going:
                rows = query(NEW, last)
                last = max([last, *(row[0] for row in rows)])
                for row in self.proofs(rows):
                    heapq.heappush(plan, row)
                now = time.monotonic()
                while plan and plan[0][0] <= now:
                    hands.submit(self.act, *heapq.heappop(plan)[1:])
                time.sleep(POLL)
            hands.shutdown(cancel_futures=True)
        connections.close_all()

    def proofs(self, rows):
        """Decide for each offer when and how it is answered, and prove who they are."""
        answered = []
        for pk, person, reference, age in rows:
            macro = person % MACROS == 0
            luck = 0 if macro else self.chance.random() * 100
            if luck < ACCEPT + DECLINE:
                wait = 0 if macro else self.chance.uniform(0.05, 0.75) * self.time - age
                moment = time.monotonic() + wait
                answered.append((moment, pk, person, reference, luck < ACCEPT, uuid.uuid4()))
        if answered:
            with connection.cursor() as cursor:
                proofs, people = [row[-1] for row in answered], [row[2] for row in answered]
                cursor.execute(PROOF, [proofs, people])
        return answered

    def act(self, pk, _person, reference, accepts, proof):
        from bookings import offers  # models must be ready
        from bookings.models import Offer
        from bookings.refusals import Refused

        try:
            if accepts:
                offers.accept(proof, reference)
            else:
                offers.decline(Offer.objects.get(pk=pk))
            self.counts["accepted" if accepts else "declined"] += 1
        except Refused as refusal:
            self.counts[str(refusal)] += 1
        except Exception as trouble:
            self.trouble.append(repr(trouble))

    def poll(self):
        """A macro that looks ten times a second and asks for whatever is listed."""
        from bookings import leftovers
        from bookings.models import LeftoverBatch
        from bookings.refusals import Refused

        person, proof = query("SELECT min(id) FROM accounts_person")[0][0], uuid.uuid4()
        with connection.cursor() as cursor:
            cursor.execute(PROOF, [[proof], [person]])
        # What it can see, whether it is open to everybody or not.
        listed = LeftoverBatch.objects.exclude(told_at=None).order_by("?")
        while self.going:
            for batch in listed[:1]:
                self.counts["polls"] += 1
                try:
                    leftovers.take(proof, batch, uuid.uuid4())
                    self.counts["grabbed"] += 1
                except Refused:
                    pass
                except Exception as trouble:
                    self.trouble.append(repr(trouble))
            time.sleep(POLL)
        connections.close_all()


def query(statement, *answers):
    with connection.cursor() as cursor:
        cursor.execute(statement, answers or None)
        return cursor.fetchall()
