"""How every answer to a phone looks: JSON that is kept nowhere, one shape for no, and never a page."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges import strict_json
from xiaoxiang.edges.sync import envelope, stores
from xiaoxiang.edges.sync.caller import Caller, caller_of

Said = dict[str, Any]
View = Callable[..., Said | tuple[Said, int]]

AGAIN = {408: "5", 503: "5"}
"""After how many seconds to come again."""
AWAY = Refused("away", _("我们这边一时办不了，写好的都留在手机上，过一会儿自己会送。"), status=503)
CUT = Refused("cut_off", _("网络断了，没有送全，过一会儿自己会送。"), status=408)

logger = logging.getLogger(__name__)


def spoken(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Answer one of these methods with what the view says; it is given the request and who calls."""

    def wrapped(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, **named: Any) -> HttpResponse:
            caller: Caller | None = None
            try:
                if request.method not in methods:
                    raise Refused("no_such_method", _("这个地址不这样用。"), status=405)
                caller = caller_of(request)
                what = view(request, caller, **named)
                return said(*what) if isinstance(what, tuple) else said(what)
            except Refused as refusal:
                return no(caller, refusal)
            except RequestDataTooBig:
                return no(caller, envelope.too_large())
            except UnreadablePostError:
                return no(None, CUT)
            except (DatabaseError, InterfaceError, OSError) as wrong:
                logger.error("a phone was asked to come again: %s", type(wrong).__name__, exc_info=True)
                return no(None, AWAY)

        return answered

    return wrapped


def said(what: Said, status: int = 200) -> HttpResponse:
    more = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(what, status=status, json_dumps_params=more, headers={"Cache-Control": "no-store"})


def no(caller: Caller | None, refusal: Refused) -> HttpResponse:
    """A whole answer that is a no, noted with the phone's store."""
    if caller is not None:
        stores.failed(caller, refusal.status, refusal.code)
    response = said({"code": refusal.code, "sentence": str(refusal.sentence)}, refusal.status)
    if refusal.status in AGAIN:
        response["Retry-After"] = AGAIN[refusal.status]
    return response


def body_of(request: HttpRequest, kind: str, most: int) -> bytes:
    """The body of a request. Raises Refused: 413 too_large, 415 another content type."""
    if request.content_type != kind:
        raise Refused("wrong_type", _("这种内容这里不收。"), status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise envelope.too_large()
    body = request.body
    if len(body) > most:
        raise envelope.too_large()
    return body


def json_of(request: HttpRequest, most: int) -> Any:
    """A JSON object. Raises Refused."""
    value = strict_json.read(body_of(request, "application/json", most))
    if not isinstance(value, dict):
        raise Refused("unreadable_json", _("这段 JSON 读不出来。"), status=400)
    return value
