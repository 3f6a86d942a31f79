from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("clinics.urls")),
    path("", include("bookings.urls")),
    path("staff/", admin.site.urls),
]
