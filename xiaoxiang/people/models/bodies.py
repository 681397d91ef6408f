"""Bodies that can be asked to act, notices to one person, and words about this system itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models.persons import STAFF, Person
from xiaoxiang.places.models import County, Placed


class BodyQuerySet(models.QuerySet["Body"]):
    """Questions about bodies."""

    def visible_to(self, by: Actor) -> "BodyQuerySet":
        """Who may be asked to do something is no secret."""
        return self.filter(county_id=by.county_id, closed_at=None)


class Body(models.Model):
    """A body that can be asked to act without having an account: a department, a property company, a court."""

    class Sort(models.TextChoices):
        DEPARTMENT = "department", _("部门")
        PROPERTY = "property", _("物业")
        UTILITY = "utility", _("水电气讯")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    name = models.CharField(max_length=60)
    sort = models.CharField(max_length=12, choices=Sort.choices, default=Sort.DEPARTMENT)
    telephone = models.CharField(max_length=20, blank=True)
    is_invented = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="body_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.name


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def visible_to(self, by: Actor) -> "NoticeQuerySet":
        return self.filter(Q(person_id=by.person_id), county_id=by.county_id)


class Notice(models.Model):
    """A sentence for one person: what became of something they care about. Shown outside the silent hours (N9)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    sentence = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    about = models.UUIDField(null=True)
    at = models.DateTimeField()
    show_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "person", "show_at"], name="notice_person")]
        constraints = [
            models.UniqueConstraint(fields=["county", "person", "about", "sentence"], name="notice_once"),
        ]


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Questions about what people say about this system."""

    def visible_to(self, by: Actor) -> "SuggestionQuerySet":
        """Those of the places where one holds a role other than steward, and one's own."""
        reach = by.covers(*STAFF)
        if by.person_id:
            reach |= Q(person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def answered(self, county_id: int) -> "SuggestionQuerySet":
        """Those everybody may read, with their answers."""
        return self.filter(county_id=county_id, answered_at__isnull=False)


class Suggestion(Placed):
    """Something said about this system itself (LB3): anonymous if one likes, answered in public words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    words = models.TextField(max_length=1000)
    page = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "at"], name="suggestion_at")]

    @property
    def called(self) -> str:
        return self.words[:30]
