"""Actions: what people may do, as typed functions. The decorator line names the deed and says who may."""

import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.fields import FieldInfo

from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label

R = TypeVar("R")
Who = Callable[..., Verdict]


class Kind(StrEnum):
    """A fact already happened on the street and is never refused for being late; a request can be refused."""

    FACT = "fact"
    REQUEST = "request"


FACT, REQUEST = Kind.FACT, Kind.REQUEST


class Given(BaseModel):
    """What an action is given; an unknown field is an error, never ignored (mass assignment)."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class Action(Generic[R]):
    """One deed. Calling it goes through the door; there is no other way to call it."""

    name: str
    function: Callable[..., R]
    who: Who
    says: str | Promise
    kind: Kind = REQUEST
    locks: bool = True
    """Whether the thing is locked while the function runs. Not where it only says where (an alley)."""
    formerly: tuple[str, ...] = ()
    keeps_secret: frozenset[str] = frozenset()
    """Fields that never reach the journal: passwords, PINs, whole phone numbers."""
    changes: bool = True
    """Whether the thing's version moves, so that whoever looks at an older one is told."""
    verb: str | Promise = ""
    """What the button says."""
    edits: bool = False
    """Whether its keywords are columns of the thing and only what changed is given: two edits can then be merged."""
    in_bulk: bool = False
    """Whether many are written at once (door/bulk.py): its function only adds rows, by `insert` and `add_up`, and
    neither it nor `who` reads what such a deed has written."""
    parameters: tuple[inspect.Parameter, ...] = field(default=(), repr=False)

    def __call__(self, by: Actor, *thing: Any, op_id: UUID | None = None, seen: int | None = None, **given: Any) -> R:
        """Do it, given already typed values. Raises Refused."""
        from xiaoxiang.door.passage import perform  # noqa: PLC0415 - the passage knows actions, not the reverse

        return typing.cast(R, perform(self, by, thing[0] if thing else None, given, op_id=op_id, seen=seen).result)

    @property
    def help(self) -> str:
        return inspect.getdoc(self.function) or ""

    @cached_property
    def hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self.function, include_extras=True)

    @cached_property
    def thing(self) -> type[models.Model] | None:
        """The model of what is acted on; None for a deed that begins something out of nothing."""
        positional = [p for p in self.parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        return self.hints[positional[1].name] if len(positional) > 1 else None

    @cached_property
    def result(self) -> type[models.Model]:
        """The model of what comes of it."""
        model: type[models.Model] = self.hints["return"]
        return model

    @cached_property
    def schema(self) -> type[Given]:
        """The signature as a pydantic model: things named by their id."""
        drawn: dict[str, Any] = {}
        for p in self.parameters:
            if p.kind is p.KEYWORD_ONLY:
                default = ... if p.default is p.empty else p.default
                drawn[p.name] = (by_id(self.hints[p.name]), default)
        return create_model(self.name.replace(".", "_"), __base__=Given, **drawn)

    @cached_property
    def refers(self) -> dict[str, type[models.Model]]:
        """Which fields name a thing by its id, and of what model."""
        found = {p.name: model_of(self.hints[p.name]) for p in self.parameters if p.kind is p.KEYWORD_ONLY}
        return {name: model for name, model in found.items() if model}

    def read(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Typed values from a form or JSON. Raises Refused('badly_filled') with one sentence for each bad field."""
        try:
            given = self.schema.model_validate(raw)
        except ValidationError as wrong:
            raise badly_filled(self.schema, wrong) from None
        return {name: getattr(given, name) for name in self.schema.model_fields if name in given.model_fields_set}


def model_of(hint: Any) -> type[models.Model] | None:
    """The model inside a hint such as `Body`, `Body | None` or `Annotated[Body, Label(...)]`."""
    for part in (hint, *get_args(hint)):
        if isinstance(part, type) and issubclass(part, models.Model):
            return part
        if get_origin(part) in (typing.Union, types.UnionType, Annotated) and part is not hint:
            return model_of(part)
    return None


def by_id(hint: Any) -> Any:
    """The same hint with every model replaced by UUID, as it travels."""
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return UUID
    if get_origin(hint) is Annotated:
        inner, *rest = get_args(hint)
        return Annotated[(by_id(inner), *rest)]
    if get_origin(hint) in (typing.Union, types.UnionType):
        return typing.Union[tuple(by_id(part) for part in get_args(hint))]  # noqa: UP007
    return hint


def label_of(info: FieldInfo, name: str) -> Label:
    """The label nearest to the field: the last one written wins over that of its type."""
    labels = [m for m in info.metadata if isinstance(m, Label)]
    for part in get_args(info.annotation):
        if get_origin(part) is Annotated:
            labels = [m for m in get_args(part)[1:] if isinstance(m, Label)] + labels
    return labels[-1] if labels else Label(name)


def badly_filled(schema: type[Given], wrong: ValidationError) -> Refused:
    fields: dict[str, str] = {}
    for error in wrong.errors(include_url=False, include_input=False):
        name = str(error["loc"][0]) if error["loc"] else ""
        info = schema.model_fields.get(name)
        fields.setdefault(name, complaint(error, label_of(info, name) if info else Label(name)))
    return Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=fields)


def complaint(error: Any, label: Label) -> str:
    """What is wrong with one field, as a person would say it."""
    kind, context = error["type"], error.get("ctx") or {}
    title = str(label.title)
    if kind in ("missing", "string_too_short", "too_short") or (kind == "string_type" and label.ask):
        return str(label.ask) or _("写出%(title)s") % {"title": title}
    sentences = {
        "string_too_long": _("%(title)s最多 %(max)s 个字") % {"title": title, "max": context.get("max_length")},
        "extra_forbidden": _("没有“%(title)s”这一项") % {"title": title},
        "enum": _("从列出的里面选一个%(title)s") % {"title": title},
        "literal_error": _("从列出的里面选一个%(title)s") % {"title": title},
        "uuid_parsing": _("从列出的里面选一个%(title)s") % {"title": title},
        "too_long": _("%(title)s最多 %(max)s 个字") % {"title": title, "max": context.get("max_length")},
        "greater_than_equal": _("%(title)s最小是 %(bound)s") % {"title": title, "bound": context.get("ge")},
        "less_than_equal": _("%(title)s最大是 %(bound)s") % {"title": title, "bound": context.get("le")},
    }
    if kind in sentences:
        return sentences[kind]
    if kind in ("phone", "unreadable", "moment", "day") or kind.startswith("own_"):
        return _(error["msg"])
    if kind.startswith(("datetime", "date", "timezone")):
        return _("写出%(title)s，例如 2026-11-25") % {"title": title}
    if kind.startswith(("int", "float", "decimal")):
        return _("%(title)s写成数字") % {"title": title}
    return _("%(title)s要改一改") % {"title": title}


registry: dict[str, Action[Any]] = {}


def action(
    name: str,
    *,
    who: Who,
    says: str | Promise,
    kind: Kind = REQUEST,
    locks: bool = True,
    changes: bool = True,
    formerly: tuple[str, ...] = (),
    secret: tuple[str, ...] = (),
    verb: str | Promise = "",
    edits: bool = False,
    in_bulk: bool = False,
) -> Callable[[Callable[..., R]], Action[R]]:
    """Name a deed (thing.verb), say who may (True or the reason why not) and how the journal tells it."""

    if in_bulk and (locks or changes or kind is not FACT):
        raise ValueError(f"{name} is no fact that only adds rows")

    def named(function: Callable[..., R]) -> Action[R]:
        made = Action(
            name=name,
            function=function,
            who=who,
            says=says,
            kind=kind,
            locks=locks,
            changes=changes,
            formerly=formerly,
            keeps_secret=frozenset(secret),
            verb=verb,
            edits=edits,
            in_bulk=in_bulk,
            parameters=tuple(inspect.signature(function).parameters.values()),
        )
        for known in (name, *formerly):
            if known in registry:
                raise ValueError(f"two actions are called {known}")
            registry[known] = made
        return made

    return named


def actions() -> list[Action[Any]]:
    """Every action once, by its present name."""
    return sorted({a.name: a for a in registry.values()}.values(), key=lambda a: a.name)
