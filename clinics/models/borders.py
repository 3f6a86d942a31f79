from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.maps.rings import Box

from .regions import Region


class Border(models.Model):
    """The border of a region, as SVG path data in the plane of all maps (``clinics.maps``)."""

    region = models.OneToOneField(
        Region, models.CASCADE, verbose_name=_("region"), related_name="border"
    )
    #: Its path on a map of its own, and on a map of what it is part of.
    near = models.TextField()
    far = models.TextField()
    #: The box around it, and where its name stands.
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()
    middle_x = models.IntegerField()
    middle_y = models.IntegerField()
    source = models.CharField(_("source"), max_length=100)

    class Meta:
        verbose_name = _("border")
        verbose_name_plural = _("borders")
        constraints = [
            models.CheckConstraint(
                condition=Q(left__lt=F("right"), top__lt=F("bottom")), name="border_has_an_inside"
            )
        ]

    def __str__(self):
        return f"{self.region} ({self.source})"

    @property
    def box(self):
        return Box(self.left, self.top, self.right, self.bottom)

    @property
    def middle(self):
        return self.middle_x, self.middle_y
