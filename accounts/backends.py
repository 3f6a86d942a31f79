from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from accounts.models import StaffMember


class ByRole(ModelBackend):
    """What staff may do comes from their roles alone: what one person had besides, the page that
    shows who may do what could not say. Nor does any page ask the database for it."""

    def _get_user_permissions(self, member):
        return Permission.objects.none()

    def get_user(self, pk):
        """With the ids of the clinics that name them: nearly every page needs these too."""
        ids = ArrayAgg("clinics", filter=Q(clinics__isnull=False), default=Value([]))
        member = StaffMember.objects.annotate(clinic_ids=ids).filter(pk=pk).first()
        return member if member and self.user_can_authenticate(member) else None
