from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import rows
from accounts.clock import PortalNow


class NoticeQuerySet(models.QuerySet):
    def not_over(self):
        """Those shown now or later, by the database's clock, the newest first."""
        return rows.read(Notice, "n", NOT_OVER)


NOT_OVER = """
FROM portal_notice n WHERE n.shown_until IS NULL OR n.shown_until > portal_now()
ORDER BY n.shown_from DESC, n.id DESC
"""


class Notice(models.Model):
    """Something to tell everybody on the landing page, in both languages."""

    text_ko = models.TextField(_("text in Korean"), max_length=500)
    text_en = models.TextField(_("text in English"), max_length=500)
    shown_from = models.DateTimeField(_("shown from"), db_default=PortalNow())
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_from", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_until=None) | Q(shown_from__lt=F("shown_until")),
                name="notice_in_order",
                violation_error_message=_("A notice begins before it ends."),
            )
        ]

    def __str__(self):
        return self.text_en if get_language() == "en" else self.text_ko
