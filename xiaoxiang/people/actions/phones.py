"""Phones of stewards: invited at the station, bound once with a PIN, ended when lost (security.md 3)."""

import unicodedata
from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label
from xiaoxiang.people import devices
from xiaoxiang.people.models import Binding, Device, Person, Role, RoleHeld
from xiaoxiang.people.rights import is_oneself, keeper, looks_after


def six_digits(value: Any) -> Any:
    """'１２３ ４５６' is what a keyboard made of 123456. Refuses what a finder would try first."""
    if not isinstance(value, str):
        return value
    digits = "".join(unicodedata.normalize("NFKC", value).split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        raise PydanticCustomError("own_digits", "口令是六位数字")
    if devices.is_easy(digits):
        raise PydanticCustomError("own_easy", "这个太好猜。别用连着的、一样的数字，也别用生日")
    return digits


Pin = Annotated[
    str,
    BeforeValidator(six_digits),
    StringConstraints(max_length=6),
    Label(gettext_lazy("六位数字口令"), gettext_lazy("自己记得住、别人想不到"), ask=gettext_lazy("想一个六位数字")),
]
Token = Annotated[str, StringConstraints(min_length=40, max_length=64)]


@action(
    "device.invite",
    who=keeper,
    says=gettext_lazy("{by}为{thing}开了绑定手机的二维码"),
    verb=gettext_lazy("绑定手机"),
)
def invite_device(by: Actor, person: Person) -> Binding:
    """Open a QR for the phone of a steward who stands here: good once and for ten minutes.

    The answer carries its secret once as `token`. Raises Refused('not_steward'), 'two_phones'.
    """
    _steward_with_room(person)
    devices.close_invitations(person)
    person.version += 1
    person.save(update_fields=["version"])
    binding, token = devices.new_binding(person, Person.objects.filter(Q(pk=by.person_id)).first())
    binding.token = token
    return binding


def _steward_with_room(person: Person) -> None:
    if not RoleHeld.objects.on(clock.now()).filter(person=person, role=Role.STEWARD).exists():
        raise Refused("not_steward", _("%(name)s现在不是管家，不用绑定手机。") % {"name": person.name})
    if devices.living(person) >= devices.MOST_PHONES:
        raise Refused("two_phones", _("已经绑了两部手机。先停掉一部，再绑新的。"))


def holder_of_the_secret(by: Actor, binding: Binding) -> Verdict:
    return binding.pk in by.receipts


@action(
    "device.bind",
    who=holder_of_the_secret,
    says=gettext_lazy("{thing}绑定了一部手机"),
    verb=gettext_lazy("绑定这部手机"),
    changes=False,
    secret=("pin", "token"),
)
def bind_device(by: Actor, binding: Binding, *, pin: Pin, token: Token) -> Device:
    """Make the phone in hand the steward's, with a PIN of her own choice.

    Raises Refused('used'), 'expired', 'not_steward', 'two_phones'.
    """
    if devices.digest(token) != bytes(binding.token_digest):
        raise Refused("not_found", _("找不到这一页，或者它不给您看。"))
    if binding.used_at is not None:
        raise Refused("used", _("这张二维码用过了。请社区再开一张。"))
    if clock.now() >= binding.expires_at:
        raise Refused("expired", _("这张二维码过了十分钟，不能用了。请社区再开一张。"))
    Person.objects.select_for_update(no_key=True).get(pk=binding.person_id)
    _steward_with_room(binding.person)
    return devices.bind(binding, token, pin)


def keeper_or_holder(by: Actor, device: Device) -> Verdict:
    """The steward herself, whoever looks after her, and the clock for a phone with too many wrong codes."""
    if by.kind == ActorKind.CLOCK or is_oneself(by, device.person):
        return True
    return looks_after(by, device.person) or gettext_noop("由本人或本社区的工作人员来停。")


@action(
    "device.end",
    who=keeper_or_holder,
    says=gettext_lazy("{by}停了{thing}的一部手机"),
    verb=gettext_lazy("停掉这部手机"),
)
def end_device(by: Actor, device: Device) -> Device:
    """End a phone that was lost, sold or replaced: its next request is a stranger's. Raises Refused('already_ended')."""
    if device.ended_at is not None:
        raise Refused("already_ended", _("这部手机已经停了。"))
    device.ended_at = clock.now()
    device.version += 1
    device.save(update_fields=["ended_at", "version"])
    return device
