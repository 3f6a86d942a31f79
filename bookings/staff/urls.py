from django.urls import include, path

from clinics import inviting

from . import follow_ups, proof, resting, screening, work

urlpatterns = [
    path("access/", include("bookings.staff.access.urls")),
    path("day/", include("bookings.staff.day.urls")),
    path("day/<str:reference>/proof/", proof.proof, name="staff-proof"),
    path("day/<str:reference>/screening/", screening.screening, name="staff-screening"),
    path("leftovers/", include("bookings.staff.leftovers.urls")),
    path("messages/", resting.resting, name="staff-messages"),
    path("people/invite/", inviting.invite, name="staff-invite"),
    path("phone/", include("bookings.staff.phone.urls")),
    path("places/", include("bookings.staff.places.urls")),
    path("reports/", include("bookings.staff.exports.urls")),
    path("stock/", include("bookings.staff.stock.urls")),
    path("supply/", include("bookings.staff.supply.urls")),
    path("work/", work.work, name="staff-work"),
    path("work/missed/", follow_ups.missed, name="staff-missed"),
    path("work/missed/<str:reference>/", follow_ups.one, name="staff-missed-one"),
    path("work/missed/<str:reference>/called/", follow_ups.called, name="staff-missed-called"),
    path("work/<int:pk>/", work.item, name="staff-work-item"),
    path("work/<int:pk>/book/", work.book, name="staff-work-book"),
    path("work/<int:pk>/cancel/", work.give_up, name="staff-work-cancel"),
    path("work/<int:pk>/close/", work.close, name="staff-work-close"),
]
