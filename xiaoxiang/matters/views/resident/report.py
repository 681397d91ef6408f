"""Reporting what was seen: the kind, then a short page where nothing but "send" is needed (ux 16-20)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, forms, throttle
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import read_op_id, submit
from xiaoxiang.matters import actions, photos
from xiaoxiang.matters.actions.noting import open_and_alike, receipt_of
from xiaoxiang.matters.models import Channel, Matter, MatterKind
from xiaoxiang.matters.views.resident.alley import alley_of, around, no_such_alley
from xiaoxiang.people.actors import actor_of
from xiaoxiang.places.models import Place

ASKED = ("words", "landmark", "raiser_name", "raiser_phone")
AN_HOUR_FROM_ONE_ADDRESS = 20
SIGNS = "充灯线堆停险桶消气井坠漏水路贴噪邻垃"


def sign_of(kind: MatterKind) -> str:
    """The one character that stands for a kind: 灯 for 路灯不亮."""
    return next((sign for sign in SIGNS if sign in kind.name), kind.name[:1])


def name_of(kind: MatterKind) -> str:
    """What a kind is called in the reader's language."""
    return kind.english if get_language() == "en" and kind.english else kind.name


def kinds(request: HttpRequest, plaque: str) -> HttpResponse:
    """First question: what kind of thing it is."""
    alley = alley_of(plaque)
    if alley is None:
        return no_such_alley(request, plaque)
    offered = MatterKind.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    tiles = [(kind, name_of(kind), sign_of(kind)) for kind in offered]
    shown = {
        **around(alley),
        "alley": alley,
        "tiles": tiles,
        "back_url": f"/a/{alley.plaque}/",
        "back_label": alley.name,
    }
    return render(request, "matters/resident/kinds.html", shown)


def report(request: HttpRequest, plaque: str, code: str) -> HttpResponse:
    """Second and last page: words, place, photo, telephone, each of them optional; and what is known already."""
    alley = alley_of(plaque)
    if alley is None:
        return no_such_alley(request, plaque)
    kind = MatterKind.objects.visible_to(request.actor).filter(code=code).first()  # type: ignore[attr-defined]
    if kind is None:
        raise Http404
    if request.method == "POST":
        return _send(request, alley, kind)
    if kind.is_danger and "called" not in request.GET:
        return render(request, "matters/resident/call_first.html", _about(alley, kind))
    return page(request, alley, kind)


def _about(alley: Place, kind: MatterKind) -> dict[str, Any]:
    return {
        **around(alley),
        "alley": alley,
        "kind": kind,
        "kind_name": name_of(kind),
        "back_url": f"/a/{alley.plaque}/report/",
        "back_label": _("换一类"),
    }


def page(
    request: HttpRequest,
    alley: Place,
    kind: MatterKind,
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
    kept: photos.Received | None = None,
) -> HttpResponse:
    """The form, empty or with everything typed still there."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.draw(
        actions.note,
        f"/a/{alley.plaque}/report/{kind.code}/",
        given=given,
        refused=refused,
        only=ASKED,
        verb=_("送出"),
        hidden={"happened_at": (given or {}).get("happened_at") or clock.now().isoformat()},
        op_id=str(uuid4()) if refused and refused.code == "op_id_reused" else "",
    )
    form["words"].is_optional = kind.code != "other"
    photos.add_field(form, kept or photos.Received())
    alike = [(matter, uuid4()) for matter in open_and_alike(by, alley, kind)] if not kind.is_private else []
    shown = {**_about(alley, kind), "form": form, "alike": alike}
    return render(request, "matters/resident/report.html", shown)


def _send(request: HttpRequest, alley: Place, kind: MatterKind) -> HttpResponse:
    """Note it, add the photos, show the receipt. Photos are developed first, so that a bad one is told beside its field."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    counter = throttle.key_of("report", request, alley.plaque)
    kept = photos.received(request)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        response = page(request, alley, kind, refused=refused, given=post, kept=kept)
        response.status_code = refused.status
        return response

    if not by.is_person and not throttle.has_room(counter, AN_HOUR_FROM_ONE_ADDRESS):
        return retry(_too_many(alley), request.POST)
    if kept.error:
        refused = photos.what_else_is_wrong(request, kind=str(kind.pk))
        response = page(request, alley, kind, refused=refused, given=request.POST, kept=kept)
        response.status_code = 422
        return response

    def done(matter: Matter) -> str:
        if not by.is_person:
            throttle.count(counter)
        photos.attach_all(as_raiser(request, matter), matter, kept.kept, read_op_id(request.POST))
        return address_of(matter)

    return submit(
        request, actions.note, alley.pk, done=done, retry=retry, kind=str(kind.pk), channel=Channel.PLAQUE.value
    )


def address_of(matter: Matter) -> str:
    """Where whoever raised a matter follows it: by the receipt, or by signing in."""
    return f"/r/{receipt_of(matter.pk)}/" if matter.receipt else f"/matters/{matter.pk}/"


def as_raiser(request: HttpRequest, matter: Matter) -> Actor:
    """The actor of this request, who raised this matter or holds its receipt."""
    return replace(actor_of(request), receipts=frozenset({matter.pk}))


def _too_many(alley: Place) -> Refused:
    about = around(alley)
    sentence = _("这个网络一小时里送得太多了，写好的都还在，过一会儿再送。急的话打%(who)s电话 %(phone)s。")
    return Refused("too_many", sentence % {"who": about["phone_name"], "phone": about["phone"]}, status=429)
