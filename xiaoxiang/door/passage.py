"""The passage through the door: what surrounds every action, in one order and one durable transaction.

Claim the request id, load the thing as the actor may see it and lock it, ask `who`, run the function, store its
effects, write one journal line, commit. A refusal leaves nothing behind, not even the claim.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils.translation import gettext as _

from xiaoxiang.door import journal
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.at_hand import at_hand
from xiaoxiang.door.effects import Effects
from xiaoxiang.door.ids import new_id
from xiaoxiang.door.refusal import Refused

TRIES = 3
PASSING = ("40001", "40P01")
"""Serialization failure and deadlock: PostgreSQL asks for the same again."""

_inside: ContextVar[Effects | None] = ContextVar("inside", default=None)
_rehearsing: ContextVar[bool] = ContextVar("rehearsing", default=False)


@dataclass(frozen=True)
class Answer:
    """What came out: the thing, and whether this very request had been done before."""

    result: Any
    is_repeat: bool = False


def perform(
    action: Action[Any],
    by: Actor,
    thing: Any,
    given: dict[str, Any],
    *,
    op_id: UUID | None = None,
    seen: int | None = None,
) -> Answer:
    """Do an action once. `thing` is the thing or its id; `seen` the version its page showed.

    Raises Refused. Raises RuntimeError for a door inside a door.
    """
    if _inside.get() is not None:
        raise RuntimeError(f"{action.name} was called inside another action; share a plain function instead")
    for left in reversed(range(TRIES)):
        try:
            with transact():
                return _once(action, by, thing, given, op_id or new_id(), seen)
        except (OperationalError, IntegrityError) as wrong:
            if not left or not is_passing(wrong):
                raise
    raise AssertionError("unreachable")


@contextmanager
def rehearsal() -> Iterator[None]:
    """Try deeds and take them all back: what a list would meet before it is taken in."""
    with transaction.atomic(durable=True):
        token = _rehearsing.set(True)
        try:
            yield
        finally:
            _rehearsing.reset(token)
            transaction.set_rollback(True)


def transact() -> Any:
    """One durable transaction; in a rehearsal a part of it."""
    return transaction.atomic(durable=not _rehearsing.get())


def is_passing(wrong: Exception) -> bool:
    """Whether the same may be tried again: two deeds in each other's way, or a number drawn that was taken already."""
    if isinstance(wrong, OperationalError):
        return getattr(wrong.__cause__, "sqlstate", "") in PASSING
    constraint = getattr(getattr(wrong.__cause__, "diag", None), "constraint_name", "")
    return isinstance(wrong, IntegrityError) and "drawn" in str(constraint)


def _once(action: Action[Any], by: Actor, thing: Any, given: dict[str, Any], op_id: UUID, seen: int | None) -> Answer:
    repeat = _claim(action, by, thing, given, op_id)
    if repeat is not None:
        return repeat
    with inside() as effects:
        thing, given, result = acted(action, by, thing, given, seen)
    effects.store()
    journal.write(journal.line_of(action, by, thing, given, result, op_id))
    return Answer(result)


@contextmanager
def inside() -> Iterator[Effects]:
    """Where actions act: their effects are gathered, and no other door opens. Raises RuntimeError inside another."""
    if _inside.get() is not None:
        raise RuntimeError("an action was called inside another action; share a plain function instead")
    effects = Effects()
    token = _inside.set(effects)
    try:
        yield effects
    finally:
        _inside.reset(token)


def acted(
    action: Action[Any], by: Actor, thing: Any, given: dict[str, Any], seen: int | None = None
) -> tuple[Any, dict[str, Any], models.Model]:
    """The thing, what was given with the things it names, and the result: load, ask `who`, run. Raises Refused."""
    thing = _load(action, by, getattr(thing, "pk", thing), seen)
    given = _find(action, by, given)
    verdict = action.who(by, thing) if action.thing else action.who(by)
    if verdict is not True:
        raise Refused("may_not", _(str(verdict)) if verdict else _("这件事不归您办。"))
    result = action.function(by, thing, **given) if action.thing else action.function(by, **given)
    if not isinstance(result, models.Model):
        raise TypeError(f"{action.name} returned no thing")
    return thing, given, result


def _claim(action: Action[Any], by: Actor, thing: Any, given: dict[str, Any], op_id: UUID) -> Answer | None:
    """Take the request id, or give back the first answer. A copy in flight waits here for the first to end."""
    asked = digest(action, by, thing, given)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO door_claim (county_id, op_id, digest, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [by.county_id, op_id, asked, by.moment],
        )
        if cursor.rowcount:
            return None
        cursor.execute(
            "SELECT digest, result_id FROM door_claim WHERE county_id = %s AND op_id = %s", [by.county_id, op_id]
        )
        claimed, result_id = cursor.fetchone()
    if bytes(claimed) != asked:
        raise reused()
    return Answer(action.result._base_manager.get(pk=result_id), is_repeat=True)


def reused() -> Refused:
    return Refused("op_id_reused", _("这个请求号已经用在另一件事上了。刷新页面再办一次。"))


def digest(action: Action[Any], by: Actor, thing: Any, given: dict[str, Any]) -> bytes:
    """What makes two requests the same: who asks, for what, of which thing, with which words.

    Keyed: a plain digest over a PIN or a telephone number could be guessed.
    """
    who = by.person_id or by.kind
    body = json.dumps(
        [action.name, str(who), str(getattr(thing, "pk", thing)), given],
        default=journal.plain,
        sort_keys=True,
        ensure_ascii=False,
    )
    return hmac.digest(settings.VAULT_KEY, body.encode(), hashlib.sha256)


def _load(action: Action[Any], by: Actor, thing_id: Any, seen: int | None) -> Any:
    model = action.thing
    if model is None:
        return None
    try:
        thing = _locked(model, by, thing_id) if action.locks else _seen(model, by, thing_id)
    except (ObjectDoesNotExist, ValidationError, ValueError, TypeError):
        raise Refused("not_found", _("找不到这一页，或者它不给您看。")) from None
    if seen is not None and action.changes and thing.version != seen:
        raise Refused("changed", journal.what_changed(thing))
    return thing


def _locked(model: Any, by: Actor, pk: Any) -> Any:
    return model._default_manager.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=pk)


def _seen(model: Any, by: Actor, pk: Any) -> Any:
    """A thing as the actor may see it. What everybody may see says so itself and is kept at hand."""
    if not hasattr(model, "is_seen_by_all"):
        return model._default_manager.visible_to(by).get(pk=pk)
    thing = at_hand(model, pk)
    if not thing.is_seen_by_all(by):
        raise model.DoesNotExist
    return thing


def _find(action: Action[Any], by: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """Replace ids by the things they name, as the actor may see them."""
    found = dict(given)
    for name, model in action.refers.items():
        value = found.get(name)
        if value is None or isinstance(value, model):
            continue
        try:
            found[name] = _seen(model, by, value)
        except ObjectDoesNotExist:
            raise Refused(
                "badly_filled", _("有几处要改一改，写好的都还在。"), fields={name: _("从列出的里面选一个")}
            ) from None
    return found


def later(task: Any, *, at: Any = None, **arguments: Any) -> None:
    """Ask, inside an action, for something to be done after it commits: a job row in the same transaction."""
    effects = _inside.get()
    if effects is None:
        raise RuntimeError("later() belongs inside an action")
    effects.add(task, at, arguments)
