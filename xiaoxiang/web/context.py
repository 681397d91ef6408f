"""What every page knows: the county, the reader's settings."""

from typing import Any

from django.http import HttpRequest

from xiaoxiang.places.models import County
from xiaoxiang.places.queries import county

NOT_YET_FOUNDED = County(id=0, name="")


def page(request: HttpRequest) -> dict[str, Any]:
    """County, elder mode and actor for the base templates; nothing here asks the database anew."""
    return {
        "county": county() or NOT_YET_FOUNDED,
        "is_elder": request.COOKIES.get("elder") == "1",
        "actor": getattr(request, "actor", None),
    }
