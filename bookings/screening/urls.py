from django.urls import path

from . import views

urlpatterns = [
    path("bookings/<reference:reference>/screening/", views.screening, name="screening"),
    path("bookings/<reference:reference>/screening/erase/", views.erase, name="screening-erase"),
]
