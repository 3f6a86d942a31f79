from django.urls import path

from . import views

urlpatterns = [
    path("", views.stock, name="staff-stock"),
    path("history/", views.history, name="staff-stock-history"),
    path("<int:pk>/receive/", views.receive, name="staff-stock-receive"),
    path("lots/<int:pk>/", views.lot, name="staff-stock-lot"),
    path("lots/<int:pk>/<str:act>/", views.act, name="staff-stock-act"),
]
