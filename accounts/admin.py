from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRecord, AccessRule, Provider, StaffMember
from accounts.paging import SomePages
from accounts.records import record_people
from accounts.signing import signed

# Groups are code: see accounts.roles.
admin.site.unregister(Group)


class ReadOnly:
    """Rows that verbs and triggers write, millions of them: the admin only shows them, and offers
    nothing for which it would read them all."""

    paginator = SomePages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    #: Django makes each cell anew: a hundred rows of messages took longer than all else of a page.
    list_per_page = 50
    #: The site has no redirect from ids to public addresses; see ``portal.staff_site``.
    view_on_site = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Recorded(admin.ModelAdmin):
    """Rows about people: whoever looks at one, at a list or for one is written down first."""

    def person_of(self, row):
        """:returns: the id of whom a row is about, or None."""
        return row.person_id

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            record_people(request, [self.person_of(row)])
        return row

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if changelist := getattr(response, "context_data", {}).get("cl"):
            Act = AccessRecord.Act
            act = Act.SEARCH if changelist.query else Act.VIEW
            record_people(request, map(self.person_of, changelist.result_list), act)
        return response


class Lasting:
    """Rows that others hang on: switched off or left unused, never deleted, by nobody.

    The page that asks whether to delete one would first gather all that hangs on
    it: a vaccine group's million slots, a provider's proofs of identity.
    """

    def has_delete_permission(self, request, obj=None):
        return False


class Settled:
    """Rows of which some fields decide who may book. They are given while nobody books by the row
    yet; later a superuser alone changes them. What two people change are rounds and intervals."""

    settled = ()

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return readonly if obj is None or request.user.is_superuser else [*readonly, *self.settled]


class Signed:
    """What is changed here a trigger writes down with who did: see ``accounts.signing``."""

    def changeform_view(self, request, *args, **kwargs):
        return self.signing(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self.signing(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self.signing(request, super().changelist_view, *args, **kwargs)

    def signing(self, request, view, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with signed(request.user):
            return view(request, *args, **kwargs)


class RoleFilter(admin.RelatedFieldListFilter):
    """Groups are stored by their English name; people read the role in their language."""

    def field_choices(self, field, request, model_admin):
        choices = super().field_choices(field, request, model_admin)
        return [(pk, gettext(name)) for pk, name in choices]


@admin.register(StaffMember)
class StaffMemberAdmin(Lasting, UserAdmin):
    """Only superusers make and change accounts: whoever may change one may give it any role."""

    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    search_fields = ["username", "first_name", "last_name"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["username", "last_name", "first_name", "email"]}),
        (_("Role"), {"fields": ["groups", "is_active", "is_staff", "is_superuser"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj):
            return [*fieldsets, (_("Password"), {"fields": ["password"]})]
        return fieldsets

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label_from_instance = lambda group: gettext(group.name)
        return field

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, member):
        return f"{member.last_name}{member.first_name}"

    @admin.display(description=_("roles"))
    def roles(self, member):
        return ", ".join(gettext(group.name) for group in member.groups.all())


@admin.register(Provider)
class ProviderAdmin(Lasting, admin.ModelAdmin):
    list_display = ["name_ko", "name_en", "kind", "active", "position", "per_minute"]
    list_editable = ["active"]


@admin.register(AccessRule)
class AccessRuleAdmin(Lasting, admin.ModelAdmin):
    """One row; the privacy officer changes it, and its history says who did."""

    list_display = ["__str__", "factor", "floor"]

    def has_add_permission(self, request):
        return False
