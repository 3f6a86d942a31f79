from django.urls import path

from . import views

urlpatterns = [
    path("", views.start, name="staff-phone"),
    path("<uuid:call>/", views.caller, name="staff-call"),
    path("<uuid:call>/clinics/", views.clinics, name="staff-call-clinics"),
    path("<uuid:call>/clinics/<int:pk>/", views.clinic, name="staff-call-clinic"),
    path("<uuid:call>/check/", views.check, name="staff-call-check"),
    path("<uuid:call>/<str:reference>/cancel/", views.cancel, name="staff-call-cancel"),
    path("<uuid:call>/end/", views.end, name="staff-call-end"),
]
