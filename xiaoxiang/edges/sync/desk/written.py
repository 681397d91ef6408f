"""What somebody wrote on a phone, in people's words: labels for names, names for ids, masks over what is sealed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, journal
from xiaoxiang.door.action import Action, label_of
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.forms import type_asked
from xiaoxiang.door.words import plain_phone
from xiaoxiang.edges.sync import releasing
from xiaoxiang.edges.sync.envelope import Op
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.matters.queries import kinds
from xiaoxiang.pages import words
from xiaoxiang.people.vault import mask_name, mask_phone

LONGEST = 500
"""Characters of one answer that a page shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One field as it was filled in."""

    label: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The thing an op is about: what it is called, and its page at the desk where it has one."""

    called: str
    url: str = ""


def answers(by: Actor, item: Item, op: Op, deed: Action[Any] | None) -> list[Answer]:
    """Every field that was filled in, those of the deed in its order, then what it does not know."""
    fields = dict(deed.schema.model_fields) if deed else {}
    known = [name for name in fields if name in op.given or name in item.fields]
    order = [*known, *(name for name in op.given if name not in fields)]
    return [answer(by, deed, name, op.given.get(name, ""), str(item.fields.get(name, ""))) for name in order]


def answer(by: Actor, deed: Action[Any] | None, name: str, value: str | list[str], error: str = "") -> Answer:
    if deed is None or name not in deed.schema.model_fields:
        return Answer(name[:60], _("（不认识的一项，不显示）"), error)
    label = str(label_of(deed.schema.model_fields[name], name).title)
    each = value if isinstance(value, list) else [value]
    shown = "、".join(said(by, deed, name, one) for one in each if one)
    return Answer(label, shown[:LONGEST] or _("没有填"), error)


def said(by: Actor, deed: Action[Any], name: str, value: str) -> str:
    """One value as a person would read it; a field that the journal may not hold is masked here too."""
    if name in deed.keeps_secret:
        return masked(deed, name, value)
    if name in deed.refers:
        return named(by, deed.refers[name], value)
    kind = type_asked(deed.schema.model_fields[name].annotation)
    if isinstance(kind, type) and issubclass(kind, Enum):
        found = next((member for member in kind if str(member.value) == value), None)
        return str(getattr(found, "label", value)) if found else value
    if kind is bool:
        return _("是") if value in ("on", "true", "1") else _("不是")
    return dated(kind, value)


def masked(deed: Action[Any], name: str, value: str) -> str:
    if label_of(deed.schema.model_fields[name], name).widget == "phone":
        return mask_phone(str(plain_phone(value))[:20])
    return mask_name(value) if name.endswith("name") else "****"


def named(by: Actor, model: Any, value: str) -> str:
    found = seen(by, model, value)
    return journal.called(found) if found else _("（找不到，或者不归这里看）")


def seen(by: Actor, model: Any, pk: Any) -> Model | None:
    """A thing by its id as the actor may see it."""
    try:
        found: Model | None = model._default_manager.visible_to(by).filter(pk=UUID(str(pk))).first()
    except ValueError:
        return None
    return found


def dated(kind: Any, value: str) -> str:
    """A date or a moment as people say it; anything else as it was written."""
    try:
        if kind is datetime:
            at = datetime.fromisoformat(value)
            return words.moment(at, clock.now()) if at.tzinfo else value
        return words.day(date.fromisoformat(value), clock.now()) if kind is date else value
    except (ValueError, OverflowError):
        return value


def about(by: Actor, item: Item, op: Op, deed: Action[Any] | None) -> About | None:
    """The thing the deed is about; None where it begins something out of nothing."""
    if deed is None or deed.thing is None or not op.thing:
        return None
    if op.made_by:
        before = Item.objects.filter(pk=op.made_by, store_id=item.store_id, person_id=item.person_id).first()
        if before is None:
            return About(_("同一部手机上还没送到的一条"))
        return About(before.called or before.told, page_of(before.result_type, before.result_id))
    found = seen(by, deed.thing, op.thing)
    if found is None:
        return About(_("找不到，或者不归这里看"))
    return About(journal.called(found), page_of(type(found).__name__.lower(), found.pk))


def page_of(type_name: str, pk: Any) -> str:
    """The address of a thing at the desk; empty where it has no page of its own."""
    return f"/desk/matters/{pk}/" if type_name == "matter" else ""


def titles(county_id: int, ops: Iterable[Op | None]) -> Iterator[str]:
    """What to call each op in a list: the kind of matter where it names one, else what the button said.

    Asks nothing for each row: the kinds are kept at hand.
    """
    known = {str(kind.pk): kind.name for kind in kinds(county_id)}
    return (title(known, op) for op in ops)


def title(known: Mapping[str, str], op: Op | None) -> str:
    if op is None:
        return _("一条读不出来的记录")
    kind = next((known[value] for value in op.given.values() if isinstance(value, str) and value in known), "")
    deed = releasing.deed_of(op)
    return kind or (str(deed.verb) if deed else "") or _("一条记录")
