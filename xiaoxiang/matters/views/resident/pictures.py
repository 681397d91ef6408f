"""Photos, shown only to those who may see them: whoever raised the matter, and those who deal with it."""

from typing import Literal, get_args
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from xiaoxiang.matters.models import Matter, Picture
from xiaoxiang.matters.photos import path_of
from xiaoxiang.matters.pictures import safe_headers
from xiaoxiang.matters.views.resident.receipt import matter_of

Size = Literal["photo", "thumbnail"]


def picture(request: HttpRequest, pk: UUID, picture_id: UUID, size: Size = "photo") -> HttpResponse:
    """A photo for whoever is concerned with the matter; for everybody else there is none."""
    by = request.actor  # type: ignore[attr-defined]
    matter = get_object_or_404(Matter.objects.concerning(by).only("pk"), pk=pk)
    return _served(matter, picture_id, size)


def picture_by_receipt(request: HttpRequest, token: str, picture_id: UUID, size: Size = "photo") -> HttpResponse:
    """A photo for whoever holds the receipt; who only joined sees none."""
    matter, is_joined = matter_of(request, token)
    if is_joined:
        raise Http404
    return _served(matter, picture_id, size)


def _served(matter: Matter, picture_id: UUID, size: Size) -> HttpResponse:
    found = get_object_or_404(Picture.objects.only("sha256"), pk=picture_id, matter_id=matter.pk)
    if size not in get_args(Size):
        raise Http404
    try:
        jpeg = path_of(found.sha256, size).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(jpeg, headers=safe_headers(size))
