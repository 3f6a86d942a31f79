from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from bookings import views
from bookings.choosing import views as choosing
from bookings.leftovers.citizens import pages as leftovers
from bookings.offers.pages import offer
from bookings.waitlist.pages import leave, wait_for_a_place


class Reference:
    regex = "[0-9A-Z]{1,16}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Errand(StringConverter):
    regex = "|".join(choosing.ERRANDS)


register_converter(Reference, "reference")
register_converter(Errand, "errand")

urlpatterns = [
    # First what everybody asks for: each pattern before it is tried in vain.
    path("book/", views.book, name="book"),
    path("book/check/", views.check, name="check"),
    path("bookings/<reference:reference>/", views.booking, name="booking"),
    path("book/waitlist/", wait_for_a_place, name="waitlist"),
    path("leftover/", leftovers.today, name="leftover"),
    path("leftover/<int:pk>/", leftovers.take, name="leftover-take"),
    path("leftover/alerts/", leftovers.alerts, name="leftover-alerts"),
    path("leftover/alerts/choices/", leftovers.wishes, name="leftover-wishes"),
    path("bookings/", views.bookings, name="bookings"),
    path("bookings/messages/", views.telling, name="telling"),
    path("bookings/reminders/", views.remind, name="remind"),
    path("bookings/offers/<reference:reference>/", offer, name="offer"),
    path("bookings/waitlist/<int:pk>/leave/", leave, name="waitlist-leave"),
    path("bookings/<reference:reference>/calendar.ics", views.calendar, name="booking-calendar"),
    path("bookings/<reference:reference>/cancel/", views.cancel, name="booking-cancel"),
    path("bookings/<reference:reference>/<errand:errand>/", choosing.clinic, name="errand"),
    path(
        "bookings/<reference:reference>/<errand:errand>/clinics/",
        choosing.clinics,
        name="errand-clinics",
    ),
    path(
        "bookings/<reference:reference>/<errand:errand>/clinics/<int:pk>/",
        choosing.clinic,
        name="errand-clinic",
    ),
    path(
        "bookings/<reference:reference>/<errand:errand>/check/",
        choosing.check,
        name="errand-check",
    ),
    path("", include("bookings.proxies.urls")),
    path("", include("bookings.proof.urls")),
    path("", include("bookings.screening.urls")),
]
