from django.urls import path

from bookings.staff.leftovers import handing

from . import changing, views

urlpatterns = [
    path("", views.start, name="staff-phone"),
    path("<uuid:call>/", views.caller, name="staff-call"),
    path("<uuid:call>/clinics/", views.clinics, name="staff-call-clinics"),
    path("<uuid:call>/clinics/<int:pk>/", views.clinic, name="staff-call-clinic"),
    path("<uuid:call>/check/", views.check, name="staff-call-check"),
    path("<uuid:call>/<str:reference>/change/", changing.change, name="staff-call-change"),
    path(
        "<uuid:call>/<str:reference>/change/clinics/",
        changing.clinics,
        name="staff-call-change-clinics",
    ),
    path(
        "<uuid:call>/<str:reference>/change/check/",
        changing.check,
        name="staff-call-change-check",
    ),
    path("<uuid:call>/<str:reference>/cancel/", views.cancel, name="staff-call-cancel"),
    path("<uuid:call>/leftovers/<int:pk>/", handing.hand_over, name="staff-call-hand-over"),
    path("<uuid:call>/end/", views.end, name="staff-call-end"),
]
