"""What anybody may read: which trainings come, and how much was taught. No names of who comes."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiaoxiang.door import clock
from xiaoxiang.people.views.pages import actor
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.training import queries
from xiaoxiang.training.models import Kind, Session, Stage

SHOWN = 50


def index(request: HttpRequest) -> HttpResponse:
    """The trainings that come, in all communities, and this year's figures."""
    by = actor(request)
    now = clock.now()
    rows = Session.objects.visible_to(by).select_related("course", "community", "subdistrict", "body")
    year = now.astimezone(SHANGHAI).date().replace(month=1, day=1)
    context = {
        "coming": rows.filter(stage=Stage.ANNOUNCED, begins_at__gt=now).order_by("begins_at")[:SHOWN],
        "figures": queries.figures(by.county_id, Q(), year),
        "skills": queries.figures(by.county_id, Q(), year, (Kind.SKILL,)),
        "year": year.year,
        "back_url": "/",
    }
    return render(request, "training/index.html", context)
