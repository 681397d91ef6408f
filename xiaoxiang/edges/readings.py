"""What anybody may read as JSON: places, kinds, and matters in their public form. Open by right."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict

from xiaoxiang.edges.problem import Problem
from xiaoxiang.matters.models import Matter, MatterKind
from xiaoxiang.places.models import Level, Place

PAGE = 100
router = Router(tags=["readings"])


class KindOut(BaseModel):
    """A kind of matter that is offered."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    code: str
    name: str
    is_danger: bool
    telephone: str


class PlaceOut(BaseModel):
    id: UUID
    level: Level
    code: str
    name: str
    parent: UUID | None
    plaque: str
    is_invented: bool


class MatterOut(BaseModel):
    """A matter as everybody may read it: no words, no names, no photos (XP1)."""

    id: UUID
    number: str
    title: str
    kind: str
    alley: UUID | None
    community: UUID | None
    state: str
    route: str
    noted_at: datetime
    promised_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    me_too: int
    version: int


class Page(BaseModel):
    """A page by key: `next` is where the following one begins."""

    matters: list[MatterOut]
    next: UUID | None


class Which(BaseModel):
    """Which matters: of an alley, of a community, still open, before a key."""

    model_config = ConfigDict(extra="forbid")

    alley: UUID | None = None
    community: UUID | None = None
    is_open: bool | None = None
    before: UUID | None = None


def county_of(request: HttpRequest) -> int:
    county: int = request.actor.county_id  # type: ignore[attr-defined]
    return county


@router.get("/kinds", response=list[KindOut], operation_id="kinds")
def kinds(request: HttpRequest) -> list[MatterKind]:
    """The kinds of matter that are offered, in their order."""
    return list(MatterKind.objects.visible_to(request.actor))  # type: ignore[attr-defined]


@router.get("/places", response=list[PlaceOut], operation_id="places")
def places(request: HttpRequest) -> list[PlaceOut]:
    """The whole tree of places."""
    rows = Place.objects.filter(county_id=county_of(request), closed_at=None).order_by("code")
    return [
        PlaceOut(
            id=p.pk, level=Level(p.level), code=p.code, name=p.name, parent=p.parent_id, plaque=p.plaque, is_invented=p.is_invented
        )
        for p in rows
    ]  # fmt: skip


@router.get("/matters", response={200: Page, 422: Problem}, operation_id="matters")
def matters(request: HttpRequest, which: Query[Which]) -> Page:
    """Public matters, newest first, a hundred a page."""
    rows = Matter.objects.public(county_of(request)).select_related("kind").order_by("-id")
    if which.alley:
        rows = rows.filter(alley_id=which.alley)
    if which.community:
        rows = rows.filter(community_id=which.community)
    if which.is_open is not None:
        rows = rows.filter(is_ended=not which.is_open)
    if which.before:
        rows = rows.filter(pk__lt=which.before)
    found = list(rows[: PAGE + 1])
    return Page(matters=[out(m) for m in found[:PAGE]], next=found[PAGE - 1].pk if len(found) > PAGE else None)


@router.get("/matters/{matter_id}", response={200: MatterOut, 404: Problem, 422: Problem}, operation_id="matter")
def matter(request: HttpRequest, matter_id: UUID) -> MatterOut:
    """One public matter."""
    rows = Matter.objects.public(county_of(request)).select_related("kind")
    return out(get_object_or_404(rows, pk=matter_id))


def out(found: Matter) -> MatterOut:
    return MatterOut(
        id=found.pk,
        number=found.number,
        title=found.title,
        kind=found.kind.code,
        alley=found.alley_id,
        community=found.community_id,
        state=found.state,
        route=found.route,
        noted_at=found.noted_at,
        promised_at=found.promised_at,
        due_at=found.due_at,
        ended_at=found.ended_at,
        me_too=found.me_too,
        version=found.version,
    )
