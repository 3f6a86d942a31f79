from django.urls import path, register_converter
from django.urls.converters import StringConverter

from bookings.staff.phone.views import walk_in

from . import card, views


class ActConverter(StringConverter):
    regex = "|".join(card.ACTS)


register_converter(ActConverter, "act")

urlpatterns = [
    path("", views.day, name="staff-day"),
    path("find/", views.find, name="staff-find"),
    path("print/", views.printed, name="staff-day-print"),
    path("walk-in/", walk_in, name="staff-walk-in"),
    path("<str:reference>/", card.card, name="staff-card"),
    path("<str:reference>/correct/", card.correct, name="staff-correct"),
    path("<str:reference>/<act:act>/", card.attend, name="staff-attend"),
]
