from django.urls import path

from . import views

urlpatterns = [
    path("", views.search, name="staff-access"),
    path("month/<str:month>/", views.review, name="staff-access-review"),
    path("alarms/<int:pk>/", views.settle, name="staff-access-settle"),
]
