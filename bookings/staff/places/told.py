"""What a change of a clinic says of a row, in words."""

from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clinics.models.clinics import WEEKDAYS

NAMES = dict(WEEKDAYS)


def told(row, groups):
    """:param row: of ``ClinicChange``, or None. :param groups: names of vaccine groups by id."""
    if row is None:
        return ""
    if "doctors" in row:
        return clinic(row)
    if "opens" in row:
        span = (f"{time.fromisoformat(row[name]):%H:%M}" for name in ("opens", "closes"))
        return f"{NAMES[row['weekday']]} {'–'.join(span)}"
    if "starts_at" in row:
        moment = date_format(localtime(datetime.fromisoformat(row["starts_at"])), "Y-m-d H:i")
        return f"{moment}, {groups.get(row['group_id'], '')}: {row['capacity']}"
    return f"{date.fromisoformat(row['date'])}: {row['reason']}"


def clinic(row):
    parts = [_("doctors: %(count)s") % {"count": row["doctors"]}]
    parts += [", ".join(str(NAMES[number]) for number in row["bookable_weekdays"])]
    if not row["active"]:
        parts.append(_("not in business"))
    if not row["vaccinates"]:
        parts.append(_("does not vaccinate the public"))
    return " · ".join(parts)
