from django.urls import path

from . import views

urlpatterns = [
    path("bookings/<reference:reference>/proof/", views.my_proof, name="my-proof"),
    path("proof/<str:token>/", views.proof, name="proof"),
]
