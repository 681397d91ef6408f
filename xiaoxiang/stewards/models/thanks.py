"""How somebody is thanked: commendations with their rewards as lists, published cases, the record of service."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Consent, Person, Purpose
from xiaoxiang.places.models import Placed
from xiaoxiang.stewards.models.appointments import KEEPERS
from xiaoxiang.stewards.models.keeping import Grade


class CommendationQuerySet(models.QuerySet["Commendation"]):
    """Questions about commendations."""

    def visible_to(self, by: Actor) -> "CommendationQuerySet":
        return self.filter(by.covers(*KEEPERS) | Q(person_id=by.person_id), county_id=by.county_id)

    def public(self, county_id: int) -> "CommendationQuerySet":
        """Those whose holder agreed that everybody reads it; a consent taken back takes it away (N12)."""
        agreed = Consent.objects.standing().filter(person_id=OuterRef("person_id"), purpose=Purpose.COMMENDATION)
        return self.filter(Exists(agreed), county_id=county_id)


class Commendation(Placed):
    """An honour, and what goes with it: a line of a list, never a payment (Q12)."""

    class Ground(models.TextChoices):
        GRADE = "grade", _("考核优秀")
        DEED = "deed", _("为居民办成的事")
        YEARS = "years", _("多年坚持")
        PRACTICE = "practice", _("带出了好做法")

    class Rank(models.TextChoices):
        COMMUNITY = "community", _("社区")
        SUBDISTRICT = "subdistrict", _("街道")
        COUNTY = "county", _("县")

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="commendations", db_index=False)
    rank = models.CharField(max_length=12, choices=Rank.choices)
    ground = models.CharField(max_length=10, choices=Ground.choices)
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=500)
    reward = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    number = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="commendation_number_drawn")]
        indexes = [
            models.Index(fields=["county", "community", "on"], name="commendation_community"),
            models.Index(fields=["person"], name="commendation_person"),
        ]
        ordering = ["-on", "-id"]

    @property
    def called(self) -> str:
        return self.person.name


class PublishedCaseQuerySet(models.QuerySet["PublishedCase"]):
    """Questions about cases."""

    def visible_to(self, by: Actor) -> "PublishedCaseQuerySet":
        return self.filter(by.covers(*KEEPERS), county_id=by.county_id)

    def public(self, county_id: int) -> "PublishedCaseQuerySet":
        """Published ones, as long as everybody who is named in them still agrees (DI6, N12)."""
        named = Person.objects.filter(cases=OuterRef("pk"))
        agrees = Consent.objects.standing().filter(person_id=OuterRef("pk"), purpose=Purpose.CASE)
        return self.filter(
            ~Exists(named.filter(~Exists(agrees))), county_id=county_id, state=PublishedCase.State.PUBLISHED
        )


class PublishedCase(Placed):
    """A practice worth telling: what was done and what came of it (seed 83, DI6). Never the file of a dispute."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("公开了")
        WITHDRAWN = "withdrawn", _("撤下了")

    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=60)
    practice = models.TextField(max_length=2000)
    effect = models.TextField(max_length=1000)
    people = models.ManyToManyField(Person, related_name="cases")
    """Those named in it, found when it was published: each agreed."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PublishedCaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "state", "published_at"], name="case_published")]
        ordering = ["-id"]

    @property
    def called(self) -> str:
        return self.title


class ServiceQuerySet(models.QuerySet["Service"]):
    """Questions about what was served."""

    def visible_to(self, by: Actor) -> "ServiceQuerySet":
        return self.filter(by.covers(*COMMUNITY) | Q(person_id=by.person_id), county_id=by.county_id)

    def standing(self) -> "ServiceQuerySet":
        return self.filter(struck_at=None)


class Service(Placed):
    """A service that was accepted and held: for the civil-affairs record and its certificate alone (LB11, ledger 27).

    Never read by an assessment, never made from anybody's use of this system (N1).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="services", db_index=False)
    project = models.CharField(max_length=60)
    on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    content = models.CharField(max_length=200)
    evaluation = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    struck_at = models.DateTimeField(null=True)
    struck_because = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "on"], name="service_person"),
            models.Index(fields=["county", "community", "on"], name="service_community"),
        ]
        ordering = ["on", "id"]

    @property
    def called(self) -> str:
        return self.project


class ProofQuerySet(models.QuerySet["Proof"]):
    """Questions about certificates of service."""

    def visible_to(self, by: Actor) -> "ProofQuerySet":
        return self.filter(by.covers(*COMMUNITY) | Q(person_id=by.person_id), county_id=by.county_id)


class Proof(Placed):
    """A certificate of volunteer service: free of charge, with a number (LB11, 19)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="proofs", db_index=False)
    number = models.CharField(max_length=16)
    since = models.DateField()
    until = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = ProofQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="proof_number_drawn")]
        indexes = [models.Index(fields=["person"], name="proof_person")]
        ordering = ["-issued_at"]

    @property
    def called(self) -> str:
        return self.person.name
