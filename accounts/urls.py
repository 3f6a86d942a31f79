from django.urls import path

from accounts import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/code/", views.verify_code, name="verify-code"),
    path("verify/code/again/", views.verify_code_again, name="verify-code-again"),
    path("verify/end/", views.sign_out, name="sign-out"),
]
