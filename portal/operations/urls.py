from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import proposal_views, views


class GateConverter(StringConverter):
    regex = "|".join(views.GATE_FORMS)


class DrawConverter(StringConverter):
    regex = "|".join(views.DRAW_FORMS)


register_converter(GateConverter, "gate")
register_converter(DrawConverter, "draw_step")

urlpatterns = [
    path("", views.room, name="operations"),
    path("table/", views.table, name="operations-table"),
    path("gate/<gate:what>/", views.gate, name="operations-gate"),
    path("lines/", views.lines, name="operations-lines"),
    path("lines/new/", views.new_line, name="operations-new-line"),
    path("lines/<int:pk>/", views.line, name="operations-line"),
    path("lines/<int:pk>/correct/", views.correct_line, name="operations-correct-line"),
    path("lines/<int:pk>/<draw_step:step>/", views.draw, name="operations-draw"),
    path("rounds/", views.rounds, name="operations-rounds"),
    path("rounds/new/", proposal_views.propose, name="operations-new-round"),
    path("rounds/<int:pk>/propose/", proposal_views.propose, name="operations-propose"),
    path("rounds/proposals/", proposal_views.proposals, name="operations-proposals"),
    path("rounds/intervals/new/", proposal_views.propose_interval, name="operations-new-interval"),
    path("rounds/intervals/<int:pk>/", proposal_views.interval, name="operations-interval"),
    path("rounds/limits/new/", proposal_views.propose_limits, name="operations-new-limits"),
    path("rounds/limits/<int:pk>/", proposal_views.limits, name="operations-limits"),
    path(
        "rounds/campaigns/<int:pk>/propose/",
        proposal_views.propose_campaign,
        name="operations-propose-campaign",
    ),
    path("rounds/campaigns/<int:pk>/", proposal_views.campaign, name="operations-campaign"),
    path("rounds/proposals/<int:pk>/", proposal_views.proposal, name="operations-proposal"),
    path("rounds/<int:pk>/extend/", views.extend, name="operations-extend"),
    path("rounds/<int:pk>/stop/", views.stop, name="operations-stop"),
    path("acts/", views.acts, name="operations-acts"),
    path("acts/<int:pk>/review/", views.review, name="operations-review"),
]
