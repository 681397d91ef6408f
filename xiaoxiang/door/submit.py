"""From a page to the door and back: a POST does one action and leads to a page, or the form comes back with words."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xiaoxiang.door import forms
from xiaoxiang.door.action import Action
from xiaoxiang.door.passage import Answer, perform
from xiaoxiang.door.refusal import Refused

Retry = Callable[[Refused, Mapping[str, Any]], HttpResponse]


def read_op_id(post: Mapping[str, Any]) -> UUID:
    """The request id that the form carried; a form without one is its own request."""
    try:
        return UUID(str(post.get("op_id", "")))
    except ValueError:
        return uuid4()


def read_seen(post: Mapping[str, Any]) -> int | None:
    value = str(post.get("seen", ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def do(request: HttpRequest, action: Action[Any], thing: Any = None, **more: Any) -> Answer:
    """Do the action with what the form holds. `more` is what the page knows without asking. Raises Refused."""
    raw = {**forms.typed(action, request.POST), **more}
    given = action.read(raw)
    return perform(action, request.actor, thing, given, op_id=read_op_id(request.POST), seen=read_seen(request.POST))  # type: ignore[attr-defined]


def submit(
    request: HttpRequest,
    action: Action[Any],
    thing: Any = None,
    *,
    done: str | Callable[[Any], str],
    retry: Retry,
    said: str = "",
    **more: Any,
) -> HttpResponse:
    """Do the action and go to `done`; on a refusal let `retry` draw the page again, with what was typed kept."""
    try:
        answer = do(request, action, thing, **more)
    except Refused as refused:
        if refused.status == 404:
            raise
        response = retry(refused, request.POST)
        response.status_code = refused.status
        return response
    if said:
        messages.info(request, said)
    return HttpResponseRedirect(done(answer.result) if callable(done) else done)
