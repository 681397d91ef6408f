"""What may still be done about a matter as it was noted: say one thing more, correct it, or take it back at once."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.rows import update
from xiaoxiang.door.words import Label, Line, Words
from xiaoxiang.matters.actions.noting import title_of
from xiaoxiang.matters.actions.steps import HANDLERS, UNDO_WITHIN, in_force, move, raiser, write_step
from xiaoxiang.matters.models import Matter


@action(
    "matter.add",
    who=raiser,
    kind=FACT,
    says=gettext_lazy("{by}给“{thing}”补充了一句"),
    verb=gettext_lazy("补充一句"),
    changes=False,
)
def add(
    by: Actor,
    matter: Matter,
    *,
    words: Annotated[Words, Label(gettext_lazy("补充什么"), widget="textarea", ask=gettext_lazy("写一写要补充的话"))],
) -> Matter:
    """Say one thing more about an open matter; those who deal with it read it, the public does not."""
    if matter.is_ended:
        raise Refused("not_now", _("这件事已经办结。要是又有了，新记一件。"))
    in_force(matter)
    write_step(by, matter, "add", came_from=matter.state, reason=words)
    return matter


def raiser_or_handler(by: Actor, matter: Matter) -> Verdict:
    return (
        raiser(by, matter) is True or by.holds_any(HANDLERS, matter) or gettext_noop("由提出的人或这条巷的管家来改。")
    )


@action(
    "matter.correct",
    who=raiser_or_handler,
    kind=FACT,
    says=gettext_lazy("{by}改了“{thing}”的说明"),
    verb=gettext_lazy("改一改"),
    edits=True,
)
def correct(
    by: Actor,
    matter: Matter,
    *,
    words: Annotated[Words | None, Label(gettext_lazy("怎么回事"), widget="textarea")] = None,
    landmark: Annotated[
        Line | None, Label(gettext_lazy("在哪一段"), gettext_lazy("例如：门牌 12 附近、巷口榕树下"))
    ] = None,
) -> Matter:
    """Correct what was written down; what stood there before stays with the step, and the journal holds both."""
    changed: dict[str, object] = {}
    if words is not None:
        changed["words"] = words
    if landmark is not None:
        changed["landmark"] = landmark
        changed["title"] = title_of(matter.kind, words or matter.words, landmark)
    before = {name: getattr(matter, name) for name in changed}
    in_force(matter)
    update(matter, {**changed, "version": matter.version + 1})
    write_step(by, matter, "correct", came_from=matter.state, before=before)
    return matter


def whoever_noted_it(by: Actor, matter: Matter) -> Verdict:
    if matter.pk in by.receipts:
        return True
    noted = by.person_id is not None and by.person_id in (matter.raised_by_id, matter.entered_by_id)
    return noted or gettext_noop("自己刚记的才能撤回。")


@action(
    "matter.withdraw",
    who=whoever_noted_it,
    says=gettext_lazy("{by}撤回了刚记下的“{thing}”"),
    verb=gettext_lazy("撤回"),
)
def withdraw(by: Actor, matter: Matter) -> Matter:
    """Take back what was noted a moment ago, while nobody has acted on it (ux 12). The journal holds both."""
    is_fresh = clock.now() - matter.noted_at <= UNDO_WITHIN
    if not is_fresh or matter.me_too or matter.steps.exclude(verb="note").exists():
        raise Refused("not_now", _("过了一分钟，或者已经有人接着办了，撤不回来。"))
    in_force(matter)
    move(by, matter, "withdraw", is_withheld=True)
    return matter
