from django.urls import path

from . import lots, views

urlpatterns = [
    path("lots/", lots.lots, name="staff-supply-lots"),
    path("", views.acts, name="staff-supply"),
    path("new/<str:kind>/", views.prepare, name="staff-supply-new"),
    path("<int:pk>/", views.act, name="staff-supply-act"),
    path("<int:pk>/settle/", views.settle, name="staff-supply-settle"),
]
