"""``make soak`` takes thousands of steps more, by other chance."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .rules import Rules

pytestmark = pytest.mark.django_db

QUICK = settings(max_examples=15, stateful_step_count=30, deadline=None, derandomize=True)


def test_the_portal_answers_as_the_model_does(machine):
    run_state_machine_as_test(machine, settings=QUICK)


class Forgetful(Rules):
    """Does not know that a place that was given back is free."""

    def taken(self, slot):
        return sum(booking.slot is slot for booking in self.bookings.values())


def test_a_model_with_another_rule_is_contradicted(machine, monkeypatch):
    """The control."""
    monkeypatch.setattr(machine.town, "rules", Forgetful)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=settings(QUICK, phases=[Phase.generate]))
