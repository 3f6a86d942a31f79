"""Doors for the worker. Each may be called twice, or by nobody: the sweep comes round."""

from celery import shared_task

from accounts.doorbell import answered, answered_in_turns

from . import (
    desk,
    exports,
    leftovers,
    notices,
    offers,
    reminders,
    stock,
    supply,
    tallies,
    waitlist,
)
from .confirmation import confirm_batch, give_back_missed
from .places import reopening
from .proxies import mandates
from .staff.access import counting

#: Batches of a change of supply in one task: a few seconds.
SUPPLY_BATCHES = 20


@shared_task
def confirm_held():
    """Decide whatever is held, and ring for the messages that this makes."""
    if answered(confirm_batch):
        notices.ring()


@shared_task
def give_back_second_doses():
    """Free the second doses of those who missed the first before today."""
    while give_back_missed():
        notices.ring()


@shared_task
def change_supply():
    """Some batches of what staff have started; then confirmations have their turn."""
    if not answered_in_turns(some_supply, "bookings.tasks.change_supply"):
        supply.take_off()


def some_supply():
    """:returns: how many batches there were."""
    for done in range(SUPPLY_BATCHES):
        if not supply.work():
            return done
        notices.ring()
    return SUPPLY_BATCHES


@shared_task
def open_days_anew():
    reopening.settle_forgotten()


@shared_task
def deliver_notifications():
    answered(notices.deliver_batch)


@shared_task
def look_at_stock():
    stock.look()


@shared_task
def write_reminders():
    if answered(reminders.write):
        notices.ring()


@shared_task
def offer_places():
    """End the offers that are over, offer what is free to the next in line, and have them told."""
    if answered(lambda: offers.end_batch() + waitlist.offer_batch()):
        notices.ring()


@shared_task
def offer_leftovers():
    """The same for leftover doses."""
    if answered(look_at_leftovers):
        notices.ring()


@shared_task
def sweep_leftovers():
    """Of those whose time to answer is over nobody rings; and nobody was to be heard, so that one
    look is enough. Who rested long enough is in line again."""
    leftovers.wake()
    while look_at_leftovers():
        notices.ring()


def look_at_leftovers():
    return offers.end_batch() + leftovers.offer_batch()


@shared_task
def settle_leftovers():
    while leftovers.settle():
        pass


@shared_task
def end_waiting():
    while waitlist.end_over():
        pass


@shared_task
def forget_screenings():
    desk.forget_screenings()


@shared_task
def forget_mandates():
    mandates.forget()


@shared_task
def make_exports():
    """One file, then whoever else has a bell in this queue has a turn."""
    answered_in_turns(one_export, "bookings.tasks.make_exports")


def one_export():
    if found := exports.work():
        exports.mail()
    return found


@shared_task
def ask_daily_exports():
    exports.ask_for_the_day()
    exports.mail()


@shared_task
def forget_exports():
    exports.forget()


@shared_task
def count_bookings():
    """Bring the dashboard's figures up to date."""
    tallies.refresh()


@shared_task
def count_access():
    """Count how many people each member of staff saw, yesterday and today."""
    counting.count_days()
