"""A matter as whoever handles it sees it: what happened, whose turn, what may be done now, and the journal's lines."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaoxiang.door import clock, forms, journal
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.forms import Choice
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import read_op_id, submit
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.actions.steps import HANDLERS, handler_here
from xiaoxiang.matters.models import Channel, Matter
from xiaoxiang.matters.queries import VERBS, possible, primary
from xiaoxiang.matters.telling import timeline
from xiaoxiang.matters.views.desk.frame import JUST, actor, desk, elsewhere, remember
from xiaoxiang.matters.views.desk.rows import AT_ONCE, acts, for_rows, limit, rows
from xiaoxiang.people.models import Body, Role, RoleHeld
from xiaoxiang.people.views.pages import once_page
from xiaoxiang.places.plaques import qr_svg
from xiaoxiang.regulation.queries import rules

LINES, NEAR, USUAL, LOOKED_AT = 50, 5, 5, 50
HEARD = (Channel.PHONE, Channel.DESK, Channel.PAPER)
"""How an answer that is written down here may have come."""


def seen_by(by: Actor, pk: UUID) -> Matter | None:
    """The matter for somebody who handles it. None for those who may read its reduced form alone. Raises Http404."""
    found = Matter.objects.select_related("kind", "alley", "community", "body", "assignee", "raised_by", "duplicate_of")
    matter = found.concerning(by).filter(pk=pk).first()
    if matter is None and not Matter.objects.visible_to(by).filter(pk=pk).exists():
        raise Http404
    return matter


def matter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole matter, the likeliest act open beside it."""
    if response := elsewhere(request):
        return response
    found = seen_by(actor(request), pk)
    return whole(request, found) if found else HttpResponseRedirect(f"/matters/{pk}/")


def whole(request: HttpRequest, found: Matter, refused: Refused | None = None) -> HttpResponse:
    by = actor(request)
    now = clock.now()
    offered = acts(found, possible(by, found))
    first = next((a for a in offered if a.verb == primary(by, found)), None)
    tone, due = limit(found, now, rules(found.county_id, now))
    context = {
        **desk(request),
        **told(by, found),
        "tone": tone,
        "due": due,
        "first": first,
        "form": drawn(by, found, first.verb) if first else None,
        "usual": usual(found) if first and first.verb == "dispatch" else [],
        "others": [a for a in offered if a is not first],
        "near": near(by, found),
        "lines": lines(found),
        "refused": refused,
    }
    return render(request, "matters/desk/matter.html", context)


def told(by: Actor, found: Matter) -> dict[str, Any]:
    """What the page and the printed sheet both say."""
    return {
        "matter": found,
        "steps": timeline(found, is_public=False),
        "pictures": list(found.photos.order_by("id")) if found.pictures else [],
        "follow_ups": list(found.follow_ups.order_by("id")),
        "is_handler": handler_here(by, found) is True,
        "receipt_url": f"/r/{receipt_of(found.pk)}/" if found.receipt and found.entered_by_id == by.person_id else "",
        "binding": rules(found.county_id, found.noted_at),
    }


def near(by: Actor, found: Matter) -> list[Any]:
    """Other open matters of the same alley, those of the same kind first."""
    if not found.alley_id:
        return []
    others = Matter.objects.concerning(by).is_open().filter(alley_id=found.alley_id).exclude(pk=found.pk)
    listed = list(for_rows(others).order_by("-pk")[: NEAR * 4])
    return rows(by, sorted(listed, key=lambda m: m.kind_id != found.kind_id)[:NEAR])


def lines(found: Matter) -> list[dict[str, Any]]:
    """The journal's lines about this matter, newest first: when, what, as it was sealed."""
    with connection.cursor() as cursor:
        cursor.execute(LINES_OF, [found.county_id, found.pk, LINES])
        return [
            {"height": height, "at": at, "sentence": journal.sentence(action, body), "head": bytes(head).hex()[:8]}
            for height, at, action, body, head in cursor.fetchall()
        ]


LINES_OF = """
SELECT e.height, e.at, e.action, c.body, e.head FROM door_entry e LEFT JOIN door_content c ON c.id = e.id
WHERE e.county_id = %s AND e.thing_id = %s ORDER BY e.height DESC LIMIT %s
"""


def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One act: a page with its form, or the deed itself. Refused, the page comes back with the new situation and
    with everything that was typed."""
    if response := elsewhere(request):
        return response
    by = actor(request)
    found = seen_by(by, pk)
    if verb not in VERBS or found is None:
        raise Http404
    if request.method != "POST":
        return act_page(request, found, verb) if verb in possible(by, found) else HttpResponseRedirect(home(found))
    own_op_id(request)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        now = seen_by(by, pk)
        if now is None:
            raise refused
        if verb in AT_ONCE and not refused.fields:
            return whole(request, now, refused)
        return act_page(request, now, verb, refused=refused, given=post)

    response = submit(request, VERBS[verb], pk, done=begun_at(request) or home(found), retry=retry)
    if response.status_code == 302:
        remember(response, found, verb)
    return response


def home(found: Matter) -> str:
    return f"/desk/matters/{found.pk}/"


def begun_at(request: HttpRequest) -> str:
    """Where the walk began, if that was the inbox: there it goes on."""
    return "/desk/" if "inbox" in (request.POST.get("from"), request.GET.get("from")) else ""


def own_op_id(request: HttpRequest) -> None:
    """The request id of this very deed. A list carries one id for all its buttons; with the address it becomes the
    button's own, so that the second press of one is a repeat and the press of another is not."""
    post = request.POST.copy()
    post["op_id"] = str(uuid5(read_op_id(request.POST), request.path))
    request.POST = post  # type: ignore[assignment]


