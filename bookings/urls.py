from django.urls import path, register_converter

from bookings import views


class Reference:
    regex = "[0-9A-Z]{1,16}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Reference, "reference")

urlpatterns = [
    path("book/", views.book, name="book"),
    path("book/check/", views.check, name="check"),
    path("bookings/", views.bookings, name="bookings"),
    path("bookings/messages/", views.telling, name="telling"),
    path("bookings/reminders/", views.remind, name="remind"),
    path("bookings/<reference:reference>/", views.booking, name="booking"),
    path("bookings/<reference:reference>/calendar.ics", views.calendar, name="booking-calendar"),
    path("bookings/<reference:reference>/cancel/", views.cancel, name="booking-cancel"),
]
