from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class StaffMember(AbstractUser):
    """Somebody who works with the portal. What they may do comes from their groups."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")