def act_page(
    request: HttpRequest,
    found: Matter,
    verb: str,
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
) -> HttpResponse:
    by = actor(request)
    now = clock.now()
    tone, due = limit(found, now, rules(found.county_id, now))
    context = {
        **desk(request),
        "matter": found,
        "form": drawn(by, found, verb, refused=refused, given=given, origin="inbox" if begun_at(request) else ""),
        "usual": usual(found) if verb == "dispatch" else [],
        "back": begun_at(request) or home(found),
        "heading": VERBS[verb].verb,
        "steps": timeline(found, is_public=False)[-3:],
        "tone": tone,
        "due": due,
        "refused": refused,
    }
    return render(request, "matters/desk/act.html", context)


def drawn(
    by: Actor,
    found: Matter,
    verb: str,
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
    origin: str = "",
) -> forms.Form:
    """The form of an act, with what it may name."""
    action = VERBS[verb]
    begins = {"channel": Channel.PHONE.value} if verb == "answer" and not given else given
    form = forms.draw(
        action,
        f"/desk/matters/{found.pk}/{verb}/",
        given=begins,
        refused=refused,
        choices=choices(by, found, verb),
        seen=found.version,
        hidden={"from": origin} if origin else {},
    )
    for field in form.fields:
        field.kind = "choice" if field.kind == "tiles" else field.kind
        if field.name == "channel":
            field.choices, field.is_optional = [(c.value, str(c.label)) for c in HEARD], False
    return form


def choices(by: Actor, found: Matter, verb: str) -> dict[str, Iterable[Choice]]:
    """What an act may name: bodies, people of the community, other matters."""
    if verb in ("dispatch", "whistle"):
        bodies: list[Choice] = [(str(b.pk), b.name) for b in Body.objects.visible_to(by).order_by("name")]
        return {"body": bodies, "person": workers(found) if verb == "dispatch" else ()}
    if verb == "merge":
        return {"into": mergeable(by, found)}
    return {}


def usual(found: Matter) -> list[tuple[int, Body]]:
    """The bodies that this kind of matter mostly goes to here, each under a number key."""
    like = Matter.objects.filter(community_id=found.community_id, kind_id=found.kind_id, body__closed_at=None)
    sent = Counter(
        m.body for m in like.exclude(body=None).select_related("body").only("body").order_by("-pk")[:LOOKED_AT]
    )
    return [(number, body) for number, (body, _n) in enumerate(sent.most_common(USUAL), start=1) if body]


def workers(found: Matter) -> list[Choice]:
    """Stewards and workers of the community, those of this alley first."""
    here = Q(place_id=found.community_id) | Q(place__community_id=found.community_id)
    held = RoleHeld.objects.on(clock.now()).filter(here, county_id=found.county_id, role__in=HANDLERS)
    listed = sorted(
        held.select_related("person", "place"), key=lambda h: (h.place_id != found.alley_id, h.role, h.person.sort_key)
    )
    return [(str(h.person_id), f"{h.person.name}（{h.place.short_name} {Role(h.role).label}）") for h in listed]


def mergeable(by: Actor, found: Matter) -> list[Choice]:
    """Open matters of the community, those of this alley and kind first."""
    others = Matter.objects.concerning(by).is_open().filter(community_id=found.community_id).exclude(pk=found.pk)
    listed = others.select_related("alley").defer("words", "raiser_name", "raiser_phone").order_by("-pk")[:100]
    best = sorted(listed, key=lambda m: (m.alley_id != found.alley_id, m.kind_id != found.kind_id))
    return [(str(m.pk), f"{m.title}，{m.alley.name if m.alley else ''}，{m.number}") for m in best]


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the last act back, within its minute."""
    if response := elsewhere(request):
        return response
    by = actor(request)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        found = seen_by(by, pk)
        if found is None:
            raise refused
        return whole(request, found, refused)

    said = _("撤销了，和刚才没办一样。")
    response = submit(request, actions.undo, pk, done=f"/desk/matters/{pk}/", retry=retry, said=said)
    response.delete_cookie(JUST)
    return response


def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look once at the name or number of whoever raised it, with a reason."""
    if response := elsewhere(request):
        return response
    found = seen_by(actor(request), pk)
    if found is None or handler_here(actor(request), found) is not True:
        raise Http404
    return once_page(request, actions.reveal, found, "matters/desk/revealed.html", title=_("看提出人的联系办法"))


def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The matter on A4: what happened, with address, digest and QR in the foot."""
    if response := elsewhere(request):
        return response
    by = actor(request)
    found = seen_by(by, pk)
    if found is None:
        return HttpResponseRedirect(f"/matters/{pk}/")
    address = request.build_absolute_uri(f"/matters/{pk}/")
    context = {
        **told(by, found),
        "lines": lines(found),
        "print_url": address,
        "printed_at": clock.now(),
        "qr": mark_safe(qr_svg(address)),  # noqa: S308 - our own drawing of our own address  # nosec B308 B703
    }
    context["digest"] = context["lines"][0]["head"] if context["lines"] else ""
    return render(request, "matters/desk/sheet.html", context)
