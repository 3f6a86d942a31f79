from django.urls import path

from . import capacity, closing, everywhere, hours, weeks

urlpatterns = [
    path("", weeks.clinics, name="staff-places"),
    path("everywhere/", everywhere.close, name="staff-places-everywhere"),
    path("everywhere/<int:closure>/", everywhere.lift, name="staff-places-open-everywhere"),
    path("<int:pk>/", weeks.week, name="staff-places-week"),
    path("<int:pk>/history/", weeks.history, name="staff-places-history"),
    path("<int:pk>/capacity/", capacity.change, name="staff-places-capacity"),
    path("<int:pk>/hours/", hours.change, name="staff-places-hours"),
    path("<int:pk>/close/", closing.close, name="staff-places-close"),
    path("<int:pk>/open/<int:closure>/", closing.lift, name="staff-places-open"),
    path("<int:pk>/moves/<int:act>/", closing.act, name="staff-places-act"),
    path("<int:pk>/moves/<int:act>/settle/", closing.settle, name="staff-places-settle"),
]
