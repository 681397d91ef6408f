"""Why an op waits for a person, told to the person who looks at it; its writer is told in other words (`saying`)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiaoxiang.edges.sync.models import Item, Outcome

WHY: dict[str, str | Promise] = {
    "unreadable": _("这一条读不出来。"),
    "no_such_action": _("手机上的页面太旧，这件事现在不这样办了。"),
    "badly_filled": _("有几处填得不对。"),
    "not_found": _("说的那件事找不到，或者不给本人看。"),
    "may_not": _("按当时的岗位，这件事不归本人办。"),
    "op_id_reused": _("同一个编号送来两种内容，这是后到的。"),
    "seq_reused": _("同一个次序送来两条，这是后到的。"),
    "another_actor": _("写的是别人的名字，不是送来的人。"),
    "another_store": _("是从另一处的记录里抄来的。"),
    "device_lost": _("手机报过丢失或者停用，谁拿着不知道。"),
    "broken": _("我们这边出了错，试了十次没办成。"),
    "only_online": _("这件事要连着网当面办，手机上存着的不算。"),
}
HELD = _("前一条一直没有送到，后一条跟着等。")


def why(item: Item) -> str:
    """One sentence: by the code where it is ours, else what the deed itself said."""
    if item.outcome == Outcome.HELD:
        return str(HELD)
    return str(WHY.get(item.code) or item.sentence or _("没有办成。"))
