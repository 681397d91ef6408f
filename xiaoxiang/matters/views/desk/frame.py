"""What every page of the desk stands on: who may sit there, the side list, the way back from the last act."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.matters.actions.steps import UNDO_WITHIN, UNDOABLE
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.queries import VERBS
from xiaoxiang.people.models import COMMUNITY, Role
from xiaoxiang.people.views.pages import side
from xiaoxiang.places.queries import tree

AT_A_DESK = frozenset({*COMMUNITY, Role.GRID_WORKER})
ABOVE = frozenset({Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL})
JUST = "just"
"""The cookie that remembers one's own last act for a minute, so that every page can offer the way back."""


def actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by


def elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where those belong who have no desk: to sign in, to the steward's own page, to the journal."""
    by = actor(request)
    if by.roles & (AT_A_DESK | ABOVE):
        return None
    if Role.STEWARD in by.roles:
        return HttpResponseRedirect("/steward/")
    if Role.AUDIT_ADMINISTRATOR in by.roles:
        return HttpResponseRedirect("/journal/")
    return HttpResponseRedirect("/me/") if by.is_person else redirect_to_login(request.get_full_path())


def desk(request: HttpRequest, here: str = "/desk/", count: int = 0) -> dict[str, Any]:
    """The side list with the number of what is to do, whose telephone the foot shows, and the way back."""
    by = actor(request)
    shown = side(by, here)
    shown["side"] = [(name, url, count if is_on else n, is_on) for name, url, n, is_on in shown["side"]]
    places = tree(by.county_id)
    own = next((places[h.place_id] for h in by.held if h.role in AT_A_DESK and h.place_id in places), None)
    if own and own.telephone:
        shown |= {"phone": own.telephone, "phone_name": own.short_name}
    return {**shown, "undo": undo(request), "is_own": own}


def remember(response: HttpResponse, matter: Matter, verb: str) -> None:
    """Keep for a minute what was just done, if it can be taken back."""
    if verb in UNDOABLE:
        told = {"matter": str(matter.pk), "title": matter.title, "verb": verb}
        seconds = int(UNDO_WITHIN.total_seconds())
        response.set_cookie(
            JUST, signing.dumps(told), seconds, httponly=True, samesite="Lax", secure=settings.IS_SECURE
        )
    else:
        response.delete_cookie(JUST)


def undo(request: HttpRequest) -> dict[str, Any] | None:
    """The bar that takes the last act back, while its minute lasts."""
    try:
        told = signing.loads(request.COOKIES.get(JUST, ""), max_age=UNDO_WITHIN)
        verb = VERBS[told["verb"]].verb
    except (signing.BadSignature, KeyError):
        return None
    sentence = _("“%(matter)s”：%(verb)s。") % {"matter": told["title"], "verb": verb}
    return {"url": f"/desk/matters/{told['matter']}/undo/", "op_id": uuid4(), "sentence": sentence}
