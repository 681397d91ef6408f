"""Forms drawn from signatures: one field for each keyword of an action, asked in people's words."""

import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin
from uuid import UUID, uuid4

from annotated_types import MaxLen
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from xiaoxiang.door.action import Action, label_of
from xiaoxiang.door.refusal import Refused

Choice = tuple[str, str] | tuple[str, str, str]
BY_TYPE = {bool: "checkbox", int: "number", float: "number"}


@dataclass
class Field:
    """One question of a form, ready to be drawn."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    value: Any = ""
    choices: list[Choice] = field(default_factory=list)
    error: str = ""
    is_optional: bool = False
    max_length: int | None = None
    autocomplete: str = "off"
    inputmode: str = ""
    rows: int = 3
    accept: str = ""
    multiple: bool = False

    @property
    def id(self) -> str:
        return f"f-{self.name}"


@dataclass(frozen=True)
class Outbox:
    """That a form can be filled without a network: its deed waits in the phone's outbox (docs/sync.md)."""

    action: Action[Any]
    thing: str = ""
    """The id of the thing acted on; or, with `thing_field`, nothing."""
    thing_field: str = ""
    """The field of the form that names the thing."""
    undo: Action[Any] | None = None
    """What takes it back within a minute."""

    @property
    def said(self) -> dict[str, str]:
        """What the form tells the phone's script, as data- attributes."""
        edits = {"edits": ""} if self.action.edits else {}
        told = {"thing": self.thing, "thing-field": self.thing_field, "undo": self.undo.name if self.undo else ""}
        named = {name: value for name, value in told.items() if value}
        return {"outbox": self.action.name, "kind": str(self.action.kind), **named, **edits}


@dataclass
class Form:
    """A form for one action. `given` is what was typed; it is kept over every refusal."""

    action_url: str
    fields: list[Field]
    verb: str
    op_id: str
    summary: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    is_multipart: bool = False
    outbox: Outbox | None = None

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(f.id, f.error) for f in self.fields if f.error]

    @property
    def has_errors(self) -> bool:
        return bool(self.summary or self.errors)

    def __getitem__(self, name: str) -> Field:
        found = next((f for f in self.fields if f.name == name), None)
        if found is None:
            raise KeyError(name)  # a template asks for the key before the attribute
        return found


def draw(
    action: Action[Any],
    url: str,
    *,
    given: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
    choices: Mapping[str, Iterable[Choice]] | None = None,
    only: Iterable[str] | None = None,
    seen: int | None = None,
    verb: str | Promise = "",
    op_id: str = "",
    hidden: Mapping[str, Any] | None = None,
    outbox: Outbox | None = None,
) -> Form:
    """The form of an action. `choices` lists the things a field may name; `hidden` answers are not asked.

    A field of `hidden` travels with the form. The request id is made once and kept, so that a double tap is one deed.
    With `outbox` a phone can keep the deed and send it when there is a network.
    """
    given, hidden = given or {}, dict(hidden or {})
    wrong = refused.fields if refused else {}
    asked = [n for n in (only or action.schema.model_fields) if n not in hidden]
    fields = [_field(action, n, given, wrong, dict(choices or {}).get(n)) for n in asked]
    kept = [(name, str(value)) for name, value in hidden.items()]
    if seen is not None:
        kept.append(("seen", str(seen)))
    orphans = [str(s) for n, s in wrong.items() if n not in asked]
    summary = " ".join(orphans) or (str(refused.sentence) if refused and not wrong else "")
    return Form(
        action_url=url,
        fields=fields,
        verb=str(verb or action.verb or _("提交")),
        op_id=op_id or str(given.get("op_id") or uuid4()),
        summary=summary,
        hidden=kept,
        is_multipart=any(f.kind == "file" for f in fields),
        outbox=outbox,
    )


def _field(
    action: Action[Any], name: str, given: Mapping[str, Any], wrong: Mapping[str, Any], choices: Iterable[Choice] | None
) -> Field:
    info = action.schema.model_fields[name]
    label = label_of(info, name)
    kind, options = _kind(info, label, choices)
    value = given.get(name, info.default if not info.is_required() and info.default is not None else "")
    return Field(
        name=name,
        label=str(label.title),
        hint=str(label.hint),
        kind=kind,
        value=value.value if isinstance(value, Enum) else value,
        choices=options,
        error=str(wrong.get(name, "")),
        is_optional=not info.is_required(),
        max_length=_longest(info),
        autocomplete={"phone": "tel"}.get(kind, "name" if name == "name" else "off"),
        inputmode={"phone": "tel", "number": "numeric"}.get(kind, ""),
        accept="image/*" if kind == "file" else "",
        multiple=kind == "file",
    )


def type_asked(hint: Any) -> Any:
    """The type asked for, without None and annotations."""
    while get_origin(hint) in (typing.Annotated, typing.Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint


def _kind(info: FieldInfo, label: Any, choices: Iterable[Choice] | None) -> tuple[str, list[Choice]]:
    inner = type_asked(info.annotation)
    if isinstance(inner, type) and issubclass(inner, Enum):
        return label.widget or "tiles", [(str(m.value), str(getattr(m, "label", m.value))) for m in inner]
    if choices is not None or inner is UUID:
        return label.widget or "select", [(str(c[0]), *map(str, c[1:])) for c in choices or ()]  # type: ignore[misc]
    name = getattr(inner, "__name__", "")
    return label.widget or BY_TYPE.get(inner) or {"date": "date", "datetime": "datetime"}.get(name, "text"), []


def _longest(info: FieldInfo) -> int | None:
    metadata = list(info.metadata)
    for part in get_args(info.annotation):
        metadata += getattr(part, "__metadata__", ())
    found = [m.max_length for m in metadata if isinstance(m, MaxLen) or getattr(m, "max_length", None)]
    return found[-1] if found else None


def typed(action: Action[Any], post: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sent, as the schema expects it: an empty optional field is one not given."""
    raw: dict[str, Any] = {}
    for name, info in action.schema.model_fields.items():
        inner = type_asked(info.annotation)
        if inner is bool:
            raw[name] = post.get(name) in ("on", "true", "1")
        elif typing.get_origin(inner) in (list, tuple):
            raw[name] = [v for v in getattr(post, "getlist", post.get)(name) or [] if v]
        elif name in post and (post[name] != "" or info.is_required()):
            raw[name] = post[name]
    return raw
