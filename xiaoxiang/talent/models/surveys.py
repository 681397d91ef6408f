"""Survey rounds (排查摸底): opened and closed by the community, every asking a row (seed 18)."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Person
from xiaoxiang.places.models import County, Placed
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.talent.models.pool import Answer


class SurveyQuerySet(models.QuerySet["TalentSurvey"]):
    """Questions about rounds."""

    def visible_to(self, by: Actor) -> "SurveyQuerySet":
        return self.filter(by.covers(*COMMUNITY), county_id=by.county_id)

    def is_open(self) -> "SurveyQuerySet":
        return self.filter(closed_at=None)


class TalentSurvey(Placed):
    """One round in which a community asks who would serve."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closing_words = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "community", "number"], name="talent_survey_number"),
            models.UniqueConstraint(
                fields=["county", "community"], condition=Q(closed_at=None), name="talent_survey_open"
            ),
        ]
        ordering = ["county", "community", "-number"]

    @property
    def title(self) -> str:
        """2026 年排查摸底（第 3 次）, in the reader's language."""
        year = self.opened_at.astimezone(SHANGHAI).year
        return _("%(year)s 年排查摸底（第 %(number)s 次）") % {"year": year, "number": self.number}

    @property
    def called(self) -> str:
        """As the journal says it."""
        with translation.override("zh-hans"):
            return self.title


class Asking(models.Model):
    """That somebody was asked: when, by whom, what they said, and who spoke for them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False)
    survey = models.ForeignKey(TalentSurvey, models.PROTECT, related_name="askings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="askings")
    """None: somebody who is not in the register and did not want to be."""
    answer = models.CharField(max_length=8, choices=Answer.choices)
    answered_by = models.CharField(max_length=60, blank=True)
    """Who answered for the person, by name and relation; empty: the person herself."""
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["survey", "-at"]

    @property
    def called(self) -> str:
        return self.person.name if self.person else "一位居民"

    @property
    def community_id(self) -> UUID | None:
        return self.survey.community_id
