"""What operators do about an opening. Each verb is written down in its own transaction."""

from datetime import UTC, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow, now
from accounts.refusals import Refused
from bookings import rounds
from bookings.models import Round, RoundVersion
from portal.waiting import draw
from portal.waiting.models import EARLY_CLOSES, Gate, Line

from .models import OperatorAct

Act = OperatorAct.Act
RATES = ("target", "capacity", "most_per_second")
MESSAGE = ("message_ko", "message_en")
#: What may be corrected of a line, until this long before its live lane begins.
LINE, SETTLED = ("opens_at", "name_ko", "name_en", "early_from"), timedelta(minutes=1)


class Overtaken(Refused):
    """Somebody else changed it after the operator had looked; ``now`` is how it is now."""

    def __init__(self, now):
        super().__init__(
            _("Somebody changed this in the meantime, so nothing of yours was saved. Compare it.")
        )
        self.now = now


def note(operator, act, subject, *, name="", before=None, after=None, reason="", emergency=False):
    return OperatorAct.objects.create(
        operator=operator,
        act=act,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        subject=name,
        before=before or {},
        after=after or {},
        reason=reason,
        emergency=emergency,
    )


def same(found, seen):
    """:raises Overtaken: unless what is found is what the operator saw."""
    if found != seen:
        raise Overtaken(found)


def set_rates(operator, seen, wanted, reason=""):
    """Set how many are held inside, how many at most, and how many are called a second.

    :param seen: what the operator saw of them, by name.
    :param wanted: the same names, as they shall be.
    :raises Overtaken: when they are not what was seen; then nothing is changed.
    """
    change_gate(operator, Act.RATES, seen, wanted, reason)


def set_message(operator, seen, wanted, reason=""):
    """Tell everybody who waits something, in both languages, or nothing any more.

    :raises Overtaken: as :func:`set_rates` does.
    """
    if bool(wanted["message_ko"]) != bool(wanted["message_en"]):
        raise Refused(_("Please write the message in both languages, or leave both empty."))
    change_gate(operator, Act.MESSAGE, seen, wanted, reason)


def set_puzzle(operator, seen, wanted, reason=""):
    """Let browsers work on a task before they get a number, or no more.

    :raises Overtaken: as :func:`set_rates` does.
    """
    change_gate(operator, Act.PUZZLE, seen, wanted, reason)


def set_state(operator, seen, wanted, reason=""):
    """Open the gate, meter it or pause it. Pausing is an emergency act: it needs a reason.

    :param seen: ``{"state": …}``, and ``wanted`` likewise.
    :raises Overtaken: as :func:`set_rates` does.
    """
    pausing = wanted["state"] == Gate.State.PAUSED
    act = Act.PAUSE if pausing else Act.STATE
    change_gate(operator, act, seen, wanted, reason, emergency=pausing)


@transaction.atomic
def change_gate(operator, act, seen, wanted, reason, emergency=False):
    Gate.read()
    gate = Gate.objects.select_for_update().get()
    found = {name: getattr(gate, name) for name in wanted}
    same(found, seen)
    if found == wanted:
        raise Refused(_("It is like this already."))
    why(reason, emergency)
    Gate.objects.update(**wanted, changed_at=PortalNow())
    note(operator, act, gate, before=found, after=wanted, reason=reason, emergency=emergency)


def why(reason, emergency):
    if emergency and not reason.strip():
        raise Refused(_("Please say why: a second person reviews this."))


def coming_openings():
    """The moments at which rounds open and for which no line is prepared: versions, in order."""
    prepared = Line.objects.values("opens_at")
    coming = RoundVersion.objects.current().filter(opens_at__gt=PortalNow())
    return coming.exclude(opens_at__in=prepared).select_related("round").order_by("opens_at", "pk")


@transaction.atomic
def prepare_line(operator, opens_at, name_ko, name_en, early_from=None):
    """Make the line for what opens at one moment.

    :param early_from: when its early lane begins, or None for a line without one.
    :returns: the :class:`portal.waiting.models.Line`.
    :raises Refused: when nothing opens then, or another line is there already.
    """
    if early_from and early_from >= opens_at - EARLY_CLOSES:
        raise Refused(_("The early lane closes ten minutes before the opening."))
    if not coming_openings().filter(opens_at=opens_at).exists():
        raise Refused(_("No round opens then, or a line for it is prepared already."))
    names = {"name_ko": name_ko, "name_en": name_en}
    try:
        with transaction.atomic():
            line = Line.objects.create(opens_at=opens_at, early_from=early_from, **names)
    except IntegrityError as prepared:
        raise Refused(_("No round opens then, or a line for it is prepared already.")) from prepared
    after = {**names, "opens_at": opens_at.isoformat()}
    if early_from:
        after["early_from"] = early_from.isoformat()
    note(operator, Act.LINE, line, name=name_en, after=after)
    return line


def terms(line):
    """Of a line what may be corrected, as forms and the record carry it."""
    moments = {name: getattr(line, name) for name in ("opens_at", "early_from")}
    told = {name: moment and moment.astimezone(UTC).isoformat() for name, moment in moments.items()}
    return {"name_ko": line.name_ko, "name_en": line.name_en, **told}


