"""Note one: what, how it was dealt with, send. Five taps at most, no typing (ux 3)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import read_op_id, submit
from xiaoxiang.matters import actions, photos
from xiaoxiang.matters.models import Channel, Matter, MatterKind
from xiaoxiang.matters.views.resident.matter import undo_of
from xiaoxiang.matters.views.resident.report import as_raiser, name_of, sign_of
from xiaoxiang.matters.views.steward.who import alleys_of, foot, for_stewards
from xiaoxiang.places.models import Place

ASKED = ("kind", "way", "words")


@for_stewards
def note(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    alleys = alleys_of(by)
    if request.method == "POST":
        return _send(request, alleys)
    return _page(request, alleys)


def _page(
    request: HttpRequest,
    alleys: list[Place],
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
    kept: photos.Received | None = None,
) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    kinds: Any = [(str(k.pk), name_of(k), "", sign_of(k)) for k in MatterKind.objects.visible_to(by)]
    form = forms.draw(
        actions.note,
        "/steward/note/",
        given=given,
        refused=refused,
        choices={"kind": kinds},
        only=ASKED,
        hidden={
            "happened_at": (given or {}).get("happened_at") or clock.now().isoformat(),
            "channel": Channel.STREET.value,
        },
        outbox=forms.Outbox(actions.note, thing_field="alley", undo=actions.withdraw),
    )
    form["way"].kind = "choice"
    form["way"].is_optional = False
    form["way"].value = (given or {}).get("way", "")
    _ask_where(form, alleys, given or request.GET)
    photos.add_field(form, kept or photos.Received())
    shown = {**foot(alleys), "form": form, "alleys": alleys, "back_url": "/steward/", "back_label": _("今天")}
    return render(request, "matters/steward/note.html", shown)


def _ask_where(form: forms.Form, alleys: list[Place], given: Mapping[str, Any]) -> None:
    """Which alley: not asked where there is only one."""
    if len(alleys) == 1:
        form.hidden.append(("alley", str(alleys[0].pk)))
        return
    wanted = str(given.get("alley") or (alleys[0].pk if alleys else ""))
    choices: list[forms.Choice] = [(str(a.pk), a.name) for a in alleys]
    form.fields.insert(0, forms.Field("alley", _("在哪条巷"), kind="choice", value=wanted, choices=choices))


def _send(request: HttpRequest, alleys: list[Place]) -> HttpResponse:
    kept = photos.received(request)
    alley = next((a for a in alleys if str(a.pk) == request.POST.get("alley")), alleys[0] if alleys else None)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        response = _page(request, alleys, refused=refused, given=post, kept=kept)
        response.status_code = refused.status
        return response

    if kept.error:
        refused = photos.what_else_is_wrong(request)
        response = _page(request, alleys, refused=refused, given=request.POST, kept=kept)
        response.status_code = 422
        return response

    def done(matter: Matter) -> str:
        photos.attach_all(as_raiser(request, matter), matter, kept.kept, read_op_id(request.POST))
        return f"/steward/noted/{matter.pk}/"

    street = Channel.STREET.value
    return submit(request, actions.note, alley.pk if alley else None, done=done, retry=retry, channel=street)


@for_stewards
def noted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """记下了: what happens next, and the way back for a minute."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    matter = get_object_or_404(Matter.objects.concerning(by).select_related("kind", "alley"), pk=pk)
    shown = {**foot(alleys_of(by)), "matter": matter, "undo": undo_of(by, matter)}
    return render(request, "matters/steward/noted.html", shown)
