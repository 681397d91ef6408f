"""Pages that belong to no room: the front page, the reader's own settings, and what people say about this system."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xiaoxiang.door.actor import Actor
from xiaoxiang.people.actions import prefer_elder
from xiaoxiang.web import front, suggesting
from xiaoxiang.web.context import ELDER_COOKIE

A_YEAR = 365 * 24 * 3600


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Large print on or off, kept on this phone, and with the person who signed in (ux 4)."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    is_elder = request.POST.get("elder") == "1"
    if by.is_person:
        prefer_elder(by, by.person_id, is_elder=is_elder)
    return _kept(request, ELDER_COOKIE, "1" if is_elder else "0")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The reader's language, kept on this phone."""
    wanted = request.POST.get("language", "")
    known = dict(settings.LANGUAGES)
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, wanted if wanted in known else settings.LANGUAGE_CODE)


def _kept(request: HttpRequest, name: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(came_from(request))
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.IS_SECURE)
    return response


def came_from(request: HttpRequest) -> str:
    """The page to go back to: a path of this very host, or the front page (hostile: open redirects)."""
    wanted = request.POST.get("next", "")
    is_own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_own else "/"


urlpatterns: list[Any] = [
    path("", front.front),
    path("settings/elder/", elder),
    path("settings/language/", language),
    path("suggest/", suggesting.suggest),
    path("desk/suggestions/", suggesting.desk),
    path("desk/suggestions/<uuid:pk>/", suggesting.answer),
]
