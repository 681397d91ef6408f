"""What is said about an op that did not simply go through: a code for programs, a sentence for its writer."""

from django.utils.translation import gettext_lazy as _

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync.models import Item, Outcome

BEFORE_LEAVING, SECOND_LOOK = "before_leaving", "second_look"
SENTENCES = {
    "unreadable": _("这一条读不出来，原样留着，社区会看。"),
    "no_such_action": _("这件事现在没有人能办，写的都留着，社区会看。"),
    "not_found": _("这一条说的事找不到，写的都留着，社区会看。"),
    "op_id_reused": _("这个号另一条已经用了，这一条单独留着，社区会看。"),
    "seq_reused": _("这个次序另一条已经用了，这一条单独留着，社区会看。"),
    "another_actor": _("这一条写的是别人的名字，单独留着，社区会看。"),
    "another_store": _("这一条是从别处抄来的，单独留着，社区会看。"),
    "device_lost": _("这部手机停用了，这一条先留着，社区核对了再办。"),
    "broken": _("我们这边出了错，试了十次没办成。写的都留着，社区会看。"),
    "may_not": _("这件事要连着网当面办。"),
    BEFORE_LEAVING: _("离任前采集，已经收下。"),
    "released": _("社区看过，放行了。"),
    "conflict": _("别人也改了同一处，两边写的都留着，由社区定。"),
}


def say(code: str) -> str:
    return str(SENTENCES.get(code, ""))


def no(code: str) -> Refused:
    """A refusal in our own words."""
    return Refused(code, SENTENCES[code])


def aside(item: Item, code: str) -> Item:
    """A person must look at it."""
    return settled(item, Outcome.QUARANTINED, code, say(code))


def settled(item: Item, outcome: Outcome, code: str = "", sentence: str = "") -> Item:
    """What became of it, as it will be stored."""
    item.outcome, item.code, item.sentence = outcome, code[:40], sentence[:300]
    item.settled_at = clock.now()
    return item
