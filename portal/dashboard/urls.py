from django.urls import path

from . import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("replay/", views.replay, name="dashboard-replay"),
    path("<slug:key>.csv", views.table, name="dashboard-table"),
]
