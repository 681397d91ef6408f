"""The pages that say no: in words, with the next step."""

import sys
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from xiaoxiang.door.refusal import Refused
from xiaoxiang.places.models import County

PROGRAMS = ("/api/", "/sync/")
"""Addresses that programs speak to, not browsers."""
TEMPLATES = {403: "403.html", 404: "404.html", 409: "409.html"}


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as a page of its own."""
    template = TEMPLATES.get(refusal.status, "web/message.html")
    return render(request, template, {"sentence": refusal.sentence}, status=refusal.status)


def as_json(refusal: Refused) -> JsonResponse:
    """A refusal for a program."""
    return JsonResponse(refusal.as_json(), status=refusal.status, json_dumps_params={"ensure_ascii": False})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token; among others one whose body was too large to be read at all."""
    if request.path.startswith(PROGRAMS):
        return as_json(Refused("no_token", _("带着登录来的，要一起带上 X-CSRFToken。"), status=403))
    if request.META.get("UPLOAD_TOO_LARGE"):
        return render(request, "413.html", {"next_url": request.path}, status=413)
    return render(request, "csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own bug: said so, in the shape the reader asked for."""
    if request.path.startswith(PROGRAMS):
        return as_json(Refused("broken", _("我们这边出了错，已经记下。过几分钟再试，写好的先留着。"), status=500))
    if isinstance(sys.exc_info()[1], OperationalError):
        # The database is away: nothing may be asked of it, not even the name of the county.
        page = render_to_string("503.html", {"county": County(id=0, name="")})
        return HttpResponse(page, status=503, headers={"Retry-After": "30"})
    return render(request, "500.html", status=500)
