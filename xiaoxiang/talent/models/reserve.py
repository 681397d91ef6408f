"""In which order the reserve is called up: a dated decision of the community with its reason, kept for ever (seed 21)."""

from django.db import models
from django.db.models import Q

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Person
from xiaoxiang.places.models import County, Placed
from xiaoxiang.talent.models.pool import Talent


class RankingQuerySet(models.QuerySet["Ranking"]):
    """Questions about decisions."""

    def visible_to(self, by: Actor) -> "RankingQuerySet":
        """The community's own staff, nobody else: no ranking leaves it (N2)."""
        return self.filter(by.covers(*COMMUNITY), county_id=by.county_id)

    def in_force(self) -> "RankingQuerySet":
        return self.filter(superseded_at=None)


class Ranking(Placed):
    """One decision on the order. The next supersedes it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = RankingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "community", "number"], name="ranking_number"),
            models.UniqueConstraint(
                fields=["county", "community"], condition=Q(superseded_at=None), name="ranking_in_force"
            ),
        ]
        ordering = ["county", "community", "-number"]


class Ranked(models.Model):
    """One place in the order."""

    pk = models.CompositePrimaryKey("ranking_id", "position")
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="places", db_index=False)
    position = models.PositiveIntegerField()
    talent = models.ForeignKey(Talent, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranking", "talent"], name="ranked_once")]
        ordering = ["ranking", "position"]
