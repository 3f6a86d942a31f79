from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class RegionQuerySet(models.QuerySet):
    def provinces(self):
        return self.filter(kind=Region.Kind.PROVINCE)

    def districts(self):
        """The places people search in: no city beside its own districts."""
        return self.filter(kind=Region.Kind.DISTRICT)


class Region(models.Model):
    """A province, a city that is divided into districts, or a district."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city with districts")
        DISTRICT = "district", _("district")

    code = models.CharField(_("official code"), max_length=10, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    province = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("province"),
        null=True,
        blank=True,
        related_name="regions",
    )
    name_ko = models.CharField(_("name in Korean"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self):
        return (get_language() == "en" and self.name_en) or self.name_ko


class Residents(models.Model):
    """How many people of one age live in a district: the size of a cohort."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="residents")
    as_of = models.DateField(_("as of"))
    age = models.PositiveSmallIntegerField(_("age"), help_text=_("100 means 100 and over."))
    count = models.PositiveIntegerField(_("residents"))

    class Meta:
        verbose_name = _("residents")
        verbose_name_plural = _("residents")
        constraints = [
            models.UniqueConstraint(fields=["region", "as_of", "age"], name="one_count_per_age")
        ]

    def __str__(self):
        return f"{self.region}, {self.age}: {self.count}"
