"""Readings of the pool: the reserve in its order, what is taken of a resource, totals for those above."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from xiaoxiang.door import clock
from xiaoxiang.people.models import Role, RoleHeld
from xiaoxiang.places.models import Place
from xiaoxiang.talent.models import (
    Answer,
    Asking,
    Booking,
    Period,
    Ranked,
    Ranking,
    ServiceResource,
    Talent,
    TalentCategory,
    TalentSurvey,
)
from xiaoxiang.talent.models.bookings import HELD
from xiaoxiang.talent.steps import blind_of


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody of the reserve."""

    talent: Talent
    position: int | None
    """Where the community put her; None: after all who have a place, in the order they came."""


def stand_ready() -> "QuerySet[Talent]":
    """Those who agree to be in the pool, said they would serve, and do not serve now (seed 21)."""
    serving = RoleHeld.objects.on(clock.now()).filter(person_id=OuterRef("person_id"), role=Role.STEWARD)
    return Talent.objects.listed().filter(~Exists(serving), answer=Answer.WILLING)


def reserve(community: Place) -> list[Ready]:
    """The reserve of a community in the order it is called up. One question; never for a public page (N2)."""
    place = Ranked.objects.filter(
        talent_id=OuterRef("pk"), ranking__community=community, ranking__superseded_at=None
    ).values("position")
    rows = (
        stand_ready()
        .filter(county_id=community.county_id, community=community)
        .select_related("person")
        .annotate(position=Subquery(place))
    )
    found = sorted(rows, key=lambda t: (t.position is None, t.position or 0, t.entered_at, t.pk))
    return [Ready(talent, talent.position) for talent in found]


def ranking(community: Place) -> Ranking | None:
    """The decision in force; None before the first."""
    return Ranking.objects.in_force().filter(county_id=community.county_id, community=community).first()


def taken(resource: ServiceResource, on: date) -> int:
    """How many times of a resource are promised or asked for in the period that holds a day."""
    first, end = Period(resource.per).around(on)
    return Booking.objects.filter(resource=resource, on__gte=first, on__lt=end, state__in=HELD).count()


@dataclass(frozen=True, slots=True)
class Totals:
    """One community's numbers; no name in them."""

    pool: int = 0
    willing: int = 0
    ready: int = 0
    resources: int = 0


def totals(communities: Iterable[UUID]) -> dict[UUID, Totals]:
    """How many are in the pool, would serve, stand ready, and what is offered. Three questions."""
    own = list(communities)
    pool = Talent.objects.listed().filter(community_id__in=own)
    counted = _by_community(pool, all=Count("pk"), willing=Count("pk", filter=Q(answer=Answer.WILLING)))
    ready = _by_community(stand_ready().filter(community_id__in=own), n=Count("pk"))
    offered = _by_community(ServiceResource.objects.listed().filter(community_id__in=own), n=Count("pk"))
    return {
        pk: Totals(
            pool=counted.get(pk, {}).get("all", 0),
            willing=counted.get(pk, {}).get("willing", 0),
            ready=ready.get(pk, {}).get("n", 0),
            resources=offered.get(pk, {}).get("n", 0),
        )
        for pk in own
    }


def _by_community(rows: "QuerySet[Any]", **counts: Count) -> dict[UUID, dict[str, int]]:
    return {row["community_id"]: row for row in rows.order_by().values("community_id").annotate(**counts)}


def by_category(county_id: int, communities: Iterable[UUID]) -> list[tuple[str, int]]:
    """How many are registered under each category of the county. Nothing is opened for it."""
    categories = list(TalentCategory.objects.filter(county_id=county_id))
    rows = Talent.objects.listed().filter(community_id__in=list(communities))
    grouped = rows.order_by().values_list("category_blind").annotate(n=Count("pk"))
    counted = {bytes(found): n for found, n in grouped if found is not None}
    return [
        (c.name, counted.get(blind_of(c), 0)) for c in categories if c.withdrawn_at is None or blind_of(c) in counted
    ]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What came of a round."""

    asked: int
    answers: dict[str, int]


def surveyed(surveys: Sequence[TalentSurvey]) -> dict[UUID, Surveyed]:
    """How many askings each round had, by answer. One question."""
    rows = Asking.objects.filter(survey__in=[s.pk for s in surveys]).order_by().values_list("survey_id", "answer")
    counted: dict[UUID, dict[str, int]] = {s.pk: {} for s in surveys}
    for survey_id, answer, n in rows.annotate(n=Count("pk")):
        counted[survey_id][answer] = n
    return {pk: Surveyed(sum(answers.values()), answers) for pk, answers in counted.items()}


def spoken(person: Any) -> "QuerySet[Asking]":
    """What somebody said when asked, the last first; not being met is no answer."""
    return Asking.objects.filter(person_id=person).exclude(answer=Answer.AWAY).order_by("-at", "-pk")


def not_asked(survey: TalentSurvey, since: datetime) -> "QuerySet[Talent]":
    """Those of the pool whom this round has not asked yet; nobody whose last word was a no after `since`."""
    asked = Asking.objects.filter(survey=survey, person_id=OuterRef("person_id"))
    last = spoken(OuterRef("person_id"))
    rows = Talent.objects.listed().filter(county_id=survey.county_id, community_id=survey.community_id)
    return (
        rows.filter(~Exists(asked))
        .annotate(said=Subquery(last.values("answer")[:1]), said_at=Subquery(last.values("at")[:1]))
        .filter(Q(said_at=None) | ~Q(said=Answer.NOT) | Q(said_at__lte=since))
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
