"""The admin base class of everything that belongs to a clinic."""

from django.contrib import admin

from clinics.models import Clinic


class StaffedAdmin(admin.ModelAdmin):
    """Shows members of staff the rows of clinics that name them, and nothing of others.

    List, detail, history, autocomplete, actions and guessed ids all start from
    ``get_queryset``; choices of a related field, in forms and in the list's
    filters, start from the related model's own admin.
    """

    #: The way from a row to its clinic; "" where the row is the clinic.
    clinic_path = ""
    show_full_result_count = False
    #: The site has no redirect from ids to public addresses; see ``portal.staff_site``.
    view_on_site = False

    def get_queryset(self, request):
        path = f"{self.clinic_path}__in" if self.clinic_path else "pk__in"
        mine = Clinic.objects.staffed_by(request.user)
        return super().get_queryset(request).filter(**{path: mine.values("pk")})

    def get_field_queryset(self, db, db_field, request):
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        if isinstance(related, StaffedAdmin):
            return related.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)
