"""One's own dates in one's own calendar: a secret address, ended whenever its owner likes (ux 35)."""

import hashlib
import secrets

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Person
from xiaoxiang.people.rights import is_oneself
from xiaoxiang.training.actions.rights import owner
from xiaoxiang.training.models import Feed


def digest(token: str) -> bytes:
    """How an address stands in the database: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def oneself(by: Actor, person: Person) -> Verdict:
    return is_oneself(by, person)


@action("feed.open", who=oneself, changes=False, says=gettext_lazy("{by}开了日历订阅"), verb=gettext_lazy("开日历订阅"))
def open_feed(by: Actor, person: Person) -> Feed:
    """Open a calendar address; the one before it ends. The answer carries it once as `token`."""
    Feed.objects.filter(person=person, ended_at=None).update(ended_at=clock.now())
    token = secrets.token_urlsafe(32)
    feed = Feed.objects.create(county_id=person.county_id, person=person, token_digest=digest(token), at=clock.now())
    feed.token = token
    return feed


@action("feed.end", who=owner, says=gettext_lazy("{by}停了日历订阅"), verb=gettext_lazy("停掉订阅"))
def end_feed(by: Actor, feed: Feed) -> Feed:
    """End a calendar address: its next reader finds nothing. Raises Refused('already')."""
    if feed.ended_at:
        raise Refused("already", _("已经停了。"))
    feed.ended_at = clock.now()
    feed.version += 1
    feed.save(update_fields=["ended_at", "version"])
    return feed
