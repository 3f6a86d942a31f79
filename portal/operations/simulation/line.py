"""The line's two memories: who can be called, and what comes due at which second."""

from collections import defaultdict

import numpy as np


class Line:
    """Places that can be called, the lowest number first; verified late is called at once."""

    def __init__(self, verified):
        self.order = np.argsort(verified, kind="stable").astype(np.int32)
        self.moments = verified[self.order]
        self.callable = np.zeros(len(verified), bool)
        self.waiting = 0
        self.upto = 0  #: so many are verified
        self.first = len(verified)  #: nobody before can be called

    def verify(self, second):
        """Take in everybody verified until now."""
        upto = int(np.searchsorted(self.moments, np.int32(second), "right"))
        new = self.order[self.upto : upto]
        if len(new):
            self.callable[new] = True
            self.waiting += len(new)
            self.first = min(self.first, int(new.min()))
        self.upto = upto

    def call(self, most):
        """Take out the next places.

        :returns: their indices, rising; fewer than ``most`` when fewer wait.
        """
        most = min(most, self.waiting)
        found, left, at, step = [], most, self.first, max(4096, 4 * most)
        while left:
            here = np.flatnonzero(self.callable[at : at + step])[:left] + at
            found.append(here)
            left -= len(here)
            at, step = at + step, 2 * step
        ids = np.concatenate(found) if found else np.empty(0, np.int64)
        self.callable[ids] = False
        self.waiting -= most
        if most:
            self.first = int(ids[-1]) + 1
        return ids


class Calendar:
    """Indices of people by the second at which something comes due for them."""

    def __init__(self):
        self.days = defaultdict(list)

    def add(self, ids, seconds):
        """:param seconds: whole numbers, one for each id."""
        order = np.argsort(seconds, kind="stable")
        moments, starts = np.unique(seconds[order], return_index=True)
        parts = np.split(ids[order], starts[1:])
        for second, part in zip(moments.tolist(), parts, strict=False):
            self.days[second].append(part)

    def take(self, second):
        """What is due at this second; each only once."""
        due = self.days.pop(second, None)
        return np.concatenate(due) if due else np.empty(0, np.int64)
