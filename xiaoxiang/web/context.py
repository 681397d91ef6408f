"""What every page knows: the county, the reader's settings."""

from typing import Any

from django.http import HttpRequest

from xiaoxiang.places.queries import county


def page(request: HttpRequest) -> dict[str, Any]:
    """County, elder mode and actor for the base templates; nothing here asks the database anew."""
    return {
        "county": county(),
        "is_elder": request.COOKIES.get("elder") == "1",
        "actor": getattr(request, "actor", None),
    }
