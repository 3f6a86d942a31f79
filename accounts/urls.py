from django.urls import path

from accounts import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/end/", views.sign_out, name="sign-out"),
]
