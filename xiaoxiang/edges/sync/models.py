"""What phones sent, byte for byte, and what became of each op. Nothing here is ever deleted but half-arrived photos."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.action import registry
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Device, Person, Role
from xiaoxiang.places.models import County, Placed


def looked_after(by: Actor) -> Q:
    """The rows that staff look after: a community its own, the county those of people who belong to no community."""
    return by.covers(*COMMUNITY) | (by.covers(Role.COUNTY_OFFICIAL) & Q(community=None))


class StoreQuerySet(models.QuerySet["Store"]):
    """Questions about stores."""

    def visible_to(self, by: Actor) -> "StoreQuerySet":
        """One's own, and those of the phones one's community looks after. To help, never to judge (N1)."""
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        return self.filter(looked_after(by) | Q(person_id=by.person_id), county_id=by.county_id)

    def looked_after(self, by: Actor) -> "StoreQuerySet":
        return self.filter(looked_after(by), county_id=by.county_id)


class Store(Placed):
    """One local database: one browser for one person. Says how the phone is, never how diligent somebody is."""

    id = models.UUIDField(primary_key=True)
    """Made by the phone."""
    device = models.ForeignKey(Device, models.PROTECT, related_name="stores")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    high = models.PositiveBigIntegerField(default=0)
    """The highest seq the phone has given, as it last said."""
    pending = models.PositiveIntegerField(default=0)
    """How many ops the phone still kept, as it last said."""
    lost = models.PositiveIntegerField(default=0)
    """At least so many records of an older store of this phone never arrived."""
    offset = models.BigIntegerField(default=0)
    """Milliseconds that the phone's clock is behind ours, as last measured."""
    app = models.CharField(max_length=20, blank=True)
    mode = models.JSONField(default=dict)
    """persisted, usage, quota, worker: how the browser keeps the store."""
    failed = models.JSONField(default=dict)
    """The last answer that was not 200: status, code, at."""
    succeeded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = StoreQuerySet.as_manager()

    class Meta:
        db_table = "sync_store"
        indexes = [
            models.Index(fields=["county", "community", "succeeded_at"], name="sync_store_community"),
            models.Index(fields=["device"], name="sync_store_device"),
        ]

    @property
    def called(self) -> str:
        return self.person.name


class Outcome(models.TextChoices):
    """What became of an op (docs/sync.md)."""

    RECEIVED = "received", _("已收到，还没办完")
    ACCEPTED = "accepted", _("已送达")
    HELD = "held", _("等前一条")
    CONFLICT = "conflict", _("两处改得不一样")
    REFUSED = "refused", _("没有办成")
    QUARANTINED = "quarantined", _("要人看一看")


FINAL = frozenset({Outcome.ACCEPTED, Outcome.REFUSED})
WAITING = frozenset({Outcome.RECEIVED, Outcome.HELD, Outcome.CONFLICT, Outcome.QUARANTINED})


class ItemQuerySet(models.QuerySet["Item"]):
    """Questions about ops that arrived."""

    def visible_to(self, by: Actor) -> "ItemQuerySet":
        """One's own, and for staff those of `looked_after`."""
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        return self.filter(self._looked_after(by) | Q(person_id=by.person_id), county_id=by.county_id)

    def looked_after(self, by: Actor) -> "ItemQuerySet":
        """Those that did not simply arrive, and those about which somebody decided: what simply arrived is no page."""
        return self.filter(self._looked_after(by), county_id=by.county_id)

    @staticmethod
    def _looked_after(by: Actor) -> Q:
        ruled = Q(models.Exists(Ruling.objects.filter(item=models.OuterRef("pk"))))
        return looked_after(by) & (~Q(outcome__in=(Outcome.ACCEPTED, Outcome.RECEIVED)) | ruled)


