"""By when a matter is to go on, as one sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.states import State
from xiaoxiang.matters.telling import office_names
from xiaoxiang.pages import words

DUE = {
    State.NOTED: gettext_lazy("应在 %(when)s 前有人去看"),
    State.REPORTED: gettext_lazy("应在 %(when)s 前受理"),
    State.REOPENED: gettext_lazy("应在 %(when)s 前受理"),
    State.RETURNED: gettext_lazy("应在 %(when)s 前另派"),
    State.SENT_UP: gettext_lazy("应在 %(when)s 前受理"),
    State.CONSULTING: gettext_lazy("应在 %(when)s 前谈出结果"),
    State.PAUSED: gettext_lazy("%(when)s 再看"),
    State.DECLARED_DONE: gettext_lazy("应在 %(when)s 前去现场看"),
    State.DONE_ON_SPOT: gettext_lazy("等提出的人说一声，到 %(when)s"),
    State.VERIFIED: gettext_lazy("等提出的人说一声，到 %(when)s"),
}
NEXT = {
    State.NOTED: gettext_lazy("本巷管家会在 %(when)s 前去看。"),
    State.REPORTED: gettext_lazy("%(office)s会在 %(when)s 前受理，受理时告诉您哪天办好。"),
    State.REOPENED: gettext_lazy("%(office)s会在 %(when)s 前重新受理。"),
    State.RETURNED: gettext_lazy("%(office)s会在 %(when)s 前另派人办。"),
    State.SENT_UP: gettext_lazy("%(office)s会在 %(when)s 前受理。"),
    State.ACCEPTED: gettext_lazy("%(office)s应在 %(when)s 前办好。"),
    State.DISPATCHED: gettext_lazy("已经派出去了，应在 %(when)s 前办好。"),
    State.CONSULTING: gettext_lazy("几方应在 %(when)s 前谈出结果。"),
    State.AGREED: gettext_lazy("谈妥了，应在 %(when)s 前做完。"),
    State.PAUSED: gettext_lazy("先停一停，%(when)s 再看。"),
    State.DECLARED_DONE: gettext_lazy("说办好了，%(office)s会在 %(when)s 前去现场看。您也可以先说说解决了没有。"),
    State.DONE_ON_SPOT: gettext_lazy("办好了。%(when)s 前说一声：解决了没有。"),
    State.VERIFIED: gettext_lazy("现场看过，办好了。%(when)s 前说一声：解决了没有。"),
}
ENDED = {
    State.CLOSED: gettext_lazy("%(on)s 办结"),
    State.DUPLICATE: gettext_lazy("%(on)s 和另一件一起办"),
    State.OUT_OF_SCOPE: gettext_lazy("%(on)s 说明了该找谁"),
    State.WITHDRAWN: gettext_lazy("%(on)s 撤回，没有再办"),
}


def due(matter: Matter) -> str:
    """应在 11月25日（周三）17:30 前办好; what is over is told by its day."""
    state, now = State(matter.state), clock.now()
    if matter.is_ended:
        return str(ENDED[state]) % {"on": words.day(matter.ended_at, now)} if matter.ended_at else ""
    if matter.due_at is None:
        return ""
    when = words.by_when(matter.due_at, now)
    if matter.due_at < now:
        return (
            _("时限是 %(when)s，已经报上一级") % {"when": when}
            if matter.climbed
            else _("时限是 %(when)s") % {"when": when}
        )
    return str(DUE.get(state, gettext_lazy("应在 %(when)s 前办好"))) % {"when": when}


def what_next(matter: Matter) -> str:
    """What happens next and by when, for whoever raised it (ux 21)."""
    if matter.is_ended or matter.due_at is None:
        return due(matter)
    now = clock.now()
    when = words.by_when(matter.due_at, now)
    if matter.due_at < now and matter.state not in (State.DONE_ON_SPOT, State.VERIFIED):
        return _("过了时限（%(when)s），上一级已经看到。等不及就打电话，报编号就行。") % {"when": when}
    return str(NEXT[State(matter.state)]) % {"when": when, "office": office_names(matter)["office"]}
