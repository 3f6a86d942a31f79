import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

from .lines import Line

#: What was announced never changes; the rest never once it is there, and nothing after the draw.
ANNOUNCED = ["line_id", "commitment", "source", "announced_at"]
SET_ONCE = ["digest", "closed_at", "secret", "value", "confirmed_by_id", "confirmed_at"]
HISTORY = " OR ".join(
    ["OLD.drawn_at IS NOT NULL"]
    + [f"NEW.{field} <> OLD.{field}" for field in ANNOUNCED]
    + [f"nullif(OLD.{f}::text, '') <> coalesce(NEW.{f}::text, '')" for f in SET_ONCE]
    + ["OLD.value <> '' AND NEW.entered_by_id <> OLD.entered_by_id"]
)


def hexadecimal(field, shortest=64, longest=64):
    return Q(**{f"{field}__regex": f"^([0-9a-f]{{2}}){{{shortest // 2},{longest // 2}}}$"})


def sha256_of_hex(field):
    template = "encode(sha256(decode(%(expressions)s, 'hex')), 'hex')"
    return Func(F(field), template=template, output_field=models.CharField())


class Draw(models.Model):
    """How the places of one early lane get their order. Hashes and values are hexadecimal."""

    class Void(models.TextChoices):
        """Why lots were not drawn, and receipts count in their own order instead."""

        SECRET = "no secret", _("the secret was not revealed in time")
        VALUE = "no value", _("two people did not confirm the public value in time")
        LIST = "other list", _("the list was not the published one any more")

    line = models.OneToOneField(Line, models.PROTECT, related_name="draw")
    #: SHA-256 of the operators' secret: they can no longer choose another one.
    commitment = models.CharField(_("hash of the secret"), max_length=64)
    #: Which public random value will count, said before anybody can know it.
    source = models.CharField(_("source of the public value"), max_length=200)
    announced_at = models.DateTimeField(_("announced"), db_default=PortalNow())
    #: SHA-256 over the ordered list of receipts; there as soon as the lane is closed.
    digest = models.CharField(_("digest of the list"), max_length=64, default="", db_default="")
    closed_at = models.DateTimeField(_("closed"), null=True)
    secret = models.CharField(_("secret"), max_length=64, default="", db_default="")
    #: What the first person entered; who mistyped may enter it anew until it is confirmed.
    entered = models.CharField(_("value entered"), max_length=128, default="", db_default="")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"), null=True)
    #: The public value, once two people agree about it.
    value = models.CharField(_("public value"), max_length=128, default="", db_default="")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    drawn_at = models.DateTimeField(_("drawn"), null=True)
    void = models.CharField(
        _("void because"),
        max_length=20,
        choices=Void.choices,
        default="",
        db_default="",
        blank=True,
    )

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(condition=hexadecimal("commitment"), name="draw_commitment"),
            models.CheckConstraint(condition=~Q(source=""), name="draw_names_its_source"),
            models.CheckConstraint(
                condition=Q(digest="", closed_at=None)
                | hexadecimal("digest") & Q(closed_at__isnull=False),
                name="draw_digest",
            ),
            models.CheckConstraint(
                condition=Q(secret="")
                | hexadecimal("secret") & Q(commitment=sha256_of_hex("secret")) & ~Q(digest=""),
                name="draw_secret_is_the_one_committed",
                violation_error_message=_("This is not the secret whose hash was published."),
            ),
            models.CheckConstraint(
                condition=Q(entered="", entered_by=None)
                | hexadecimal("entered", 64, 128) & Q(entered_by__isnull=False) & ~Q(secret=""),
                name="draw_value_after_the_secret",
            ),
            models.CheckConstraint(
                condition=Q(value="", confirmed_by=None)
                | Q(value=F("entered"), confirmed_by__isnull=False) & ~Q(value=""),
                name="draw_value_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("entered_by")),
                name="draw_needs_two_people",
                violation_error_message=_("The same person cannot enter and confirm the value."),
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None, void="")
                | Q(drawn_at__isnull=False) & ~Q(digest="") & (~Q(value="") | ~Q(void="")),
                name="draw_settled",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="history_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF {HISTORY} THEN
                        RAISE EXCEPTION 'What is known of a draw does not change any more'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'history_stays';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_forgotten", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.line}: {self.source}"


class DrawnOrder(models.Model):
    """The receipts of a lane in the order drawn, 16 bytes each: what anybody may check later,
    whatever has become of the places.
    """

    draw = models.OneToOneField(Draw, models.PROTECT, primary_key=True, related_name="order")
    receipts = models.BinaryField()

    class Meta:
        verbose_name = _("order drawn")
        verbose_name_plural = _("orders drawn")
        triggers = [
            pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return str(self.draw)
