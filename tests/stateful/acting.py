"""What all who act have in common: one town, one model, and a database that forgets each story."""

from itertools import product

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from bookings.refusals import Refused

from .comparing import compare

#: Which one of however many there are.
WHICH = st.integers(0, 10**6)


def pick(those, which, may=None):
    """:param may: what is likely to be accepted; three of four times one of these is taken."""
    those, often, which = list(those), which % 4 < 3, which // 4
    if may and often and (likely := [each for each in those if may(*each)]):
        those = likely
    return those[which % len(those)]


def answered(verb, *args, **more):
    """What a verb returned, and whether it refused."""
    try:
        return verb(*args, **more), False
    except Refused:
        return None, True


class Acting(RuleBasedStateMachine):
    #: Set by the test: the town's rows, and the clock of its database.
    town = at = None

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.model = self.town.model()
        self.keys = {}
        self.at(f"{self.model.now}")

    def teardown(self):
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @invariant()
    def the_portal_and_the_model_agree(self):
        compare(self.model)

    def some_booking(self, which, may):
        (booking,) = pick(product(self.model.bookings.values()), which, may)
        return booking

    def by(self, web):
        return {} if web else {"staff": self.town.nurse}
