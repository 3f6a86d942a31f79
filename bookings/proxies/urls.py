from django.urls import path

from . import views

urlpatterns = [
    path("verify/proxy/", views.subject, name="proxy-subject"),
    path("verify/proxy/end/", views.end, name="proxy-end"),
    path("book/proxy/", views.book, name="proxy"),
    path("book/proxy/clinics/", views.clinics, name="proxy-clinics"),
    path("book/proxy/clinics/<int:pk>/", views.clinic, name="proxy-clinic"),
    path("book/proxy/check/", views.check, name="proxy-check"),
    path("bookings/proxies/", views.block, name="proxy-block"),
    path("bookings/made/<reference:reference>/cancel/", views.cancel, name="proxy-cancel"),
]
