"""How many were called and came, second by second, counted as ``steward.CROWD`` counts rows."""

import numpy as np

from portal.waiting import admission
from portal.waiting.models import CALL_LASTS

VALID = int(CALL_LASTS.total_seconds())
#: Between how many seconds ago a call counts for the share of people who come.
SETTLED = (30, 180)


class Calls:
    def __init__(self, seconds):
        self.called, self.came = np.zeros((2, seconds), np.int64)

    def come(self, seconds):
        """:param seconds: at which each person now entering was called."""
        np.add.at(self.came, seconds, 1)

    def renew(self, seconds, now):
        np.subtract.at(self.called, seconds, 1)
        self.called[now] += len(seconds)

    def crowd(self, now, inside, waiting):
        """What admission is told before it calls."""
        fresh = max(0, now - admission.FRESH_CALL + 1)
        late = max(0, now - VALID)
        oldest, newest = max(0, now - SETTLED[1]), max(0, now - SETTLED[0] + 1)
        settled = self.called[oldest:newest].sum()
        came = self.came[oldest:newest].sum()
        return admission.Crowd(
            inside=inside,
            fresh=self.open(fresh, now + 1),
            late=self.open(late, fresh),
            waiting=waiting,
            share=float((came + 5) / (settled + 5)),
        )

    def open(self, first, end):
        return int(self.called[first:end].sum() - self.came[first:end].sum())
