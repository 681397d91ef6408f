"""Who speaks: whose phone it is by its cookie, ended phones among them, and whether it is unlocked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import devices
from xiaoxiang.people.actors import DEVICE_COOKIE, unlocked_phone
from xiaoxiang.people.models import Device, Person


@dataclass(frozen=True)
class Caller:
    """A phone and its owner."""

    device: Device
    is_unlocked: bool

    @property
    def person(self) -> Person:
        person: Person = self.device.person
        return person

    @property
    def person_id(self) -> UUID:
        return self.person.pk

    @property
    def is_left(self) -> bool:
        """Its owner stopped being a steward: what she wrote before still comes, and nothing is read."""
        return self.device.ended_at is not None and self.device.is_left

    @property
    def is_lost(self) -> bool:
        """Reported lost, or ended otherwise: whoever holds it may be anybody."""
        return self.device.ended_at is not None and not self.device.is_left

    @property
    def may_deliver(self) -> bool:
        """An ended phone has no PIN any more; it delivers without, and nothing of a lost one is believed."""
        return self.is_unlocked or self.device.ended_at is not None


def caller_of(request: HttpRequest) -> Caller | None:
    """The phone whose secret this browser holds; none where it was never bound or has to be bound anew."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if not token:
        return None
    found = Device.objects.select_related("person").filter(token_digest=devices.digest(token)).first()
    if found is None or (found.ended_at is None and is_worn(found.bound_at)):
        return None
    return Caller(found, is_unlocked=unlocked_phone(request) == found.pk)


def is_worn(bound_at: datetime) -> bool:
    return bound_at <= clock.now() - devices.GOOD_FOR


def bound(caller: Caller | None) -> Caller:
    """Raises Refused('not_bound', 401)."""
    if caller is None:
        raise Refused("not_bound", _("这部手机还没有绑定。带着手机到社区，几分钟就办好。"), status=401)
    return caller


def deliverer(caller: Caller | None) -> Caller:
    """Who delivers. Raises Refused: 401 not_bound, locked."""
    found = bound(caller)
    if not found.may_deliver:
        raise Refused("locked", _("先输入口令，写好的都还在。"), status=401)
    return found


def reader(caller: Caller | None) -> Caller:
    """Who reads. Raises Refused: 401 not_bound, locked; 403 left, lost."""
    found = deliverer(caller)
    if found.is_left:
        raise Refused("left", _("您不再担任管家，写好的照样能送出，新的内容看不到了。"), status=403)
    if found.is_lost:
        raise Refused("lost", _("这部手机停用了。带着手机到社区，几分钟就办好。"), status=403)
    return found
