from django.urls import path

from accounts import oidc_views, views
from accounts.push import pages

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/code/", views.verify_code, name="verify-code"),
    path("verify/code/again/", views.verify_code_again, name="verify-code-again"),
    path("verify/number/", oidc_views.verify_number, name="verify-number"),
    path("verify/oidc/<slug:code>/", oidc_views.verify_oidc, name="verify-oidc"),
    path("verify/oidc/<slug:code>/back/", oidc_views.verify_oidc_back, name="verify-oidc-back"),
    path("verify/end/", views.sign_out, name="sign-out"),
    path("notifications/", pages.notifications, name="notifications"),
    path("notifications/<int:pk>/stop/", pages.stop, name="notifications-stop"),
    path("notifications.js", pages.service_worker, name="service-worker"),
]
