"""The list of alleys that a residents' committee keeps: which grid, what it is called, how many live there."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door.refusal import Refused
from xiaoxiang.ledgers.sheets import Cell, Do, Sheet, offered
from xiaoxiang.places import actions
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.queries import tree


def grids(community: Place) -> dict[str, Place]:
    """The open grids of a community by name."""
    below = tree(community.county_id).values()
    found = [p for p in below if p.level == Level.GRID and p.community_id == community.pk and p.closed_at is None]
    return {p.name: p for p in found}


def take(do: Do, community: Place, row: Mapping[str, str]) -> None:
    grid = grids(community).get(row["grid"])
    if grid is None:
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"grid": _("从本社区的网格里选一个")})
    filled = {name: row[name] for name in ("pinyin", "residents") if row.get(name)}
    do(actions.add_alley, grid.pk, name=row["name"], **filled)


alleys = offered(
    Sheet(
        slug="alleys",
        title=gettext_lazy("街巷名单"),
        about=gettext_lazy("一行一条巷，收进来就有巷口牌的编号"),
        cells=(
            Cell("grid", gettext_lazy("网格"), True, "第一网格", choices=lambda community: list(grids(community))),
            Cell("name", gettext_lazy("街巷名称"), True, "榕树巷", gettext_lazy("本社区里不能有同名的"), width=18),
            Cell("pinyin", gettext_lazy("拼音"), False, "Rongshu Xiang", gettext_lazy("不写就按读音自动拼"), width=18),
            Cell("residents", gettext_lazy("住户人数"), False, "120", gettext_lazy("大约多少人住在这条巷，写整数")),
        ),
        take=take,
    )
)
