"""What everybody sees of today's leftover doses.

Nothing that those who have an alert were not told before: a batch appears with its first offers
(``LeftoverBatch.objects.listed``), and its counts are one answer for everybody who asks in the
same two seconds. Whoever asks more often learns nothing more.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bookings.models import LeftoverBatch
from clinics.maps.drawing import Figure
from clinics.models import Clinic

EARTH = 6371.0
#: Up to how many doses are called few, and some; above that many.
FEW, SOME = 3, 6
WORDS = {"none": _("all offered"), "few": _("few"), "some": _("some"), "many": _("many")}


def level(doses):
    """The word that colours a count: red up to three, yellow up to six, green above."""
    if not doses:
        return "none"
    return "few" if doses <= FEW else "some" if doses <= SOME else "many"


def in_words(doses):
    """``7 doses, many``: what the colour says, for whoever does not see it."""
    count = ngettext("%(count)d dose", "%(count)d doses", doses) % {"count": doses}
    return gettext("%(count)s, %(level)s") % {"count": count, "level": WORDS[level(doses)]}


@dataclass
class Found:
    """What a clinic has of one vaccine. ``left`` doses nobody has accepted; ``free`` of them
    nobody is just being offered."""

    batch: LeftoverBatch
    clinic: Clinic
    left: int
    free: int
    kilometres: float | None = None

    @property
    def level(self):
        return level(self.left)

    @property
    def words(self):
        return in_words(self.left)

    @property
    def open_to_all(self):
        return self.free > 0 and self.batch.turn_over_at is not None


def batches(vaccine=None):
    """What is listed at this moment, with the counts of :class:`Found`."""
    kept = Q(slot__offers__state="open", slot__offers__keeps=True)
    listed = LeftoverBatch.objects.listed().filter(
        slot__clinic__active=True, slot__clinic__vaccinates=True
    )
    if vaccine:
        listed = listed.filter(vaccine__code=vaccine)
    free = F("slot__capacity") - F("slot__taken")
    return listed.annotate(free=free, left=free + Count("slot__offers", filter=kept)).filter(
        left__gt=0
    )


def by_region(vaccine=None, province=None):
    """How many doses are left, as figures of a map by code: of provinces, or of the districts of
    one."""
    region = "slot__clinic__district"
    within = batches(vaccine)
    if province:
        within = within.filter(**{f"{region}__province__code": province})
    sums = defaultdict(int)
    code = f"{region}__code" if province else f"{region}__province__code"
    for each, left in within.values_list(code, "left"):
        sums[each] += left
    return {code: Figure(str(left), level(left), in_words(left)) for code, left in sums.items()}


def near(province, district=None, vaccine=None):
    """What the clinics of a province have: the nearest to the middle of a district first, or else
    the most doses first."""
    listed = (
        batches(vaccine)
        .filter(slot__clinic__district__province__code=province)
        .select_related("slot__clinic__district", "vaccine")
        .order_by("pk")
    )
    found = [Found(each, each.slot.clinic, each.left, each.free) for each in listed]
    middle = district and middle_of(district)
    if not middle:
        if district:
            found = [each for each in found if each.clinic.district.code == district]
        return sorted(found, key=lambda each: (-each.left, each.clinic.name, each.batch.pk))
    for each in found:
        each.kilometres = distance(middle, (each.clinic.latitude, each.clinic.longitude))
    return sorted(
        found,
        key=lambda each: (each.kilometres is None, each.kilometres, -each.left, each.batch.pk),
    )


def middle_of(district):
    """The middle of the clinics of a district, or None where nobody knows where they are."""
    clinics = Clinic.objects.bookable().filter(
        district__code=district, latitude__isnull=False, longitude__isnull=False
    )
    place = tuple(clinics.aggregate(a=Avg("latitude"), b=Avg("longitude")).values())
    return None if None in place else place


def distance(here, there):
    """Kilometres as the crow flies between two places; None where one of them is not known."""
    if None in there:
        return None
    (a, b), (c, d) = (map(radians, place) for place in (here, there))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
