"""Words and pictures about people for templates."""

from typing import Any

from django import template
from django.http import HttpRequest

from xiaoxiang.people import qr

register = template.Library()


@register.filter
def binding_qr(token: str, request: HttpRequest) -> str:
    """The source of the QR that leads a phone to its binding."""
    return qr.source(request.build_absolute_uri(f"/bind/{token}/"))


@register.filter
def home_of(person: Any, places: dict[Any, Any]) -> str:
    """The community, else the subdistrict, that a person belongs to: from the tree already in hand."""
    place = places.get(person.community_id) or places.get(person.subdistrict_id)
    return place.short_name if place else ""


@register.filter
def can_have_passkeys(request: HttpRequest) -> bool:
    """Browsers give passkeys only to secure pages and to the machine itself."""
    return request.is_secure() or request.get_host().split(":")[0] == "localhost"
