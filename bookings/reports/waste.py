"""One row for each time that vaccine was thrown away, or that was taken back."""

from django.utils.translation import gettext_lazy as _

from clinics.models import StockEntry

from .bookings import WHERE
from .past import CODES, PLACE
from .report import Column, Report, moment, words

REPORT = Report(
    columns=[
        Column("at", _("at"), _("When it was noted, in Korea."), moment("e.at")),
        *WHERE[2:],
        Column("vaccine", _("vaccine"), _("The product."), "product.vaccine"),
        Column("lot", _("lot number"), _("As printed on the vial."), "{free:l.number}"),
        Column("reason", _("reason"), words(StockEntry.Waste.choices), "e.reason"),
        Column("doses", _("doses"), _("Below zero: taken back."), "e.doses", number=True),
    ],
    given=f"{PLACE}, {CODES}",
    rows="""FROM clinics_stockentry e JOIN clinics_lot l ON l.id = e.lot_id
        JOIN place ON place.id = l.clinic_id JOIN product ON product.id = l.vaccine_id
        WHERE e.kind = 'wasted' AND e.at >= %(from)s AND e.at < %(until)s AND e.at <= %(as_of)s
        AND (%(group)s IS NULL OR product.group_id = %(group)s)
        ORDER BY e.id""",
    filters=("region", "group"),
)
