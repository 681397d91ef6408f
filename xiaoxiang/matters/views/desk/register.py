"""Writing down for somebody who called, came or wrote: every channel is equal (N8)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaoxiang.door import forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import open_and_alike
from xiaoxiang.matters.models import Channel, Matter
from xiaoxiang.matters.queries import kinds
from xiaoxiang.matters.views.desk.frame import AT_A_DESK, actor, desk, elsewhere
from xiaoxiang.matters.views.desk.rows import Row, for_rows, rows
from xiaoxiang.matters.views.desk.search import as_id
from xiaoxiang.places.models import Level, Place

HEARD = (Channel.PHONE, Channel.DESK, Channel.PAPER)
ASKED = ("channel", "kind", "words", "landmark", "raiser_name", "raiser_phone")


def register(request: HttpRequest) -> HttpResponse:
    """One form. Where the same is open in the same alley already, that is shown before a second one is made."""
    if response := elsewhere(request):
        return response
    by = actor(request)
    alleys = alleys_of(by)
    if not by.roles & AT_A_DESK:
        return HttpResponseRedirect("/desk/")
    if request.method != "POST":
        return page(request, alleys, given=request.GET)
    alley = next((a for a in alleys if str(a.pk) == request.POST.get("alley")), None)
    if alley is None:
        return refused_page(request, alleys, no_alley(request.POST))
    if "is_new" not in request.POST and (alike := similar(by, alley, request.POST)):
        return page(request, alleys, given=request.POST, alike=alike)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        return page(request, alleys, refused=refused, given=post)

    return submit(request, actions.note, alley.pk, done=home, retry=retry, said=_("记下了。把编号告诉提出的人。"))


def home(matter: Matter) -> str:
    return f"/desk/matters/{matter.pk}/"


def page(
    request: HttpRequest,
    alleys: list[Place],
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
    alike: list[Row] | None = None,
) -> HttpResponse:
    given = given or {}
    form = forms.draw(
        actions.note,
        "/desk/register/",
        given=given,
        refused=refused,
        only=ASKED,
        choices={
            "kind": [(str(k.pk), k.name) for k in kinds(actor(request).county_id)],
        },
        hidden={"is_new": "1"} if alike else {},
        verb=_("不是这几件，另记一件") if alike else _("记下"),
    )
    channel = form["channel"]
    channel.kind, channel.is_optional = "choice", False
    channel.choices = [(c.value, str(c.label)) for c in HEARD]
    channel.value = given.get("channel") or Channel.PHONE.value
    form.fields.insert(0, where(alleys, given, refused))
    context = {**desk(request), "form": form, "alike": alike, "alley": given.get("alley", "")}
    return render(request, "matters/desk/register.html", context)


def where(alleys: list[Place], given: Mapping[str, Any], refused: Refused | None) -> forms.Field:
    """Which alley: by its initials, because a list jumps to what is typed."""
    return forms.Field(
        "alley",
        _("在哪条巷"),
        hint=_("打拼音首字母就能跳到，例如后街巷打 HJX"),
        kind="select",
        value=given.get("alley", ""),
        choices=[(str(a.pk), f"{initials(a.name)} {a.name}") for a in alleys],
        error=str(refused.fields.get("alley", "")) if refused else "",
    )


def refused_page(request: HttpRequest, alleys: list[Place], refused: Refused) -> HttpResponse:
    response = page(request, alleys, refused=refused, given=request.POST)
    response.status_code = refused.status
    return response


def no_alley(post: Mapping[str, Any]) -> Refused:
    """That no alley was chosen, together with whatever else is missing."""
    wrong: dict[str, Any] = {"alley": _("选一条巷；不知道是哪条，选社区")}
    try:
        actions.note.read(forms.typed(actions.note, post))
    except Refused as refused:
        wrong |= refused.fields
    return Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=wrong)


def similar(by: Actor, alley: Place, post: Mapping[str, Any]) -> list[Row]:
    """Open matters of the same kind in the same alley."""
    kind = next((k for k in kinds(by.county_id) if k.pk == as_id(post.get("kind"))), None)
    return rows(by, for_rows(open_and_alike(by, alley, kind))) if kind else []


def alleys_of(by: Actor) -> list[Place]:
    """The alleys an actor writes down for, by initials; the community itself last, for what lies in none of them."""
    held = [h.place_id for h in by.held if h.role in AT_A_DESK]
    listed = Place.objects.filter(Q(pk__in=held) | Q(community_id__in=held), county_id=by.county_id, closed_at=None)
    found = listed.filter(level__in=(Level.ALLEY, Level.COMMUNITY))
    return sorted(found, key=lambda p: (p.level == Level.COMMUNITY, initials(p.name)))


@lru_cache(2048)
def initials(name: str) -> str:
    """HJX for 后街巷."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes a tenth of a second to load

    return "".join(part[:1] for part in lazy_pinyin(name, style=Style.NORMAL)).upper()


@require_POST
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as one that is open: counted there, and told the result with it."""
    if response := elsewhere(request):
        return response
    found = get_object_or_404(Matter.objects.concerning(actor(request)), pk=pk)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        raise refused

    said = _("记下了：又有一位居民遇到这件事。")
    return submit(request, actions.join_for, found.pk, done=home(found), retry=retry, said=said)
