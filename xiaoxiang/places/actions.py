"""Founding a county and keeping its places: what they are called, how many live there, which are closed."""

from typing import Annotated

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BeforeValidator, Field, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Line, Phone, clean
from xiaoxiang.places import divisions, founding, queries
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.places.plates import plate_pinyin

KEEPERS = frozenset({"community_worker", "community_director", "subdistrict_official", "county_official"})
FOUNDING = 350922  # an arbitrary number for the lock that lets one founding happen at a time

Code6 = Annotated[
    str,
    StringConstraints(pattern=r"^[1-9]\d{5}$", strip_whitespace=True),
    Label(gettext_lazy("县级代码"), gettext_lazy("六位数字，古田县是 350922"), ask=gettext_lazy("写出六位代码")),
]
Table = Annotated[
    str,
    BeforeValidator(clean),
    StringConstraints(min_length=1, max_length=100_000),
    Label(
        gettext_lazy("街道和社区"),
        gettext_lazy("每行一个：12 位代码、空格、名称。街道写在前，社区写在后"),
        "textarea",
        gettext_lazy("写出街道和社区"),
    ),
]
PlaceName = Annotated[Line, Label(gettext_lazy("名称"), ask=gettext_lazy("写出名称"))]
Pinyin = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z' ]*$", max_length=120),
    Label(gettext_lazy("牌子上的拼音"), gettext_lazy("不写就按常用读音来，例如 HOUJIE XIANG")),
]
Residents = Annotated[int, Field(ge=0, le=10_000_000), Label(gettext_lazy("常住人口"))]


def nobody_before(by: Actor) -> Verdict:
    """The console of the machine, and only while there is no county (first run)."""
    if by.kind != ActorKind.IMPORTER:
        return gettext_noop("县由安装这套系统的人在主机上建。")
    return not County.objects.exists() or gettext_noop("这套系统里已经有一个县。")


@action(
    "county.found",
    who=nobody_before,
    says=gettext_lazy("{by}建立了{result}"),
    verb=gettext_lazy("建好，继续"),
)
def found(
    by: Actor,
    *,
    code: Code6,
    name: Annotated[Line, Label(gettext_lazy("县名"), ask=gettext_lazy("写出县名，例如：古田县"))],
    table: Table,
    residents: Residents = 0,
    telephone: Annotated[Phone | None, Label(gettext_lazy("给居民打的电话"), widget="phone")] = None,
    is_demo: bool = False,
) -> Place:
    """Found the county out of the code table: its tree down to the communities, and what every room lays down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOUNDING])
    if County.objects.exists():
        raise Refused("already", _("这套系统里已经有一个县。"))
    if int(code) != by.county_id:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"code": _("写出六位代码")})
    reading = divisions.parse(table, code)
    if reading.errors:
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"table": " ".join(reading.errors[:5])}
        )
    county = County.objects.create(
        id=int(code),
        name=name,
        residents=residents,
        telephone=telephone or "",
        is_demo=is_demo,
        founded_at=clock.now(),
    )
    root = _grow(county, reading.divisions)
    for lay in founding.rooms:
        lay(county)
    queries.forget()
    return root


def _grow(county: County, table: list[divisions.Division]) -> Place:
    """The tree down to the communities, in the order of the codes."""
    root = Place.objects.create(county=county, level=Level.COUNTY, name=county.name, code=f"{county.pk}000000")
    known: dict[str, Place] = {}
    for position, division in enumerate(sorted(table, key=lambda d: d.code), 1):
        level = Level.SUBDISTRICT if division.is_subdistrict else Level.COMMUNITY
        parent = root if division.is_subdistrict else known[division.parent]
        known[division.code] = parent.below(level, name=division.name, code=division.code, position=position)
    Place.objects.bulk_create([p for p in known.values() if p.level == Level.SUBDISTRICT])
    Place.objects.bulk_create([p for p in known.values() if p.level == Level.COMMUNITY])
    return root


def keeper_here(by: Actor, place: Place) -> Verdict:
    return by.holds_any(KEEPERS, place) or gettext_noop("由本社区或街道的工作人员来改。")


def keeper_above(by: Actor, place: Place) -> Verdict:
    """A community is not renamed or closed by itself, but by those above it."""
    if place.level in (Level.GRID, Level.ALLEY):
        return keeper_here(by, place)
    above = frozenset({"subdistrict_official", "county_official"})
    return by.holds_any(above, place) or gettext_noop("由街道或县里来改。")


def _require(place: Place, *levels: Level) -> None:
    if place.level not in levels or place.closed_at:
        raise Refused("not_now", _("“%(place)s”下面不能加这个。") % {"place": place.name})


def _next(parent: Place) -> tuple[str, int]:
    """The next free code under a place (its code and three more digits) and the position it stands at."""
    last = parent.children.aggregate(code=Max("code"), position=Max("position"))
    number = int(last["code"][-3:]) + 1 if last["code"] else 1
    if number > 999:
        raise Refused("enough", _("“%(place)s”下面已经有 999 个。") % {"place": parent.name})
    return f"{parent.code}{number:03}", (last["position"] or 0) + 1


@action(
    "place.add_grid",
    who=keeper_here,
    changes=False,
    says=gettext_lazy("{by}在{thing}划出网格“{result}”"),
    verb=gettext_lazy("加一个网格"),
)
def add_grid(by: Actor, community: Place, *, name: PlaceName, is_invented: bool = False) -> Place:
    """Draw a grid in a community; it continues the community's code (PL1)."""
    _require(community, Level.COMMUNITY)
    code, position = _next(community)
    grid = community.below(Level.GRID, name=name, code=code, position=position, is_invented=is_invented)
    grid.save(force_insert=True)
    queries.forget()
    return grid


