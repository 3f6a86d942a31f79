"""Putting a round's terms in force."""

from django.db import transaction

from .models import Round
from .models.rounds import TERMS


@transaction.atomic
def revise(round_, made_by=None, approved_by=None, emergency=False, **terms):
    """Make ``terms`` the current version of a round; terms that hold already change nothing.

    The older versions stay as they were, for the bookings they admitted. What somebody makes,
    another has to approve, or it is an emergency: the database refuses the rest.

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
        number=last.number + 1 if last else 1,
        made_by=made_by,
        approved_by=approved_by,
        emergency=emergency,
        **terms,
    )
    round_.save(update_fields=["current"])
    return True


def extend(round_, closes_at, made_by):
    """Let a round close at another moment, at once, with the same terms otherwise."""
    terms = {term: getattr(round_.current, term) for term in TERMS}
    return revise(round_, made_by, emergency=True, **{**terms, "closes_at": closes_at})
