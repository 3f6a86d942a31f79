"""Permissions in the words of whoever reads the page of roles."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

WORDS = {
    "accounts.disable_staff": gettext_lazy("Staff: disable and enable accounts"),
    "accounts.invite_staff": gettext_lazy("Staff: invite"),
    "accounts.reset_factor": gettext_lazy("Staff: reset a second factor, with another person"),
    "accounts.review_access": gettext_lazy("Access records: search, review, follow alarms"),
    "bookings.attend_booking": gettext_lazy("Bookings: see a clinic's day and record visits"),
    "bookings.book_at_clinic": gettext_lazy("Bookings: book for people at the clinic"),
    "bookings.book_by_phone": gettext_lazy("Bookings: find callers and book for them"),
    "bookings.cancel_booking": gettext_lazy("Bookings: cancel for a citizen"),
    "bookings.export_booking": gettext_lazy("Bookings: export"),
    "bookings.export_names": gettext_lazy("Bookings: export with names, with a reason"),
    "bookings.manage_leftovers": gettext_lazy("Leftover doses: publish and hand over"),
    "bookings.manage_supply": gettext_lazy("Supply: move and cancel bookings in bulk"),
    "bookings.override_round": gettext_lazy("Bookings: book outside a round, with a reason"),
    "bookings.retry_notification": gettext_lazy("Messages: send again or set aside"),
    "bookings.view_dashboard": gettext_lazy("Figures: look at the dashboard"),
    "clinics.manage_places": gettext_lazy("Clinics: change hours, days and places"),
    "clinics.manage_stock": gettext_lazy("Stock: receive, give out and write off vaccine"),
    "clinics.reach_every_clinic": gettext_lazy("Clinics: work with every clinic"),
    "operations.run_opening": gettext_lazy("Openings: steer the waiting room, stop a round"),
}
VERBS = {
    "add": gettext_lazy("%(what)s: add"),
    "change": gettext_lazy("%(what)s: change"),
    "delete": gettext_lazy("%(what)s: delete"),
    "view": gettext_lazy("%(what)s: look up"),
}


def words(permission):
    """:param permission: as roles name it, such as ``clinics.view_clinic``."""
    if permission in WORDS:
        return str(WORDS[permission])
    app, _dot, codename = permission.partition(".")
    verb, _line, model = codename.partition("_")
    try:
        what = apps.get_model(app, model)._meta.verbose_name_plural
    except LookupError:
        return codename  # a test asks for its words
    return VERBS[verb] % {"what": capfirst(str(what))}
