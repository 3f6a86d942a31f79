from django.urls import path

from . import views

urlpatterns = [
    path("factor/", views.factor, name="staff-factor"),
    path("factor/recovery/", views.recovery, name="staff-recovery"),
    path("factor/enrol/", views.enrol, name="staff-enrol"),
    path("factor/codes/", views.codes, name="staff-codes"),
]
