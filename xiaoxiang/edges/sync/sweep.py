"""What the worker comes back to: ops left in the middle, ops that waited too long, photos left half. All safe twice."""

from datetime import timedelta
from uuid import uuid5

from django.db import connection, transaction
from django.db.models import F

from xiaoxiang.door import clock
from xiaoxiang.door.actor import the_clock
from xiaoxiang.door.effects import periodic
from xiaoxiang.door.passage import perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import attachments, clockwork, deeds, outcomes, parts, processing, waiting
from xiaoxiang.edges.sync.actions import FORCED_AFTER
from xiaoxiang.edges.sync.models import Attachment, Item, Outcome
from xiaoxiang.edges.sync.saying import aside

TRIES = 10
AT_ONCE = 200
A_MINUTE = timedelta(minutes=1)
A_DAY = timedelta(hours=24)


@periodic("* * * * *", name="sync.sweep", queueing_lock="sync.sweep")
def sweep(timestamp: int) -> None:
    """Each minute: go on with what was left."""
    retry()
    free()
    force()
    finish_photos()


@periodic("25 * * * *", name="sync.tidy", queueing_lock="sync.tidy")
def tidy(timestamp: int) -> None:
    """Each hour: let bytes go that nobody has added to for a day, and those that belong to nothing."""
    forget_halves()
    forget_orphans()


def retry() -> int:
    """Work through ops that stayed `received`: after a minute, two, four … ten times, then a person must look.

    One at a time, and a try is counted before it is made: an op that takes the worker with it holds up no other.
    """
    for n in range(AT_ONCE):
        item = _claimed()
        if item is None:
            return n
        if item.tries <= TRIES:
            processing.work_through([item])
        if item.tries >= TRIES and item.outcome == Outcome.RECEIVED:
            outcomes.store([aside(item, "broken")])
    return AT_ONCE


def _claimed() -> Item | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": clock.now()})
        row = cursor.fetchone()
    return Item.objects.get(pk=row[0]) if row else None


CLAIM = """
UPDATE sync_item SET tries = tries + 1, settled_at = %(now)s WHERE id = (
    SELECT id FROM sync_item
    WHERE outcome = 'received' AND coalesce(settled_at, received_at) < %(now)s - interval '1 minute' * power(2, tries)
    ORDER BY received_at, seq LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id
"""


def free() -> int:
    """Let go on what waits for an op that is done: the one that did it may have been cut off before it looked."""
    with connection.cursor() as cursor:
        cursor.execute(FREE, [[str(outcome) for outcome in waiting.DONE], AT_ONCE])
        ids = [row[0] for row in cursor.fetchall()]
    processing.work_through(list(Item.objects.filter(pk__in=ids)))
    return len(ids)


FREE = """
SELECT i.id FROM sync_item i
LEFT JOIN sync_item b ON b.id = i.waiting_for AND b.person_id = i.person_id AND b.store_id = i.store_id
LEFT JOIN sync_gap g ON g.op_id = i.waiting_for AND g.store_id = i.store_id
WHERE i.outcome = 'held' AND (b.outcome = ANY(%s) OR g.id IS NOT NULL) LIMIT %s
"""


def force() -> int:
    """Let go on what has waited for five days, and say so in the journal (offline.md 5)."""
    late = Item.objects.filter(outcome=Outcome.HELD, received_at__lt=clock.now() - FORCED_AFTER)
    forced = 0
    for item in late.order_by("received_at", "seq")[:AT_ONCE]:
        try:
            perform(clockwork.force, the_clock(item.county_id), item.pk, {}, op_id=uuid5(item.pk, "force"))
        except Refused:
            continue  # freed a moment ago
        processing.work_through([item], is_forced=True)
        forced += 1
    return forced


def finish_photos() -> None:
    """Add photos that are whole and whose op is done."""
    rows = Attachment.objects.filter(received=F("size"), is_attached=False, refused="")
    done = rows.filter(item__outcome__in=(Outcome.ACCEPTED, Outcome.REFUSED), last_at__lt=clock.now() - A_MINUTE)
    writers = deeds.Writers()
    for item in Item.objects.filter(pk__in=done.values("item_id")[:AT_ONCE]):
        attachments.add_whole(item, writers.of)


def forget_halves() -> int:
    """Half photos that nobody has sent on for a day: they begin again when the phone comes back."""
    rows = Attachment.objects.filter(received__gt=0, received__lt=F("size"), refused="")
    old = rows.filter(last_at__lt=clock.now() - A_DAY)
    for pk in old.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            half = old.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
            if half is not None:
                attachments.begin_again(half)
    return old.count()


def forget_orphans() -> int:
    """Bytes whose photo is added, refused or unknown."""
    old = dict(parts.untouched_for(A_DAY.total_seconds()))
    waiting_rows = Attachment.objects.filter(pk__in=old, is_attached=False, refused="", received__gt=0)
    for pk in old.keys() - set(waiting_rows.values_list("pk", flat=True)):
        old[pk].unlink(missing_ok=True)
    return len(old)