@action(
    "place.add_alley",
    who=keeper_here,
    changes=False,
    says=gettext_lazy("{by}在{thing}登记街巷“{result}”"),
    verb=gettext_lazy("加一条巷"),
)
def add_alley(
    by: Actor,
    grid: Place,
    *,
    name: PlaceName,
    pinyin: Pinyin = "",
    residents: Residents = 0,
    is_invented: bool = False,
) -> Place:
    """Enter an alley in a grid and draw the code of its plaque, which is for life."""
    _require(grid, Level.GRID)
    if Place.objects.alleys().filter(community_id=grid.community_id, name=name, closed_at=None).exists():
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"name": _("本社区已经有同名的巷")})
    code, position = _next(grid)
    alley = grid.below(
        Level.ALLEY, name=name, code=code, position=position, residents=residents, is_invented=is_invented,
        pinyin=pinyin or plate_pinyin(name),
    )  # fmt: skip
    alley.save(force_insert=True)
    return alley


@action(
    "place.rename",
    who=keeper_above,
    changes=False,
    says=gettext_lazy("{by}把{thing}改名为“{name}”"),
    verb=gettext_lazy("改名"),
)
def rename(by: Actor, place: Place, *, name: PlaceName, pinyin: Pinyin = "") -> Place:
    """Give a place another name. Its code and plaque stay: they name nothing that changes."""
    place.name = name
    if place.level == Level.ALLEY:
        place.pinyin = pinyin or plate_pinyin(name)
    place.save(update_fields=["name", "pinyin"])
    queries.forget()
    return place


@action(
    "place.fill_in",
    who=keeper_here,
    changes=False,
    says=gettext_lazy("{by}填写了{thing}的人口和电话"),
    verb=gettext_lazy("记下"),
)
def fill_in(
    by: Actor,
    place: Place,
    *,
    residents: Residents | None = None,
    telephone: Annotated[Phone | None, Label(gettext_lazy("电话"), widget="phone")] = None,
) -> Place:
    """Enter what no public table has: how many live there, and the telephone to call."""
    place.residents = place.residents if residents is None else residents
    place.telephone = telephone or place.telephone
    place.save(update_fields=["residents", "telephone"])
    queries.forget()
    return place


@action(
    "place.close",
    who=keeper_above,
    changes=False,
    says=gettext_lazy("{by}把{thing}从街巷表上撤下"),
    verb=gettext_lazy("撤下"),
)
def close(by: Actor, place: Place) -> Place:
    """Take a grid or an alley off the list. What happened there stays; nothing new is added to it."""
    if place.level not in (Level.GRID, Level.ALLEY):
        raise Refused("not_now", _("社区和街道按代码表来，不在这里撤。"))
    if place.closed_at:
        raise Refused("already", _("已经撤下了。"))
    if place.children.filter(closed_at=None).exists():
        raise Refused("not_now", _("里面还有街巷，先撤下街巷。"))
    place.closed_at = clock.now()
    place.save(update_fields=["closed_at"])
    queries.forget()
    return place
