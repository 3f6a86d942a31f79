from django.urls import path

from . import views

urlpatterns = [
    path("book/clinics/", views.clinics, name="clinics"),
    path("book/clinics/<int:pk>/", views.clinic, name="clinic"),
]