@transaction.atomic
def correct_line(operator, line, seen, wanted, reason=""):
    """Correct a line that has not begun: its names, its early lane, or the opening it is for, which
    was moved.

    :param seen: its :func:`terms` as the operator saw them.
    :param wanted: the ``LINE`` as they shall be.
    :raises Overtaken: when others are in force by now.
    :raises Refused: when it has begun, nothing opens then, or the early lane would not be the one
        that people were told of.
    """
    line = Line.objects.select_for_update().get(pk=line.pk)
    found, early_from = terms(line), line.early_from
    same(found, seen)
    if line.ended_at or now() >= line.live_from - SETTLED:
        raise Refused(_("This line has begun: nothing of it changes any more."))
    if wanted["opens_at"] != line.opens_at:
        if hasattr(line, "draw"):
            # A value that is known before the list is closed could be steered by.
            raise Refused(_("The draw is announced: its public value was named for this opening."))
        if not coming_openings().filter(opens_at=wanted["opens_at"]).exists():
            raise Refused(_("No round opens then, or a line for it is prepared already."))
        if wanted["opens_at"] - EARLY_CLOSES - SETTLED <= now():
            raise Refused(_("This is too soon: people take numbers ten minutes before."))
    for name in LINE:
        setattr(line, name, wanted[name])
    if line.early_from and line.early_from >= line.live_from:
        raise Refused(_("The early lane closes ten minutes before the opening."))
    if line.early_from != early_from:
        if early_from and early_from <= now():
            raise Refused(_("The early lane has begun: it stays as people were told."))
        if not line.early_from and hasattr(line, "draw"):
            raise Refused(_("The draw is announced: the line needs its early lane."))
    if terms(line) == found:
        raise Refused(_("It is like this already."))
    line.save(update_fields=LINE)
    after = terms(line)
    note(operator, Act.LINE, line, name=line.name_en, before=found, after=after, reason=reason)


@transaction.atomic
def announce_draw(operator, line, commitment, source):
    """Publish how a line's early lane will be drawn: see :func:`portal.waiting.draw.announce`."""
    draw.announce(line, commitment, source)
    after = {"commitment": commitment, "source": source}
    note(operator, Act.ANNOUNCE, line, name=line.name_en, after=after)


@transaction.atomic
def reveal_draw(operator, line, secret, value):
    """Be the first of two people: see :func:`portal.waiting.draw.reveal`.

    Neither secret nor value is in the record: the second person reads the value at its source.
    """
    draw.reveal(line, secret, value, operator)
    note(operator, Act.REVEAL, line, name=line.name_en)


def confirm_draw(operator, line, value):
    """Be the second: see :func:`portal.waiting.draw.agree`. The steward draws within a second."""
    with transaction.atomic():
        draw.agree(line, value, operator)
        note(operator, Act.CONFIRM, line, name=line.name_en)


@transaction.atomic
def extend(operator, round_, seen, closes_at, reason):
    """Let a round close later, at once. An emergency act.

    :param seen: id of the version that the operator saw.
    :param closes_at: the first moment after the window.
    :raises Overtaken: when the round has other terms by now.
    """
    round_ = (
        Round.objects.select_for_update(of=["self"]).select_related("current").get(pk=round_.pk)
    )
    same(round_.current_id, seen)
    before = round_.current.closes_at
    if closes_at <= max(before, now()):
        raise Refused(_("This is not later than the window closes now, or it is past."))
    why(reason, emergency=True)
    rounds.extend(round_, closes_at, operator)
    note(
        operator,
        Act.EXTEND,
        round_,
        name=round_.code,
        before={"closes_at": before.isoformat()},
        after={"closes_at": closes_at.isoformat()},
        reason=reason,
        emergency=True,
    )


@transaction.atomic
def stop(operator, round_, reason, stopped=True):
    """Let nobody book in a round any more, at once, or let it go on. An emergency act.

    :raises Refused: when it is so already.
    """
    why(reason, emergency=True)
    if not Round.objects.filter(pk=round_.pk, stopped=not stopped).update(stopped=stopped):
        raise Refused(_("It is like this already."))
    note(
        operator,
        Act.STOP if stopped else Act.GO_ON,
        round_,
        name=round_.code,
        before={"stopped": not stopped},
        after={"stopped": stopped},
        reason=reason,
        emergency=True,
    )


def review(reviewer, act, finding):
    """Look at an emergency act as the second person.

    :param finding: what the reviewer says of it, kept for ever.
    :raises Refused: for the operator of the act, or when somebody has reviewed it.
    """
    waiting = OperatorAct.objects.filter(pk=act.pk, emergency=True, reviewed_at=None)
    mine = waiting.exclude(operator=reviewer)
    if not mine.update(reviewed_by=reviewer, reviewed_at=PortalNow(), review=finding):
        if waiting.exists():
            raise Refused(_("Another person has to review this."))
        raise Refused(_("This has been reviewed already."))
