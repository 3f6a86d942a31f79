from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import invited, people, reveal, role_page, views


class ActConverter(StringConverter):
    regex = "|".join(people.ACTS)


class DecisionConverter(StringConverter):
    regex = "agree|deny"


register_converter(ActConverter, "people_act")
register_converter(DecisionConverter, "decision")

urlpatterns = [
    path("factor/", views.factor, name="staff-factor"),
    path("factor/recovery/", views.recovery, name="staff-recovery"),
    path("factor/enrol/", views.enrol, name="staff-enrol"),
    path("factor/codes/", views.codes, name="staff-codes"),
    path("invited/<str:token>/", invited.join, name="staff-invited"),
    path("people/", people.people, name="staff-people"),
    path("people/<int:pk>/", people.member, name="staff-member"),
    path("people/<int:pk>/<people_act:act>/", people.act, name="staff-member-act"),
    path("people/resets/<int:pk>/<decision:decision>/", people.decide, name="staff-decide"),
    path("roles/", role_page.roles, name="staff-roles"),
    path("reveal/", reveal.reveal, name="staff-reveal"),
]
