"""A person enters the register, changes her number, chooses large print."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Name, Phone
from xiaoxiang.people.models import Person
from xiaoxiang.people.pinyin import sort_key
from xiaoxiang.people.rights import is_oneself, keeper_or_oneself, registrar
from xiaoxiang.people.vault import blind, mask_phone, seal
from xiaoxiang.places.models import Level, Place


def no_mask(value: Any) -> Any:
    """A value that still wears its mask was never typed by anybody: it must not replace what it hides."""
    if isinstance(value, str) and "*" in value:
        raise PydanticCustomError("own_masked", "这是遮住的号码。要换就写出完整的新号码，不换就不用填")
    return value


WholePhone = Annotated[Phone, BeforeValidator(no_mask)]


@action(
    "person.register",
    who=registrar,
    says=gettext_lazy("{by}在{thing}登记了{result}"),
    verb=gettext_lazy("登记"),
    locks=False,
    changes=False,
    secret=("phone",),
)
def register(
    by: Actor,
    place: Place,
    *,
    name: Name,
    phone: Annotated[WholePhone | None, Label(gettext_lazy("电话"), gettext_lazy("只给经办的人看"), "phone")] = None,
) -> Person:
    """Enter somebody known by name at the place she belongs to (PE1); the number is sealed at once (PE3, PE4).

    Raises Refused('already_known') for the same name with the same number in the county (N7).
    """
    return enter(place, name, phone)


def enter(place: Place, name: str, phone: str | None = None) -> Person:
    """The step that `register` and the deeds of other rooms share, with the same refusal."""
    if phone and Person.objects.filter(county_id=place.county_id, name=name, phone_blind=blind(phone)).exists():
        raise Refused("already_known", _("%(name)s已经登记过了，用姓名搜一搜。") % {"name": name})
    columns = Person.columns_of(place)
    if place.level == Level.GRID:
        columns["community_id"] = place.community_id
    person = Person(name=name, sort_key=sort_key(name), is_invented=place.is_invented, **columns)
    if phone:
        put_phone(person, phone)
    person.save()
    return person


def put_phone(person: Person, phone: str) -> None:
    person.phone = seal(phone, mask_phone(phone), person.bound_to("phone"))
    person.phone_blind = blind(phone)


@action(
    "person.change_phone",
    who=keeper_or_oneself,
    says=gettext_lazy("{by}换了{thing}的电话"),
    verb=gettext_lazy("换成这个号码"),
    secret=("phone",),
)
def change_phone(
    by: Actor,
    person: Person,
    *,
    phone: Annotated[
        WholePhone,
        Label(gettext_lazy("新的电话"), gettext_lazy("写完整的号码"), "phone", gettext_lazy("写出完整的新号码")),
    ],
) -> Person:
    """Replace a telephone by a whole new one; a masked value never does (security.md 6)."""
    if not phone:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"phone": _("写出完整的新号码")})
    put_phone(person, phone)
    person.version += 1
    person.save(update_fields=["phone", "phone_blind", "version"])
    return person


def only_oneself(by: Actor, person: Person) -> Verdict:
    return is_oneself(by, person)


@action(
    "person.prefer_elder",
    who=only_oneself,
    says=gettext_lazy("{by}改了自己的字号"),
    verb=gettext_lazy("就这样"),
)
def prefer_elder(
    by: Actor,
    person: Person,
    *,
    is_elder: Annotated[bool, Label(gettext_lazy("用长辈版（大字）"), gettext_lazy("换手机也跟着走"))] = False,
) -> Person:
    """Keep the wish for large print with the person, so that it follows to a new phone."""
    person.prefers_elder = is_elder
    person.version += 1
    person.save(update_fields=["prefers_elder", "version"])
    return person
