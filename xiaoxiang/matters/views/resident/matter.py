"""A matter: reduced for the public, whole for those concerned, with the acts a steward may do (XP1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xiaoxiang.door import clock, forms, throttle
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do, submit
from xiaoxiang.matters import actions, photos
from xiaoxiang.matters.actions.noting import AT_MOST_PICTURES, receipt_of
from xiaoxiang.matters.actions.steps import UNDO_WITHIN, UNDOABLE, raiser
from xiaoxiang.matters.models import Matter, MeToo, Step
from xiaoxiang.matters.queries import VERBS, possible
from xiaoxiang.matters.telling import timeline
from xiaoxiang.matters.views.resident.alley import around
from xiaoxiang.people.models import STAFF, Role

STEWARDS_VERBS = (
    "settle",
    "report",
    "consult",
    "agree",
    "part",
    "declare_done",
    "send_back",
    "verify",
    "not_yet",
    "answer",
    "add",
    "correct",
)
"""What is done on this page, most wanted first; the rest is the desk's."""
ACTIONS: dict[str, Action[Any]] = {**VERBS, "add": actions.add, "correct": actions.correct}
AN_HOUR_FROM_ONE_ADDRESS = 30


def seen_by(by: Actor, pk: UUID) -> tuple[Matter, bool]:
    """The matter as this reader may see it, and whether they are concerned with it. Raises Http404."""
    rows = Matter.objects.select_related("kind", "alley", "body", "community")
    matter = get_object_or_404(rows.visible_to(by), pk=pk)
    is_public_only = not matter.is_withheld and not by.held and not by.is_person and not by.receipts
    return matter, not is_public_only and Matter.objects.concerning(by).filter(pk=pk).exists()


def is_staff(by: Actor) -> bool:
    return bool(by.roles & STAFF)