class Item(Placed):
    """One op as it arrived: its line byte for byte, its fate, and which thing came of it."""

    id = models.UUIDField(primary_key=True)
    """The op_id; for a line without one, or a second use of one, an id made from the digest."""
    op_id = models.UUIDField(null=True)
    """The op_id that the line names."""
    store_id = models.UUIDField()
    """The store of the head it came with; may be none that we know."""
    seq = models.PositiveBigIntegerField(null=True)
    """Null where (store, seq) was used before."""
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    """Who delivered it."""
    line = models.BinaryField()
    sha256 = models.BinaryField()
    action = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    """When it was confirmed, by the phone's clock."""
    offset = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField(null=True)
    """The corrected time."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.RECEIVED)
    code = models.CharField(max_length=40, blank=True)
    sentence = models.CharField(max_length=300, blank=True)
    fields = models.JSONField(default=dict)
    waiting_for = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    result_type = models.CharField(max_length=40, blank=True)
    result_id = models.UUIDField(null=True)
    result_version = models.PositiveIntegerField(null=True)
    called = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        db_table = "sync_item"
        constraints = [
            models.UniqueConstraint(fields=["county", "store_id", "seq"], name="sync_item_seq"),
        ]
        indexes = [
            models.Index(
                fields=["county", "received_at"], name="sync_item_open", condition=Q(outcome__in=("received", "held"))
            ),
            models.Index(
                fields=["county", "community", "received_at"],
                name="sync_item_look",
                condition=Q(outcome__in=("quarantined", "conflict")),
            ),
            models.Index(fields=["waiting_for"], name="sync_item_waits", condition=Q(waiting_for__isnull=False)),
            models.Index(
                fields=["op_id"], name="sync_item_beside", condition=Q(op_id__isnull=False) & ~Q(op_id=F("id"))
            ),
        ]

    @property
    def told(self) -> str:
        """What a sentence calls it: 王秀英手机上的“报给社区”."""
        action = registry.get(self.action)
        deed = str(action.verb) if action and action.verb else gettext("一条记录")
        return gettext("%(person)s手机上的“%(deed)s”") % {"person": self.person.name, "deed": deed}


class Attachment(models.Model):
    """A photo that an op promised: its bytes come after the text, in chunks."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments", db_index=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    is_attached = models.BooleanField(default=False)
    refused = models.CharField(max_length=200, blank=True)
    """Why it cannot be a photo; the text stays."""
    last_at = models.DateTimeField()

    class Meta:
        db_table = "sync_attachment"
        constraints = [models.UniqueConstraint(fields=["item", "sha256"], name="sync_attachment_once")]
        indexes = [
            models.Index(
                fields=["county", "last_at"], name="sync_attachment_open", condition=Q(is_attached=False, refused="")
            )
        ]


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Questions about conflicts."""

    def visible_to(self, by: Actor) -> "ConflictQuerySet":
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        return self.filter(looked_after(by), county_id=by.county_id)


class Conflict(Placed):
    """Two people changed the same field: both values are kept until the community says which holds."""

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, models.PROTECT, related_name="conflicts")
    thing_type = models.CharField(max_length=40)
    thing_id = models.UUIDField()
    field = models.CharField(max_length=60)
    was = models.TextField(blank=True)
    """What the phone saw before."""
    here = models.TextField(blank=True)
    """What stood here when it arrived."""
    wanted = models.TextField(blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=8, blank=True)
    """here or wanted, as soon as somebody said so; it is settled once that is done."""
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    """Who said so."""
    version = models.PositiveIntegerField(default=1)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        db_table = "sync_conflict"
        indexes = [
            models.Index(fields=["county", "community", "at"], name="sync_conflict_open", condition=Q(settled_at=None))
        ]

    @property
    def called(self) -> str:
        return self.item.called or self.item.told

    @property
    def chain_id(self) -> UUID | None:
        return self.community_id


class Ruling(models.Model):
    """What the community decided about an op that a person had to look at: who, when, why."""

    class What(models.TextChoices):
        RELEASED = "released", _("放行")
        RETURNED = "returned", _("退回手机")

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="rulings")
    what = models.CharField(max_length=8, choices=What.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    corrected = models.JSONField(default=dict)
    """The fields that hold in place of the line's, as typed; the line itself stays as it came."""
    reason = models.CharField(max_length=300)

    class Meta:
        db_table = "sync_ruling"
        ordering = ["id"]

    @property
    def called(self) -> str:
        return self.item.told

    @property
    def chain_id(self) -> UUID | None:
        return self.item.community_id


class Gap(models.Model):
    """A seq that the person gave up on the phone: named, so that no gap is unexplained."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    store = models.ForeignKey(Store, models.PROTECT, related_name="gaps", db_index=False)
    seq = models.PositiveBigIntegerField()
    op_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "sync_gap"
        constraints = [models.UniqueConstraint(fields=["store", "seq"], name="sync_gap_once")]
        indexes = [models.Index(fields=["op_id"], name="sync_gap_op")]

    @property
    def called(self) -> str:
        return str(self.seq)

    @property
    def chain_id(self) -> UUID | None:
        return self.store.community_id
