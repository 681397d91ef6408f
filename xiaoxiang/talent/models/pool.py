"""Who is in the pool, with strengths, times and wish; the categories that the county lists."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Consent, Person, Purpose
from xiaoxiang.people.vault import SealedField
from xiaoxiang.places.models import County, Placed


class Time(models.TextChoices):
    """When somebody is free."""

    WEEKDAY_MORNING = "weekday_morning", _("平日上午")
    WEEKDAY_AFTERNOON = "weekday_afternoon", _("平日下午")
    WEEKDAY_EVENING = "weekday_evening", _("平日晚上")
    WEEKEND_MORNING = "weekend_morning", _("周末上午")
    WEEKEND_AFTERNOON = "weekend_afternoon", _("周末下午")
    WEEKEND_EVENING = "weekend_evening", _("周末晚上")


class Answer(models.TextChoices):
    """What somebody said when asked whether they would serve."""

    WILLING = "willing", _("愿意")
    LATER = "later", _("以后再说")
    NOT = "not", _("不愿意")
    AWAY = "away", _("没找到人")


class CategoryQuerySet(models.QuerySet["TalentCategory"]):
    """Questions about categories."""

    def visible_to(self, by: Actor) -> "CategoryQuerySet":
        """The list is for everybody; who stands under what is not."""
        return self.filter(county_id=by.county_id, withdrawn_at=None)


class TalentCategory(models.Model):
    """A category of the county's open list; the seed's come first (seed 19, ST9)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    name = models.CharField(max_length=30)
    is_political = models.BooleanField(default=True)
    """Whether it tells a political status: kept only with a consent of its own (PE7)."""
    position = models.PositiveSmallIntegerField(default=100)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "name"], condition=Q(withdrawn_at=None), name="talent_category_name"
            )
        ]
        ordering = ["county", "position", "name"]

    def __str__(self) -> str:
        return gettext(self.name)

    @property
    def called(self) -> str:
        return self.name


def agreed(purpose: Purpose, person: str = "person_id") -> Exists:
    """That the person of a row agrees to a purpose at this moment."""
    return Exists(Consent.objects.standing().filter(person_id=OuterRef(person), purpose=purpose))


class TalentQuerySet(models.QuerySet["Talent"]):
    """Questions about who is in the pool."""

    def visible_to(self, by: Actor) -> "TalentQuerySet":
        """The community's own while they agree to it, and oneself."""
        reach = (by.covers(*COMMUNITY) & Q(agreed(Purpose.TALENT_POOL))) | Q(person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def listed(self) -> "TalentQuerySet":
        """Those who agree to be in it. A consent taken back takes the row off every list at once (N12)."""
        return self.filter(agreed(Purpose.TALENT_POOL))


class Talent(Placed):
    """Somebody who could serve: one row a person, in the pool of the community she belongs to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.OneToOneField(Person, models.PROTECT, related_name="talent")
    strengths = models.JSONField(default=list)
    times = models.JSONField(default=list)
    times_note = models.CharField(max_length=100, blank=True)
    category = SealedField(null=True)
    category_blind = models.BinaryField(null=True)
    """By which the rows of one category can be counted without opening any."""
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    """When what is told here was deleted, after the consent was taken back (PIPL 47)."""
    version = models.PositiveIntegerField(default=1)

    objects = TalentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "community", "answer"], name="talent_community")]

    @property
    def called(self) -> str:
        return self.person.name

    @property
    def times_named(self) -> list[str]:
        return [str(Time(value).label) for value in self.times]

    def bound_to(self, field: str) -> str:
        return f"talent.{field}.{self.pk}"
