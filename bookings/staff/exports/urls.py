from django.urls import path

from . import views

urlpatterns = [
    path("", views.exports, name="staff-reports"),
    path("<int:pk>/", views.export, name="staff-export"),
    path("<int:pk>/settle/", views.settle, name="staff-export-settle"),
    path("<int:pk>/file/", views.file, name="staff-export-file"),
    path("<int:pk>/columns/", views.columns, name="staff-export-columns"),
    path("daily/<int:pk>/stop/", views.stop_daily, name="staff-daily-stop"),
]
