"""What the actions of this room share: who is meant, what must be agreed to, how a category is sealed."""

from typing import Any

from django.utils.translation import gettext as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.actions.consents import record
from xiaoxiang.people.actions.persons import enter as enter_person
from xiaoxiang.people.models import Consent, Person, Purpose
from xiaoxiang.people.rights import is_oneself
from xiaoxiang.people.vault import blind, seal
from xiaoxiang.places.models import Level, Place
from xiaoxiang.talent.models import Talent, TalentCategory

MASK = "已登记"
"""What a sealed category shows, whichever it is."""


def badly_filled(**fields: Any) -> Refused:
    return Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=fields)


def require_community(place: Place) -> None:
    if place.level != Level.COMMUNITY:
        raise Refused("not_now", _("人才信息库按社区建，选一个社区。"))


def somebody(community: Place, person: Person | None, name: str | None, phone: str | None) -> Person:
    """Whoever is meant: somebody of the register, locked, or somebody new, entered as `person.register` does (N7).

    Raises Refused('badly_filled'), 'elsewhere' for somebody of another community, 'already_known'.
    """
    if person is None:
        if not name:
            raise badly_filled(name=_("写出姓名，或者从名册里选"))
        return enter_person(community, name, phone)
    if person.community_id != community.pk:
        raise Refused("elsewhere", _("%(name)s不是本社区的人，由那边的社区来记。") % {"name": person.name})
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def agree(by: Actor, person: Person, purpose: Purpose, field: str, *, is_on_paper: bool) -> None:
    """A consent that stands, or that is recorded now: said by herself, or seen on signed paper (PE6, PIPL 29)."""
    if Consent.objects.standing().filter(person=person, purpose=purpose).exists():
        return
    if not is_oneself(by, person) and not is_on_paper:
        raise badly_filled(**{field: _("先要本人在纸上签字同意")})
    record(by, person, purpose)


def put_category(talent: Talent, category: TalentCategory) -> None:
    """Seal a category under one mask for all, so that no list tells which it is (PE7)."""
    talent.category = seal(category.name, MASK, talent.bound_to("category"))
    talent.category_blind = blind_of(category)


def blind_of(category: TalentCategory) -> bytes:
    return blind(f"talent category {category.pk}")
