from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission


class ByRole(ModelBackend):
    """What staff may do comes from their roles alone: what one person had besides, the page that
    shows who may do what could not say. Nor does any page ask the database for it."""

    def _get_user_permissions(self, member):
        return Permission.objects.none()
