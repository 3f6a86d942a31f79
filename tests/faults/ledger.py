"""What a crowd was told, held against the rows; and what their phones showed."""

from collections import Counter, defaultdict

from bookings.models import Booking, BookingEvent, Notification

from .crowd import ACCEPTED, ERROR


def breaches(crowd, since):
    """Every form whose answer is not what the database says, in words.

    :param since: the newest booking's id before the first of them was sent.
    """
    people = {form.visitor.person for form in crowd.sent}
    bookings = Booking.objects.filter(person__in=people, dose=1)
    by_key = {(each.person_id, each.idempotency_key): each for each in bookings}
    by_reference = {each.reference: each for each in bookings}
    moved = Counter(
        BookingEvent.objects.filter(booking__in=bookings, act="changed").values_list(
            "booking__reference", "key"
        )
    )
    went = {reference for reference, _key in moved}
    broken = []
    for form in crowd.sent:
        if form.what == "book":
            row = by_key.get((form.visitor.person, form.key))
            true = held(form, row, stays=row is not None and row.reference not in went)
        else:
            row = by_reference[form.booking.reference]
            times = moved[row.reference, form.key]
            true = changed(form, row, times) if form.what == "change" else cancelled(form, row)
        if not true:
            said = [(what, where[:80] if what == ACCEPTED else "") for what, where in form.told]
            broken.append(f"{form.what} {said}: {row and (row.reference, row.status)}")
    made = sum(form.what == "book" and form.last == ACCEPTED for form in crowd.sent)
    rows = Booking.objects.filter(dose=1, pk__gt=since).count()
    return broken if made == rows else [*broken, f"{made} were told of a booking, {rows} are made"]


def held(form, row, stays):
    """An accepted post is a row at the slot that was asked for, under the one reference that
    every answer named; a refused post is none."""
    if form.last != ACCEPTED:
        return row is None
    named = {where for said, where in form.told if said == ACCEPTED}
    if row is None or named != {row.get_absolute_url()}:
        return False
    return row.slot_id == form.slot or not stays


def changed(form, row, times):
    """Moved once, however often the form came; or not at all."""
    if form.last == ACCEPTED:
        return (row.slot_id, times) == (form.slot, 1)
    return (row.slot_id, times) == (form.booking.slot_id, 0)


def cancelled(form, row):
    """Cancelled, unless it was refused at once; who asks again hears that it is over already."""
    first, *_rest = [said for said, _where in form.told]
    return (row.status == Booking.Status.CANCELLED) == (first in (ACCEPTED, ERROR))


def misdelivered(gateway, since):
    """In words, every message that came to a phone though no row tells of it, or twice and not the
    same, or to nobody. The same again under its key is no second message: a gateway shows it once.

    :param since: the newest message's id before the gateway took the first of these.
    """
    texts = defaultdict(set)
    for one in gateway.messages:
        texts[one["customFields"]["key"]].add((one["to"], one["text"]))
    rows = Notification.objects.values_list("dedupe_key", flat=True)
    never_written = set(texts).difference(rows.filter(dedupe_key__in=texts))
    never_sent = Notification.objects.filter(pk__gt=since).exclude(dedupe_key__in=texts)
    told = [f"{key}: no row tells of it" for key in never_written]
    told += [f"{row.dedupe_key}: {row.state}, and never came" for row in never_sent]
    return told + [f"{key}: {sorted(each)}" for key, each in texts.items() if len(each) > 1]
