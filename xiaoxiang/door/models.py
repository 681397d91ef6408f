"""What the door keeps: request ids claimed, the journal with its tips and contents, and the signed daily heads."""

from django.db import models


class Claim(models.Model):
    """A request id taken, and what came of it. Never expires: a phone may be off for weeks."""

    pk = models.CompositePrimaryKey("county_id", "op_id")
    county_id = models.IntegerField()
    op_id = models.UUIDField()
    digest = models.BinaryField()
    at = models.DateTimeField()
    result_id = models.UUIDField(null=True)

    class Meta:
        db_table = "door_claim"


class Tip(models.Model):
    """Where a chain stands: its height and head. The only row of the journal that moves."""

    pk = models.CompositePrimaryKey("county_id", "chain_id")
    county_id = models.IntegerField()
    chain_id = models.UUIDField()
    height = models.BigIntegerField()
    head = models.BinaryField()

    class Meta:
        db_table = "door_tip"


class Entry(models.Model):
    """One deed in its chain. Append-only by trigger and by grants."""

    id = models.UUIDField(primary_key=True)
    county_id = models.IntegerField()
    chain_id = models.UUIDField()
    height = models.BigIntegerField()
    head = models.BinaryField()
    line = models.TextField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    person_id = models.UUIDField(null=True)
    thing_id = models.UUIDField()

    class Meta:
        db_table = "door_entry"
        constraints = [
            models.UniqueConstraint(fields=["county_id", "chain_id", "height"], name="door_entry_height"),
        ]
        indexes = [models.Index(fields=["county_id", "thing_id", "height"], name="door_entry_thing")]


class Content(models.Model):
    """What a line says in people's words. Erasable: the chain holds only its salted digest."""

    id = models.UUIDField(primary_key=True)
    county_id = models.IntegerField()
    salt = models.BinaryField()
    body = models.TextField()

    class Meta:
        db_table = "door_content"


class Head(models.Model):
    """The head of a chain at the end of a day, signed: printed on the wall, it is the witness of the journal."""

    county_id = models.IntegerField()
    chain_id = models.UUIDField()
    on = models.DateField()
    height = models.BigIntegerField()
    head = models.BinaryField()
    signature = models.BinaryField()
    signed_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("county_id", "chain_id", "on")

    class Meta:
        db_table = "door_head"
