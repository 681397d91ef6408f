"""Addresses of training."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door import clock
from xiaoxiang.people import side
from xiaoxiang.training.models import HOSTS, Session, Stage
from xiaoxiang.training.views import desk, own, public

side.entry(
    "/desk/training/",
    _("培训"),
    position=60,
    who=lambda by: bool(by.roles & set(HOSTS)),
    waits=lambda by: [Session.objects.hosted_by(by).filter(stage=Stage.ANNOUNCED, ends_at__lt=clock.now())],
)

urlpatterns: list[Any] = [
    path("desk/training/", desk.index),
    path("desk/training/courses/new/", desk.new_course),
    path("desk/training/courses/<uuid:pk>/", desk.course),
    path("desk/training/sessions/new/", desk.new_session),
    path("desk/training/sessions/<uuid:pk>/", desk.session),
    path("desk/training/sessions/<uuid:pk>/invite/", desk.invite),
    path("desk/training/sessions/<uuid:pk>/move/", desk.move),
    path("desk/training/sessions/<uuid:pk>/cancel/", desk.cancel),
    path("desk/training/sessions/<uuid:pk>/hold/", desk.hold),
    path("desk/training/sessions/<uuid:pk>/follow-up/", desk.follow_up),
    path("desk/training/sessions/<uuid:pk>/sheet/", desk.sheet),
    path("me/training/", own.mine),
    path("me/training/<uuid:pk>/yes/", own.reply, {"word": "yes"}),
    path("me/training/<uuid:pk>/no/", own.reply, {"word": "no"}),
    path("me/training/calendar/", own.open_feed),
    path("me/training/calendar/<uuid:pk>/end/", own.end_feed),
    path("calendar/<str:token>.ics", own.calendar),
    path("training/", public.index),
]
