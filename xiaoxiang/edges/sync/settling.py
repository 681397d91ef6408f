"""What follows when somebody said which of two values holds: the phone's is written, and the op is done."""

import logging
from typing import Any
from uuid import uuid5

from django.db import models, transaction
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.action import Action, registry
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.effects import task
from xiaoxiang.door.passage import perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync.models import Conflict, Item, Outcome
from xiaoxiang.people.actors import as_person

log = logging.getLogger(__name__)


def edit_of(conflict: Conflict) -> Action[Any] | None:
    """The edit that the phone made."""
    found = registry.get(conflict.item.action)
    return found if found and found.edits and conflict.field in found.schema.model_fields else None


def thing_of(by: Actor, conflict: Conflict) -> models.Model | None:
    """What was edited, as the actor may see it; None where it is gone or out of sight."""
    edit = edit_of(conflict)
    if edit is None or edit.thing is None:
        return None
    model: Any = edit.thing
    found: models.Model | None = model.objects.visible_to(by).filter(pk=conflict.thing_id).first()
    return found


def check(by: Actor, conflict: Conflict) -> None:
    """Raises Refused: 'gone', or what the edit itself would say to this value or this person."""
    edit, thing = edit_of(conflict), thing_of(by, conflict)
    if edit is None or thing is None:
        raise Refused("gone", _("要改的那件事找不到了，改不成手机上的。留现在的，这一处就算了结。"))
    edit.read({conflict.field: conflict.wanted})
    verdict = edit.who(by, thing)
    if verdict is not True:
        raise Refused("may_not", _(str(verdict)) if verdict else _("这件事不归您办。"))


def close(item_id: Any) -> None:
    """The op is done when none of its conflicts is open. Inside a transaction: the item is locked first."""
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id)
    if item.outcome == Outcome.CONFLICT and not item.conflicts.filter(settled_at=None).exists():
        item.outcome, item.code, item.sentence = Outcome.ACCEPTED, "settled", ""
        item.settled_at, item.version = clock.now(), item.version + 1
        item.save(update_fields=["outcome", "code", "sentence", "settled_at", "version"])


@task(name="sync.settle")
def work(conflict_id: str) -> None:
    """Write the phone's value in the name of whoever chose it. Run twice it is written once."""
    conflict = Conflict.objects.select_related("item").get(pk=conflict_id)
    if conflict.settled_at is not None or not conflict.kept:
        return
    try:
        _write(conflict)
    except Refused as refusal:
        _reopen(conflict, str(refusal.sentence))
    except Exception:
        log.exception("conflict %s could not be settled", conflict.pk)
        _reopen(conflict, _("系统没能改成，再试一次；还不行就留现在的。"))
    else:
        with transaction.atomic():
            Conflict.objects.filter(pk=conflict.pk).update(settled_at=clock.now())
            close(conflict.item_id)


def _write(conflict: Conflict) -> None:
    edit = edit_of(conflict)
    if edit is None or conflict.by_id is None:
        raise Refused("gone", _("要改的那件事找不到了，改不成手机上的。留现在的，这一处就算了结。"))
    given = edit.read({conflict.field: conflict.wanted})
    by = as_person(conflict.by_id, channel="sync")
    perform(edit, by, conflict.thing_id, given, op_id=uuid5(conflict.pk, f"wanted {conflict.version}"))


def _reopen(conflict: Conflict, sentence: str) -> None:
    """Nobody is left believing that it was written: it is on the list again, with the reason."""
    with transaction.atomic():
        Conflict.objects.filter(pk=conflict.pk, settled_at=None).update(kept="", version=models.F("version") + 1)
        Item.objects.filter(pk=conflict.item_id).update(sentence=sentence[:300])
