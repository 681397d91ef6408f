"""The JSON edge: every action of the registry at /api/act/<name>, public readings beside, one error shape."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from pydantic import BaseModel, ConfigDict, Field, create_model

from xiaoxiang.door import bulk, journal
from xiaoxiang.door.action import Action, actions, complaint, label_of, registry
from xiaoxiang.door.bulk import perform_all
from xiaoxiang.door.ids import new_id
from xiaoxiang.door.passage import Answer, perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label
from xiaoxiang.edges import readings
from xiaoxiang.edges.problem import Problem
from xiaoxiang.edges.strict_json import StrictParser


class Thing(BaseModel):
    """What was acted on, or came of it."""

    type: str
    id: UUID
    called: str
    version: int | None = None


class Done(BaseModel):
    """The answer to a deed. `repeat`: this very request had been done before."""

    thing: Thing
    repeat: bool


PROBLEMS: dict[int, type[BaseModel]] = dict.fromkeys((400, 403, 404, 409, 413, 415, 422), Problem)


class Renderer(JSONRenderer):
    """Chinese as itself, not as escapes."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


api = NinjaAPI(
    title="小巷管家",
    version="1",
    description="Deeds and readings of alley self-government. A deed sent twice with one Idempotency-Key happens once.",
    parser=StrictParser(),
    renderer=Renderer(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", readings.router)


def body_of(action: Action[Any]) -> type[BaseModel]:
    """The body of a deed: the thing acted on, the version seen, and what is given."""
    drawn: dict[str, Any] = {"given": (action.schema, ...)}
    if action.thing:
        drawn["thing"] = (UUID, ...)
    if action.thing and action.changes:
        drawn["seen"] = (int | None, Field(default=None, ge=0, le=2**31 - 1))
    config = ConfigDict(extra="forbid", title=f"{action.name} body", hide_input_in_errors=True)
    return create_model(f"{action.name.replace('.', '_')}_body", __config__=config, **drawn)


def offered(action: Action[Any]) -> None:
    """Offer one action at its address."""
    body = body_of(action)

    def act(request: HttpRequest, payload: Any) -> Any:
        answer = perform(
            action,
            request.actor,  # type: ignore[attr-defined]
            getattr(payload, "thing", None),
            {n: getattr(payload.given, n) for n in action.schema.model_fields if n in payload.given.model_fields_set},
            op_id=idempotency_key(request),
            seen=getattr(payload, "seen", None),
        )
        return done(answer)

    act.__annotations__["payload"] = body
    api.post(
        f"/act/{action.name}",
        response={200: Done, **PROBLEMS},
        summary=journal.in_chinese(action),
        description=action.help,
        operation_id=action.name,
        tags=[action.name.split(".")[0]],
        openapi_extra={"parameters": [KEY_PARAMETER]},
    )(act)


def done(answer: Answer) -> Done:
    result = answer.result
    version = getattr(result, "version", None)
    thing = Thing(type=type(result).__name__.lower(), id=result.pk, called=journal.called(result), version=version)
    return Done(thing=thing, repeat=answer.is_repeat)


KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The request id: the same with the same body is the same deed.",
}


def idempotency_key(request: HttpRequest) -> UUID:
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not key:
        return new_id()
    try:
        return UUID(key)
    except ValueError:
        raise Refused("unreadable_key", _("Idempotency-Key 要是一个 UUID。"), status=400) from None


def said(
    request: HttpRequest, status: int, code: str, sentence: str, fields: dict[str, str] | None = None
) -> HttpResponse:
    return api.create_response(request, {"code": code, "sentence": sentence, "fields": fields or {}}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return api.create_response(request, refusal.as_json(), status=refusal.status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _wrong: Any) -> HttpResponse:
    return said(request, 404, "not_found", _("找不到，或者不给您看。"))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What the library refused; where our own reader did, its words."""
    if isinstance(wrong.__cause__, Refused):
        return refused(request, wrong.__cause__)
    return said(request, wrong.status_code, "refused", str(wrong))


@api.exception_handler(ValidationError)
def badly_filled(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """django-ninja's errors in our words, one for each field."""
    action = next((a for a in actions() if request.path.endswith(f"/act/{a.name}")), None)
    fields: dict[str, str] = {}
    for error in wrong.errors:
        place = [str(part) for part in error["loc"] if part not in ("body", "payload", "given", "query", "path")]
        name = place[0] if place else "given"
        info = action.schema.model_fields.get(name) if action else None
        fields.setdefault(name, complaint(error, label_of(info, name) if info else Label(name)))
    return said(request, 422, "badly_filled", _("有几处要改一改。"), fields)


class Op(BaseModel):
    """One deed of a batch."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    op_id: UUID
    action: Annotated[str, Field(max_length=80)]
    thing: UUID | None = None
    given: dict[str, Any]


class Batch(BaseModel):
    """Up to a hundred deeds, done in their order, each for itself."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    ops: Annotated[list[Op], Field(min_length=1, max_length=100)]


class Outcome(BaseModel):
    """What became of one deed: done (perhaps before), or refused with words."""

    op_id: UUID
    done: Done | None = None
    problem: Problem | None = None


class Outcomes(BaseModel):
    outcomes: list[Outcome]


@api.post("/batch", response={200: Outcomes, **PROBLEMS}, operation_id="batch", tags=["batch"], summary="送一批")
def batch(request: HttpRequest, payload: Batch) -> Outcomes:
    """Do up to a hundred deeds. One refused holds up none of the others; each answers for itself."""
    read = [_read(request, op) for op in payload.ops]
    done_now = iter(perform_all([op for op in read if isinstance(op, bulk.Op)]))
    outcomes = [next(done_now) if isinstance(op, bulk.Op) else op for op in read]
    return Outcomes(outcomes=[_outcome(op.op_id, came) for op, came in zip(payload.ops, outcomes, strict=True)])


def _read(request: HttpRequest, op: Op) -> bulk.Op | Refused:
    """What is to be done, or why it cannot be understood."""
    action = registry.get(op.action)
    try:
        if action is None:
            raise Refused("no_such_action", _("没有“%(name)s”这件事可办。") % {"name": op.action}, status=404)
        return bulk.Op(action, request.actor, op.thing, action.read(op.given), op.op_id)  # type: ignore[attr-defined]
    except Refused as refusal:
        return refusal


def _outcome(op_id: UUID, came: bulk.Outcome) -> Outcome:
    if isinstance(came, Refused):
        return Outcome(op_id=op_id, problem=Problem(**came.as_json()))
    if isinstance(came, Exception):
        raise came
    return Outcome(op_id=op_id, done=done(came))


def nothing_here(request: HttpRequest) -> HttpResponse:
    return not_found(request, None)


def open_all() -> None:
    """Offer every action there is; called once the rooms have declared theirs."""
    for action in actions():
        offered(action)
