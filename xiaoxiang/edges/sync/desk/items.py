"""One op that a person must look at: what was written, when, why it is here, and what may be done about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_origin
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock, forms, journal
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.edges.sync import actions, releasing
from xiaoxiang.edges.sync.desk import phones, written
from xiaoxiang.edges.sync.desk.frame import HOME, frame, keeper, to_look_at
from xiaoxiang.edges.sync.desk.why import why
from xiaoxiang.edges.sync.envelope import Op
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.edges.sync.moments import DRIFT, MILLISECOND

PREFIX = "given."
"""Before the names of what was written, so that they never meet those of the ruling."""
TOLD_BY_THE_PHONE = frozenset({"happened_at", "promised_pictures"})
"""What the phone itself knows; nobody types it."""
MOST_CHOICES = 500
TONES = {
    Outcome.RECEIVED: "go",
    Outcome.ACCEPTED: "ok",
    Outcome.HELD: "wait",
    Outcome.CONFLICT: "wait",
    Outcome.REFUSED: "rest",
    Outcome.QUARANTINED: "wait",
}


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done about an op."""

    verb: str
    label: str | Promise
    action: Action[Any]
    done: str | Promise


EDIT = Act("edit", gettext_lazy("改一改再放行"), actions.release, gettext_lazy("放行了，马上就办。"))
RELEASE = Act("release", gettext_lazy("照原样放行"), actions.release, gettext_lazy("放行了，马上就办。"))
RETURN = Act("return", gettext_lazy("退回手机"), actions.send_back, gettext_lazy("退回了，本人在手机上会看到原因。"))
ACTS = {act.verb: act for act in (EDIT, RELEASE, RETURN)}


def seen_by(by: Actor, pk: UUID) -> Item:
    """Raises Http404."""
    return get_object_or_404(Item.objects.looked_after(by).select_related("person"), pk=pk)


def item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The op, and beside it the likeliest act open."""
    by = keeper(request)
    found = seen_by(by, pk)
    return page(request, found, releasing.written(found))


def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One act: a page with its form, or the deed itself. Refused, it comes back with all that was typed."""
    by = keeper(request)
    chosen, found = ACTS.get(verb), seen_by(by, pk)
    op = releasing.written(found)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        is_offered = chosen in offered(by, found, op)
        return page(request, found, op, chosen) if is_offered else HttpResponseRedirect(home(found))

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        return page(request, seen_by(by, pk), op, chosen, refused)

    more = {"given": corrected(request.POST, found, op)} if chosen is EDIT else {}
    return submit(request, chosen.action, found.pk, done=HOME, retry=retry, said=str(chosen.done), **more)


def home(found: Item) -> str:
    return f"{HOME}items/{found.pk}/"


def offered(by: Actor, found: Item, op: Op | None) -> list[Act]:
    """What may be done now, the likeliest first; nothing once somebody decided."""
    if not to_look_at(by, clock.now()).filter(pk=found.pk).exists():
        return []
    deed = releasing.deed_of(op) if op else None
    if op is None or deed is None:
        return [RETURN]
    if found.fields:
        return [EDIT, RETURN]
    return [RELEASE, EDIT, RETURN] if deed.schema.model_fields else [RELEASE, RETURN]


def page(
    request: HttpRequest, found: Item, op: Op | None, chosen: Act | None = None, refused: Refused | None = None
) -> HttpResponse:
    by = keeper(request)
    deed = releasing.deed_of(op) if op else None
    acts = offered(by, found, op)
    first = chosen or (acts[0] if acts else None)
    drift = phones.drift(found.offset or 0)
    context = {
        **frame(by),
        "item": found,
        "tone": TONES[Outcome(found.outcome)],
        "title": next(written.titles(by.county_id, [op])),
        "why": why(found),
        "about": written.about(by, found, op, deed) if op else None,
        "answers": written.answers(by, found, op, deed) if op else [],
        "deed": str(deed.verb) if deed else "",
        "photos": photos(found, op),
        "drift": drift if abs(found.offset or 0) * MILLISECOND > DRIFT else "",
        "rulings": list(found.rulings.select_related("by")),
        "conflicts": list(found.conflicts.filter(settled_at=None)) if found.outcome == Outcome.CONFLICT else [],
        "result_url": written.page_of(found.result_type, found.result_id) if found.outcome == Outcome.ACCEPTED else "",
        "waits": bool(acts),
        "first": first if acts or refused else None,
        "form": drawn(by, found, op, first, request.POST, refused) if first and (acts or refused) else None,
        "others": [a for a in acts if a is not first],
        "refused": refused,
    }
    return render(request, "sync/desk/item.html", context)


