from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views


class VerbConverter(StringConverter):
    regex = "|".join(views.VERBS)


register_converter(VerbConverter, "leftover-verb")

urlpatterns = [
    path("", views.batches, name="staff-leftovers"),
    path("<int:pk>/", views.batch, name="staff-leftover"),
    path("<int:pk>/<leftover-verb:verb>/", views.settle, name="staff-leftover-settle"),
]
