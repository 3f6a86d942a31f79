"""Putting a round's terms in force."""

from django.db import transaction

from .models import Round

#: What a version says, all that may differ from one to the next.
TERMS = [
    "opens_at", "closes_at", "birth_from", "birth_to", "birth_day_digit",
    "vaccinate_from", "vaccinate_to", "groups",
]  # fmt: skip


@transaction.atomic
def revise(round_, made_by=None, **terms):
    """Make ``terms`` the current version of a round; terms that hold already change nothing.

    The older versions stay as they were, for the bookings they admitted.

    :returns: whether a new version was made.
    """
    round_ = (
        Round.objects.select_for_update(of=["self"]).select_related("current").get(pk=round_.pk)
    )
    current = round_.current
    if current and all(getattr(current, term) == value for term, value in terms.items()):
        return False
    last = round_.versions.order_by("number").last()
    round_.current = round_.versions.create(
        number=last.number + 1 if last else 1, made_by=made_by, **terms
    )
    round_.save(update_fields=["current"])
    return True


def extend(round_, closes_at, made_by):
    """Let a round close at another moment, by a new version with the same terms otherwise."""
    terms = {term: getattr(round_.current, term) for term in TERMS}
    return revise(round_, made_by, **{**terms, "closes_at": closes_at})
