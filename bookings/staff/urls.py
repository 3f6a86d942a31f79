from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from . import day, reports, resting


class ActConverter(StringConverter):
    regex = "|".join(day.ACTS)


register_converter(ActConverter, "act")

urlpatterns = [
    path("day/", day.day, name="staff-day"),
    path("day/<str:reference>/correct/", day.correct, name="staff-correct"),
    path("messages/", resting.resting, name="staff-messages"),
    path("phone/", include("bookings.staff.phone.urls")),
    path("reports/", reports.export, name="staff-reports"),
    path("day/<str:reference>/<act:act>/", day.attend, name="staff-attend"),
]