def photos(found: Item, op: Op | None) -> str:
    """How many photos were promised, and how many are there."""
    promised = len(op.attachments) if op else 0
    if not promised:
        return ""
    whole = sum(1 for photo in found.attachments.all() if photo.received == photo.size)
    return _("说好 %(promised)d 张，到了 %(whole)d 张") % {"promised": promised, "whole": whole}


def drawn(
    by: Actor, found: Item, op: Op | None, chosen: Act, post: Mapping[str, Any], refused: Refused | None
) -> forms.Form:
    """The form of an act: its reason, and before it, to correct them, the fields as they were written."""
    url = f"{home(found)}{chosen.verb}/"
    form = forms.draw(chosen.action, url, given=post, refused=refused, only=["reason"], verb=chosen.label)
    deed = releasing.deed_of(op) if op else None
    if chosen is EDIT and op and deed:
        form.fields = [*written_fields(by, found, deed, op, post, refused), *form.fields]
        form.summary = str(refused.sentence) if refused and not refused.fields else ""
    return form


def written_fields(
    by: Actor, found: Item, deed: Action[Any], op: Op, post: Mapping[str, Any], refused: Refused | None
) -> list[forms.Field]:
    """The fields of the deed with what was written, and under each what was wrong with it."""
    asked = [name for name in deed.schema.model_fields if name not in TOLD_BY_THE_PHONE]
    given = {name: post.get(PREFIX + name, op.given.get(name, "")) for name in asked}
    wrong = {name.removeprefix(PREFIX): said for name, said in (refused.fields if refused else {}).items()}
    choices = {name: choices_of(by, deed, name, given[name]) for name in deed.refers}
    form = forms.draw(
        deed, "", given=given, refused=Refused("badly_filled", "", fields=wrong), choices=choices, only=asked
    )
    fields = [field for field in form.fields if field.kind != "file"]
    for field in fields:
        field.hint = str(found.fields.get(field.name) or field.hint)
        if field.name in deed.keeps_secret:
            veil(field, found, deed, op, str(post.get(PREFIX + field.name, "")))
        field.kind = "choice" if field.kind == "tiles" else field.kind
        field.name = PREFIX + field.name
    return fields


def veil(field: forms.Field, found: Item, deed: Action[Any], op: Op, typed: str) -> None:
    """A sealed field is not shown: it stays as it was written unless something is typed in its place."""
    field.value = typed
    if was := op.given.get(field.name, ""):
        shown = {"was": written.masked(deed, field.name, str(was))}
        kept = _("原来写的是 %(was)s，不改就空着")
        field.hint = (_("原来写的是 %(was)s，不对；空着就不要这一项") if field.name in found.fields else kept) % shown


def choices_of(by: Actor, deed: Action[Any], name: str, value: Any) -> Iterable[forms.Choice]:
    model: Any = deed.refers[name]
    rows = list(model._default_manager.visible_to(by)[:MOST_CHOICES])
    here = written.seen(by, model, value) if value and str(value) not in {str(row.pk) for row in rows} else None
    return [(str(row.pk), journal.called(row)) for row in [*([here] if here else []), *rows]]


def corrected(post: QueryDict, found: Item, op: Op | None) -> dict[str, str | list[str]]:
    """What the form changed. A sealed field left empty stays, unless it is the one that was wrong."""
    deed = releasing.deed_of(op) if op else None
    if op is None or deed is None:
        return {}
    changed: dict[str, str | list[str]] = {}
    for name, info in deed.schema.model_fields.items():
        was, now = op.given.get(name, ""), posted(post, PREFIX + name, forms.type_asked(info.annotation))
        is_kept = name in deed.keeps_secret and not now and name not in found.fields
        if name not in TOLD_BY_THE_PHONE and now != was and not is_kept:
            changed[name] = now
    return changed


def posted(post: QueryDict, name: str, asked: Any) -> str | list[str]:
    """One field as the browser sent it: the texts of a list, on or nothing of a tick."""
    if get_origin(asked) in (list, tuple):
        return post.getlist(name)
    if asked is bool:
        return "on" if post.get(name) else ""
    return post.get(name, "").replace("\r\n", "\n")
