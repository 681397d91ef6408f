"""What every page knows: the county, the reader's settings."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xiaoxiang.edges.sync.phone import phone_of
from xiaoxiang.people.models import Role
from xiaoxiang.places.queries import county

ELDER_COOKIE = "elder"


def page(request: HttpRequest) -> dict[str, Any]:
    """County, elder mode and actor for the base templates; nothing here asks the database anew."""
    return {
        "county": county(),
        "is_elder": is_elder(request),
        "actor": getattr(request, "actor", None),
        "outbox": SimpleLazyObject(lambda: phone_of(request)),
    }


def is_elder(request: HttpRequest) -> bool:
    """Large print: as chosen on this phone; stewards have it until they switch it off (ux 4)."""
    chosen = request.COOKIES.get(ELDER_COOKIE)
    if chosen is not None:
        return chosen == "1"
    actor = getattr(request, "actor", None)
    return actor is not None and Role.STEWARD in actor.roles
