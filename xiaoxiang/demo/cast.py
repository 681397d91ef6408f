"""Who lives and works in one community of the demonstration county, and in whose name things are done."""

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, a_resident
from xiaoxiang.matters.models import Matter, MatterKind
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Body, Person, Role, RoleHeld
from xiaoxiang.places.models import Place


@dataclass
class Community:
    """A community with its people; filled from the database, so that any process can go on with it."""

    place: Place
    kinds: dict[str, MatterKind]
    bodies: list[Body]
    alleys: list[Place] = field(default_factory=list)
    stewards: dict[UUID, list[Person]] = field(default_factory=dict)
    """By alley, those who hold the role now."""
    workers: list[Person] = field(default_factory=list)
    officials: list[Person] = field(default_factory=list)
    known: dict[UUID, Actor] = field(default_factory=dict)
    mine: set[str] = field(default_factory=set)
    """The matters told here: whose effects are ours to run."""

    @classmethod
    def read(cls, place: Place) -> "Community":
        here = cls(
            place=place,
            kinds={k.code: k for k in MatterKind.objects.filter(county_id=place.county_id)},
            bodies=list(Body.objects.filter(county_id=place.county_id).order_by("id")),
        )
        staff = RoleHeld.objects.filter(county_id=place.county_id, until=None).select_related("person").order_by("id")
        community = (Role.COMMUNITY_WORKER, Role.COMMUNITY_DIRECTOR)
        here.workers = [h.person for h in staff.filter(place=place, role__in=community)]
        officials = staff.filter(place=place.subdistrict, role=Role.SUBDISTRICT_OFFICIAL)
        here.officials = [h.person for h in officials]
        return here

    def as_actor(self, person: Person) -> Actor:
        """The person as of this moment. Roles are read once: who is asked here still holds them."""
        actor = self.known.get(person.pk)
        if actor is None:
            actor = self.known[person.pk] = as_person(person.pk)
        return actor.then(clock.now())

    def worker(self, rng: Random) -> Actor:
        return self.as_actor(rng.choice(self.workers))

    def official(self, rng: Random) -> Actor:
        return self.as_actor(rng.choice(self.officials))

    def steward(self, alley: Place, rng: Random) -> Actor | None:
        there = self.stewards.get(alley.pk)
        return self.as_actor(rng.choice(there)) if there else None

    def resident(self, matter: Matter | None = None) -> Actor:
        """Somebody without an account; with the receipt of a matter, whoever raised it."""
        receipts = frozenset({matter.pk}) if matter else frozenset()
        return a_resident(self.place.county_id, receipts=receipts, channel="plaque")

    def body_for(self, kind: MatterKind, numbers: dict[str, int]) -> Body:
        return self.bodies[numbers[kind.code]]
