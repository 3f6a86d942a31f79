from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from portal import early, entrance, errors, health, metrics, statements, views
from portal.waiting import proof
from portal.waiting import views as waiting

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("clinics.urls")),
    path("", include("bookings.urls")),
    path("status.json", views.status, name="status"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("wait/", waiting.wait, {"way": entrance.way}, name="wait"),
    path("wait/join/", waiting.join, {"way": entrance.way}, name="wait-join"),
    path("wait/enter/", waiting.enter, name="wait-enter"),
    path("wait/puzzle.json", waiting.task, name="wait-puzzle"),
    path("wait/status.json", waiting.status, name="wait-status"),
    path("wait/early/", early.early, name="wait-early"),
    path("wait/draw/<int:line>/", proof.proof, name="wait-draw"),
    path("wait/draw/<int:line>/draw.txt", proof.file, name="wait-draw-file"),
    # Without a token, so that pages with no other form set no cookie: the worst a
    # foreign site can do here is to change the language.
    path("language/", csrf_exempt(set_language), name="language"),
    path("staff/", include("accounts.staff.urls")),
    path("staff/", include("bookings.staff.urls")),
    path("staff/operations/", include("portal.operations.urls")),
    path("staff/dashboard/", include("portal.dashboard.urls")),
    path("staff/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400, handler403, handler404 = errors.bad_request, errors.forbidden, errors.not_found
