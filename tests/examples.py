"""One example of every action: who does it, to what, with which words. The suite over the registry drives them all.

To add one: a line `"thing.verb": lambda c: Example(c.wang, thing, field=…)`, where `c` is the cast of `tests/people.py` on
a Monday at 8:40. The suite then proves that the deed works, that a stranger is refused, and that a repeat is harmless.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.people import GUTIAN, Cast
from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync.actions import Keep
from xiaoxiang.edges.sync.tests import aside
from xiaoxiang.ledgers import actions as ledgers
from xiaoxiang.ledgers.models import Import, Stage
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.actions.ending import Solved
from xiaoxiang.matters.actions.handling import WhistleCase
from xiaoxiang.matters.tests import stages
from xiaoxiang.people import actions as people
from xiaoxiang.people import devices, suggestions
from xiaoxiang.people.models import Account, Line, Person, Purpose, Role, SignIn
from xiaoxiang.places import divisions
from xiaoxiang.regulation.parameters import defaults
from xiaoxiang.stewards import actions as stewards
from xiaoxiang.stewards.actions.dismissing import Ground
from xiaoxiang.stewards.actions.grades import Level
from xiaoxiang.stewards.actions.parting import Cause
from xiaoxiang.stewards.actions.records import Kind
from xiaoxiang.stewards.actions.thanks import Ground as Thanks
from xiaoxiang.stewards.models import Service
from xiaoxiang.stewards.tests import stages as terms
from xiaoxiang.talent.models import Answer
from xiaoxiang.talent.tests import stages as pool
from xiaoxiang.training import actions as training
from xiaoxiang.training.models import Kind as Lesson
from xiaoxiang.training.tests import stages as lessons

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)
NOTICE = "2027-01-01 至 2027-01-03，休，元旦\n2027-02-05 至 2027-02-12，休，春节"
OFFER = {"name": "上门理发", "content": "剪头发", "when": "周六上午", "limit": 2, "for_whom": "走不动的老人"}
SECRET = "s" * 43


@dataclass
class Example:
    """A deed that works: the actor, the thing (None where there is none), what is given."""

    by: Actor
    thing: Any = None
    given: dict[str, Any] = field(default_factory=dict)

    def __init__(self, by: Actor, thing: Any = None, **given: Any) -> None:
        self.by, self.thing, self.given = by, thing, given


def console(county_id: int = GUTIAN) -> Actor:
    return Actor(kind=ActorKind.IMPORTER, county_id=county_id, name="控制台", channel="console", moment=clock.now())


def account_of(person: Person) -> Account:
    return Account.objects.create(county_id=person.county_id, person=person, username=f"u-{person.pk.hex[-8:]}")


def sign_in(c: Cast) -> SignIn:
    account = account_of(c.people["chen"])
    return SignIn.objects.create(county_id=c.county.pk, account=account, session_key="k" * 32, at=clock.now())


def invited(c: Cast) -> Example:
    binding, _token = devices.new_binding(c.people["wang"], c.people["chen"])
    binding.token_digest = devices.digest(SECRET)
    binding.save()
    by = Actor(kind=ActorKind.RESIDENT, county_id=c.county.pk, receipts=frozenset({binding.pk}))
    return Example(by, binding, pin="280417", token=SECRET)


def bound(c: Cast) -> Any:
    binding, token = devices.new_binding(c.people["wang"], c.people["chen"])
    return devices.bind(binding, token, "280417")


def consented(c: Cast) -> Any:
    return people.give_consent(c.wang, c.people["wang"], purpose=Purpose.ALLEY_BOARD)


def phoned(c: Cast) -> Any:
    """A matter whose raiser left a number."""
    return stages.noted(c, raiser_phone="13800138000")


def line(c: Cast) -> Line:
    stages.noted(c)
    return Line.objects.get(pk=Entry.objects.order_by("-height")[0].pk)


def asked(c: Cast) -> Example:
    matter = stages.verified(c)
    return Example(c.with_receipt(matter), matter, solved=Solved.SOLVED)


def held(c: Cast, name: str) -> Any:
    return c.people[name].roles_held.get()


def picture(c: Cast) -> Example:
    matter = stages.noted(c)
    return Example(c.with_receipt(matter), matter, sha256="a" * 64, width=10, height=10)


def with_receipt(c: Cast, stage: Callable[[Cast], Any], **given: Any) -> Example:
    matter = stage(c)
    return Example(c.with_receipt(matter), matter, **given)


def late(c: Cast) -> Example:
    with clock.at(clock.now() - timedelta(days=20)):
        matter = stages.accepted(c)
    return Example(c.clock, matter)


def paused(c: Cast) -> Any:
    return matters.pause(c.chen, stages.accepted(c), reason="等配件", until=TOMORROW)


def said(c: Cast) -> Any:
    return suggestions.make(c.stranger, words="字太小", page=f"/a/{c.houjie.plaque}/")


def changed() -> dict[str, Any]:
    return {**defaults(), "limits": {**defaults()["limits"], "accept": {"amount": 2, "unit": "working_hour"}}}


def tried_list(c: Cast) -> Import:
    made = ledgers.check(c.chen, c.wenxing, slug="alleys", file_name="街巷.xlsx", content=b"PK")
    Import.objects.filter(pk=made.pk).update(stage=Stage.READY)
    return made


def announced(c: Cast) -> Example:
    begins = clock.now() + timedelta(days=4)
    times = {"begins_at": begins, "ends_at": begins + timedelta(hours=2)}
    return Example(c.chen, c.wenxing, course=lessons.course(c), where="文兴驿站", **times)


def moved(c: Cast) -> Example:
    begins = clock.now() + timedelta(days=6)
    times = {"begins_at": begins, "ends_at": begins + timedelta(hours=2)}
    return Example(c.chen, lessons.session(c), where="居委会二楼", **times)


def other(c: Cast) -> Example:
    first = stages.reported(c)
    return Example(c.chen, stages.reported(c, kind=c.parking), into=first)


EXAMPLES: dict[str, Callable[[Cast], Example]] = {
    "account.alarm": lambda c: Example(c.clock, account_of(c.people["chen"]), network="10.0.0.*"),
    "account.close": lambda c: Example(c.wu, account_of(c.people["chen"]), reason="调走了"),
    "account.open": lambda c: Example(c.wu, c.people["chen"], username="chenxiaoyan"),
    "account.renew": lambda c: Example(c.wu, account_of(c.people["chen"]), reason="手机丢了"),
    "appointment.change_alleys": lambda c: Example(
        c.chen, terms.at_work(c), alleys=[c.houjie.pk], reason="盐仓弄另有人照看"
    ),
    "appointment.let_end": lambda c: Example(c.sun, expired(c), is_own_wish=True),
    "appointment.note_death": lambda c: Example(c.chen, terms.on_paper(c), family="11 月 20 日和女儿通了电话"),
    "appointment.part": lambda c: Example(c.chen, terms.on_paper(c), cause=Cause.MOVED),
    "appointment.renew": lambda c: Example(
        c.sun, terms.willing(c), term_until=date(2028, 12, 3), approval_no="城东评聘〔2026〕9 号", is_willing=True
    ),
    "appointment.resign": lambda c: Example(c.wang, terms.on_paper(c)),
    "appointment.reveal": lambda c: Example(c.chen, mourned(c), reason="送聘书给家里"),
    "appointment.start": lambda c: Example(c.chen, terms.ready(c)),
    "appointment.suspend": lambda c: Example(c.chen, terms.on_paper(c), until_on=TOMORROW, reason="有一件事要查清"),
    "appointment.write_down": lambda c: Example(
        c.chen,
        c.people["wang"],
        approval_no="城东评聘〔2025〕1 号",
        begins_on=date(2025, 1, 1),
        term_until=date(2026, 12, 31),
    ),
    "body.close": lambda c: Example(c.wu, c.lamps),
    "body.enter": lambda c: Example(c.wu, name="县环卫所"),
    "case.edit": lambda c: Example(
        c.chen, terms.case(c), title="一张表", practice="每月请住户一起认一次东西。", effect="没有再堆回去。"
    ),
    "case.publish": lambda c: Example(c.chen, terms.case(c), is_authorised=True),
    "case.withdraw": lambda c: Example(c.chen, terms.public_case(c), reason="有人不愿意了"),
    "case.write": lambda c: Example(
        c.chen, c.wenxing, title="一张表", practice="每月请住户一起认一次东西。", effect="没有再堆回去。"
    ),
    "commendation.give": lambda c: Example(
        c.lin, c.people["wang"], ground=Thanks.DEED, reason="帮三户人家谈妥了水管", on=date(2026, 11, 20)
    ),
    "booking.accept": lambda c: Example(c.chen, pool.booked(c)),
    "booking.ask": lambda c: Example(c.chen, pool.offered(c), on=pool.SATURDAY, for_whom="北门的陈奶奶"),
    "booking.cancel": lambda c: Example(c.chen, pool.booked(c), reason="陈奶奶去女儿家了"),
    "booking.decline": lambda c: Example(c.chen, pool.booked(c)),
    "booking.finish": lambda c: Example(c.chen, pool.accepted(c, on=TODAY)),
    "consent.give": lambda c: Example(c.wang, c.people["wang"], purpose=Purpose.ALLEY_BOARD),
    "consent.withdraw": lambda c: Example(c.wang, consented(c)),
    "content.erase": lambda c: Example(c.zhou, line(c), ground="本人依法提出"),
    "county.found": lambda _c: Example(
        console(), code="350922", name="古田县", table=divisions.as_lines(divisions.urban("350922"))
    ),
    "course.close": lambda c: Example(c.chen, lessons.course(c)),
    "course.open": lambda c: Example(c.chen, c.wenxing, name="应急救护", kind=Lesson.SKILL),
    "device.bind": invited,
    "device.end": lambda c: Example(c.wang, bound(c)),
    "device.invite": lambda c: Example(c.chen, c.people["wang"]),
    "dismissal.answer": lambda c: Example(c.sun, terms.appealed(c), words="核实过，确有请假", is_upheld=True),
    "dismissal.appeal": lambda c: Example(c.chen, terms.dismissed(c), words="说好了请假"),
    "dismissal.drop": lambda c: Example(c.lin, terms.opened(c), reason="本人说明清楚了"),
    "dismissal.hear": lambda c: Example(c.lin, terms.stated(c), on=date(2026, 11, 23), words="当面谈过，两人在场"),
    "dismissal.open": lambda c: Example(c.chen, terms.on_paper(c), ground=Ground.UNABLE, reason="三个月没有到过巷里"),
    "dismissal.put_statement": lambda c: Example(c.wang, terms.opened(c), words="在福州照看孙子"),
    "dismissal.sign": lambda c: Example(c.sun, terms.signed_once(c)),
    "education.enter": lambda c: Example(
        c.sun, c.east, on=date(2026, 11, 20), what="廉洁和保密", people=[terms.on_paper(c).person_id]
    ),
    "feed.end": lambda c: Example(c.wang, training.open_feed(c.wang, c.people["wang"])),
    "feed.open": lambda c: Example(c.wang, c.people["wang"]),
    "invitation.accept": lambda c: Example(c.wang, lessons.asked(c)),
    "invitation.decline": lambda c: Example(c.wang, lessons.asked(c)),
    "session.announce": announced,
    "session.cancel": lambda c: Example(c.chen, lessons.session(c), reason="老师病了"),
    "session.follow_up": lambda c: Example(c.chen, lessons.held(c), words="上门看了一次"),
    "session.hold": lambda c: Example(c.chen, lessons.begun(c), present=[c.people["wang"].pk]),
    "session.invite": lambda c: Example(c.chen, lessons.session(c), person=c.people["wang"]),
    "session.move": moved,
    "grade.enter": lambda c: Example(
        c.sun,
        terms.on_paper(c),
        year=2026,
        level=Level.EXCELLENT,
        panel_on=date(2026, 11, 20),
        evaluators="孙国强、林立平",
        opinion="邻居有事先找她",
        papers="城东评议〔2026〕1 号",
    ),
    "hand_over.climb": lambda c: Example(c.clock, terms.left_long_ago(c)),
    "hand_over.give": lambda c: Example(c.chen, terms.left(c), to=c.people["li"]),
    "leave.end": lambda c: Example(c.chen, terms.away(c)),
    "leave.enter": lambda c: Example(
        c.chen, terms.on_paper(c), from_on=TOMORROW, until_on=TOMORROW, reason="去福州看孙子"
    ),
    "ledger.check": lambda c: Example(c.chen, c.wenxing, slug="alleys", file_name="街巷.xlsx", content=b"PK"),
    "ledger.export": lambda c: Example(c.chen, c.wenxing, slug="joint-consultation"),
    "ledger.take_in": lambda c: Example(c.chen, tried_list(c)),
    "matter.accept": lambda c: Example(c.chen, stages.reported(c)),
    "matter.add": lambda c: with_receipt(c, stages.noted, words="今天又多了一堆"),
    "matter.agree": lambda c: Example(
        c.wang, stages.consulting(c), words="房主搬走", parties="房主、邻居", due_on=TOMORROW
    ),
    "matter.answer": asked,
    "matter.attach": picture,
    "matter.correct": lambda c: with_receipt(c, stages.noted, landmark="榕树下"),
    "matter.climb": late,
    "matter.close": lambda c: Example(c.chen, stages.verified(c)),
    "matter.consult": lambda c: Example(c.wang, stages.noted(c), parties="房主、邻居"),
    "matter.declare_done": lambda c: Example(c.chen, stages.dispatched(c)),
    "matter.decline": lambda c: Example(c.chen, stages.reported(c), reason="是劳动合同的事", where="12333"),
    "matter.dispatch": lambda c: Example(c.chen, stages.accepted(c), body=c.lamps),
    "matter.extend": lambda c: Example(
        c.chen, stages.dispatched(c), reason="材料没到", until=TOMORROW + timedelta(days=20)
    ),
    "matter.join": lambda c: Example(c.stranger, stages.noted(c)),
    "matter.join_for": lambda c: Example(c.chen, stages.noted(c)),
    "matter.merge": other,
    "matter.not_yet": lambda c: Example(c.chen, stages.done(c), reason="还是不亮"),
    "matter.note": lambda c: Example(c.wang, c.houjie, kind=c.clutter),
    "matter.part": lambda c: Example(c.wang, stages.consulting(c), reason="一方没有来"),
    "matter.pause": lambda c: Example(c.chen, stages.accepted(c), reason="等配件", until=TOMORROW),
    "matter.report": lambda c: Example(c.wang, stages.noted(c)),
    "matter.resume": lambda c: Example(c.chen, paused(c)),
    "matter.return": lambda c: Example(c.chen, stages.dispatched(c), reason="不归其管", suggestion="物业"),
    "matter.reveal": lambda c: Example(c.wang, phoned(c), reason="打电话问在哪"),
    "matter.send_up": lambda c: Example(c.chen, stages.accepted(c), reason="要几家一起办"),
    "matter.settle": lambda c: Example(c.wang, stages.noted(c)),
    "matter.undo": lambda c: Example(c.chen, stages.accepted(c)),
    "matter.verify": lambda c: Example(c.chen, stages.done(c)),
    "matter.whistle": lambda c: Example(c.sun, stages.sent_up(c), body=c.lamps, case=WhistleCase.STUCK),
    "matter.withdraw": lambda c: with_receipt(c, stages.noted),
    "person.change_phone": lambda c: Example(c.wang, c.people["wang"], phone="13900139000"),
    "person.prefer_elder": lambda c: Example(c.wang, c.people["wang"], is_elder=True),
    "person.register": lambda c: Example(c.chen, c.houjie, name="赵大民", phone="13800138000"),
    "person.reveal": lambda c: Example(c.chen, with_phone(c), reason="通知开会"),
    "place.add_alley": lambda c: Example(c.chen, c.houjie.grid, name="油坊弄"),
    "place.add_grid": lambda c: Example(c.chen, c.wenxing, name="文兴第二网格"),
    "place.close": lambda c: Example(c.chen, c.houjie),
    "place.fill_in": lambda c: Example(c.chen, c.wenxing, residents=7448),
    "place.rename": lambda c: Example(c.chen, c.houjie, name="北后街"),
    "quota.set": lambda c: Example(c.wu, total=4, reason="每条街巷一位多一点"),
    "proof.issue": lambda c: Example(c.chen, served(c).person, since=date(2026, 11, 1), until=date(2026, 11, 23)),
    "qualification.enter": lambda c: Example(
        c.chen, c.people["wang"], kind=Kind.SKILL, name="应急救护", since=date(2026, 5, 8), evidence="红会 0093"
    ),
    "regulation.import_holidays": lambda c: Example(c.wu, table=NOTICE),
    "regulation.publish": lambda c: Example(c.wu, parameters=changed(), in_force_on=TOMORROW, reason="等太久"),
    "reserve.rank": lambda c: Example(c.chen, c.wenxing, order=(pool.entered(c).pk,), reason="先请有空的"),
    "role.end": lambda c: Example(c.sun, held(c, "wang"), reason="搬走了"),
    "role.give": lambda c: Example(c.sun, c.people["li"], role=Role.STEWARD, place=c.houjie),
    "service.enter": lambda c: Example(
        c.chen, c.people["wang"], project="驿站值班", on=date(2026, 11, 20), hours=Decimal("2.5"), content="接待来访"
    ),
    "service.strike": lambda c: Example(c.chen, served(c), reason="记重了"),
    "service_resource.change": lambda c: Example(c.chen, pool.offered(c), **OFFER),
    "service_resource.offer": lambda c: Example(c.chen, pool.entered(c), strength="理发", **OFFER),
    "service_resource.withdraw": lambda c: Example(c.chen, pool.offered(c)),
    "sign_in.end": lambda c: Example(c.wu, sign_in(c)),
    "suggestion.answer": lambda c: Example(c.chen, said(c), answer="大字版在每页下面"),
    "suggestion.make": lambda c: Example(c.stranger, words="字太小"),
    "talent.categorise": lambda c: Example(
        c.chen, pool.entered(c), category=pool.category(c), is_category_on_paper=True
    ),
    "talent.change": lambda c: Example(c.chen, pool.entered(c), strengths=["修电"]),
    "talent.enter": lambda c: Example(c.chen, c.wenxing, name="赵大民", strengths=["修电"], is_on_paper=True),
    "talent.reveal": lambda c: Example(c.chen, pool.categorised(c), reason="推荐代表要核对"),
    "talent_category.add": lambda c: Example(c.wu, name="退役军人"),
    "talent_category.withdraw": lambda c: Example(c.wu, pool.category(c)),
    "talent_survey.ask": lambda c: Example(c.chen, pool.opened(c), name="赵大民", answer=Answer.WILLING),
    "talent_survey.close": lambda c: Example(c.chen, pool.opened(c)),
    "talent_survey.open": lambda c: Example(c.chen, c.wenxing),
    "sync.discard": lambda c: Example(c.wang, aside.store(c), seq=1, op=uuid4()),
    "sync.expect": lambda c: Example(
        c.clock, matters.note(c.wang, c.houjie, kind=c.lamp, promised_pictures=2), photos=1
    ),
    "sync.force": lambda c: Example(c.clock, aside.held(c)),
    "sync.release": lambda c: Example(c.chen, aside.badly_filled(c), given={"words": "路面塌了"}, reason="打电话问过"),
    "sync.return": lambda c: Example(c.chen, aside.badly_filled(c), reason="写一句是什么事"),
    "sync.settle_conflict": lambda c: Example(c.chen, aside.conflicting(c), keep=Keep.HERE),
}


def expired(c: Cast) -> Any:
    return terms.on_paper(c, term_until=date(2026, 11, 22))


def mourned(c: Cast) -> Any:
    return stewards.note_death(c.chen, terms.on_paper(c), family="11 月 20 日和女儿通了电话")


def served(c: Cast) -> Service:
    return stewards.enter_service(
        c.chen, c.people["wang"], project="驿站值班", on=date(2026, 11, 20), hours=Decimal("2.5"), content="接待来访"
    )


def with_phone(c: Cast) -> Person:
    return people.change_phone(c.wang, c.people["wang"], phone="13900139000")


PUBLIC = frozenset({"matter.note", "matter.join", "suggestion.make"})
"""What somebody without an account and without a receipt may do. Every new name here needs its reason in review."""
FROM_NOTHING = frozenset({"county.found"})
"""What is done before there is a county."""
BY_THE_CLOCK = frozenset({"account.alarm", "sync.expect", "sync.force"})
"""What no person does: no page has a button for it."""
BY_PAGE = {
    "account.renew": "/renew/",
    "ledger.check": "/lists/alleys/",
    "feed.open": "/me/training/calendar/",
    "session.announce": "sessions/new/",
    "matter.attach": "photos",
    "matter.withdraw": "/withdraw/",
    "sign_in.end": "/sign-ins/",
}
"""Deeds whose own tests press the button of a page: by what is in its address."""
