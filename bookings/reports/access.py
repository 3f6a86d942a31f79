"""Who of the staff looked at, searched, changed or exported whose data: for the privacy officer."""

from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRecord

from .report import Column, Report, pseudonym, words

REPORT = Report(
    columns=[
        Column("record", _("number"), _("Of the record."), "a.id", number=True),
        Column(
            "at", _("at"), _("In Korea."),
            "to_char(a.at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD HH24:MI:SS')",
        ),
        Column(
            "staff", _("staff"), _("Stands for one member of staff in all files of this moment."),
            pseudonym("staff", "a.staff_id"),
        ),
        Column("name", _("name"), _("The staff member's log-in name."), "{free:m.username}"),
        Column("act", _("act"), words(AccessRecord.Act.choices), "a.act"),
        Column("kind", _("kind"), _("What kind of row it was about."), "a.target_kind"),
        Column(
            "targets", _("how many"), _("How many rows it was about."),
            "CASE jsonb_typeof(a.target_ids)"
            " WHEN 'array' THEN jsonb_array_length(a.target_ids) END",
            number=True,
        ),
        Column("reason", _("reason"), _("Why, or what was exported."), "{free:a.reason}"),
    ],
    rows="""FROM accounts_accessrecord a JOIN accounts_staffmember m ON m.id = a.staff_id
        WHERE a.at >= %(from)s AND a.at < %(until)s AND a.at <= %(as_of)s ORDER BY a.id""",
    filters=(),
    permission="accounts.view_accessrecord",
)  # fmt: skip