def matter(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, is_concerned = seen_by(by, pk)
    if is_concerned and is_staff(by):
        return HttpResponseRedirect(f"/desk/matters/{found.pk}/")
    shown = {
        **around(found.alley or found.community),  # type: ignore[arg-type]
        **_back(by, found),
        "matter": found,
        "steps": timeline(found, is_public=not is_concerned),
        "is_concerned": is_concerned,
        "acts": [(verb, ACTIONS[verb].verb) for verb in acts(by, found)] if is_concerned else [],
        "may_reveal": is_concerned and actions.reveal.who(by, found) is True,
        "undo": undo_of(by, found) if is_concerned else None,
        "pictures": list(found.photos.order_by("id")) if is_concerned else [],
        "may_join": not found.is_ended and not is_concerned,
        "join_op_id": uuid4(),
        "may_add_photos": is_concerned and _may_add_photos(by, found),
    }
    return render(request, "matters/resident/matter.html", shown)


def acts(by: Actor, matter: Matter) -> list[str]:
    """The verbs of this page that this reader may do now."""
    may = possible(by, matter)
    if not matter.is_ended and actions.add.who(by, matter) is True:
        may.append("add")
    if actions.correct.who(by, matter) is True:
        may.append("correct")
    return [verb for verb in STEWARDS_VERBS if verb in may]


def _back(by: Actor, matter: Matter) -> dict[str, str]:
    if Role.STEWARD in by.roles:
        return {"back_url": "/steward/matters/", "back_label": _("我的事")}
    if matter.alley:
        return {"back_url": f"/a/{matter.alley.plaque}/", "back_label": matter.alley.name}
    return {"back_url": "/", "back_label": _("首页")}


def _may_add_photos(by: Actor, matter: Matter) -> bool:
    return raiser(by, matter) is True and matter.pictures < AT_MOST_PICTURES and not matter.is_ended


def undo_of(by: Actor, matter: Matter, home: str = "") -> dict[str, Any] | None:
    """The way back from one's own last step, or from having noted it at all, for a minute (ux 12)."""
    last: Step | None = matter.steps.order_by("-id").first()
    if last is None or clock.now() - last.at > UNDO_WITHIN:
        return None
    url = home or f"/matters/{matter.pk}/"
    if last.verb == "note" and actions.withdraw.who(by, matter) is True:
        return {"url": f"{url}withdraw/", "op_id": uuid4(), "sentence": _("记下了。")}
    if last.verb in UNDOABLE and last.before and last.by_id and last.by_id == by.person_id:
        return {"url": f"{url}undo/", "op_id": uuid4(), "sentence": _("刚才这一步可以撤销。")}
    return None


def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One act on a page of its own: the form drawn from its signature, big buttons, and back to the matter."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, is_concerned = seen_by(by, pk)
    if not is_concerned or verb not in STEWARDS_VERBS:
        raise Http404
    if is_staff(by):
        return HttpResponseRedirect(f"/desk/matters/{found.pk}/")
    if request.method == "POST":

        def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
            return _act_page(request, found, verb, refused=refused, given=post)

        return submit(request, ACTIONS[verb], found.pk, done=f"/matters/{found.pk}/", retry=retry, said=_("记下了。"))
    if verb not in acts(by, found):
        return HttpResponseRedirect(f"/matters/{found.pk}/")
    return _act_page(request, found, verb)


def _act_page(
    request: HttpRequest,
    found: Matter,
    verb: str,
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
) -> HttpResponse:
    action = ACTIONS[verb]
    only = [name for name in action.schema.model_fields if name != "channel"]
    url = f"/matters/{found.pk}/{verb}/"
    if given is None and action.edits:
        given = {name: getattr(found, name) for name in only}
    outbox = forms.Outbox(action, thing=str(found.pk)) if Role.STEWARD in request.actor.roles else None  # type: ignore[attr-defined]
    form = forms.draw(action, url, given=given, refused=refused, only=only, seen=found.version, outbox=outbox)
    for field in form.fields:
        field.kind = "choice" if field.kind == "tiles" else field.kind
    return _page_of_one_form(request, found, form)


def _page_of_one_form(request: HttpRequest, found: Matter, form: forms.Form, status: int = 200) -> HttpResponse:
    shown = {
        **around(found.alley or found.community),  # type: ignore[arg-type]
        "form": form,
        "matter": found,
        "heading": form.verb,
        "back_url": f"/matters/{found.pk}/",
        "back_label": found.title,
    }
    return render(request, "matters/resident/act.html", shown, status=status)


def raised(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
    """A refused way back is a page of its own."""
    raise refused


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    return submit(request, actions.undo, pk, done=f"/matters/{pk}/", retry=raised, said=_("撤销了。"))


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was noted a moment ago; a steward goes back to the day."""
    done = "/steward/" if Role.STEWARD in request.actor.roles else f"/matters/{pk}/"  # type: ignore[attr-defined]
    return submit(request, actions.withdraw, pk, done=done, retry=raised, said=_("撤回了，没有记。"))


@require_POST
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """我也遇到了: one tap, and a receipt to follow it by."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    counter = throttle.key_of("join", request)
    if not by.is_person and not throttle.has_room(counter, AN_HOUR_FROM_ONE_ADDRESS):
        raise Refused("too_many", gettext_lazy("这个网络一小时里点得太多了，过一会儿再来。"), status=429)
    answer = do(request, actions.join, pk)
    me: MeToo = answer.result
    if not by.is_person and not answer.is_repeat:
        throttle.count(counter)
    return HttpResponseRedirect(f"/matters/{pk}/" if me.person_id else f"/r/{receipt_of(me.pk)}/")


def add_photos(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Photos added by whoever raised it and signs in; a bad one is told beside the field."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, is_concerned = seen_by(by, pk)
    if not is_concerned or not _may_add_photos(by, found):
        raise Http404
    error = photos.add_to(request, found) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return HttpResponseRedirect(f"/matters/{pk}/")
    return _page_of_one_form(request, found, photos.form(f"/matters/{pk}/photos/", error), 422 if error else 200)


def why(request: HttpRequest, pk: UUID) -> HttpResponse:
    """By which rule this reader sees the page, and what others see (XP1)."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, is_concerned = seen_by(by, pk)
    shown = {
        **around(found.alley or found.community),  # type: ignore[arg-type]
        "matter": found,
        "rules": list(_rules(by, found)),
        "is_concerned": is_concerned,
        "matrix": MATRIX,
        "back_url": f"/matters/{pk}/",
        "back_label": _("这件事"),
    }
    return render(request, "matters/resident/why.html", shown)


def _rules(by: Actor, matter: Matter) -> list[str]:
    """Each rule that lets this reader in, as a sentence."""
    found = []
    if by.person_id and by.person_id == matter.raised_by_id:
        found.append(_("这件事是您提的。"))
    if matter.pk in by.receipts:
        found.append(_("您拿着这件事的收条。"))
    if by.person_id and by.person_id == matter.assignee_id:
        found.append(_("这件事派给了您。"))
    for holding in by.held:
        if holding.reaches(matter):
            found.append(_("您是这里的%(role)s。") % {"role": Role(holding.role).label})
    if not matter.is_withheld:
        found.append(_("街巷里的公共事，谁都能看到办到哪一步。"))
    return found


MATRIX = (
    (gettext_lazy("提出的人"), gettext_lazy("全部，凭收条")),
    (gettext_lazy("本巷管家、经办的人"), gettext_lazy("全部；提出人的称呼和电话平时遮住，打开一次记一次")),
    (gettext_lazy("别的巷的管家"), gettext_lazy("办到哪一步；看不到原话、照片、称呼和电话")),
    (gettext_lazy("本社区的工作者"), gettext_lazy("全部；提出人的称呼和电话平时遮住，打开一次记一次")),
    (gettext_lazy("街道"), gettext_lazy("全部；提出人的称呼和电话遮住")),
    (gettext_lazy("县里"), gettext_lazy("只看合计的数，少于 5 件不显示")),
    (gettext_lazy("所有人"), gettext_lazy("办到哪一步；看不到原话、照片、称呼和电话")),
)
"""The row of the visibility matrix about ordinary matters and about who raised them (XP1)."""
