"""Stewards at every point of their way, for tests: Wang has an appointment, Zhao is new."""

from datetime import date, timedelta
from typing import Any

from tests.people import Cast, named
from xiaoxiang.door import clock
from xiaoxiang.people.models import Person
from xiaoxiang.stewards import actions, appointing
from xiaoxiang.stewards.actions.dismissing import Ground
from xiaoxiang.stewards.actions.grades import Level
from xiaoxiang.stewards.days import today
from xiaoxiang.stewards.models import Appointment, Dismissal, Grade, HandOver, Leave, PublishedCase, Qualification
from xiaoxiang.stewards.qualifying import qualify

NUMBER = "城东评聘〔2026〕3 号"


def newcomer(c: Cast, name: str = "赵大民") -> Person:
    return named(name, c.wenxing)


def trained(c: Cast, person: Person, **more: Any) -> Qualification:
    given = {"kind": Qualification.Kind.PRE_POST, "name": "岗前培训", "since": today()}
    return qualify(c.chen, person, **{**given, **more})


def waiting(c: Cast, person: Person | None = None, **more: Any) -> Appointment:
    """Approved, not at work yet."""
    begins_on = more.pop("begins_on", today())
    given = {
        "alleys": [c.houjie, c.yancang],
        "begins_on": begins_on,
        "term_until": begins_on + timedelta(days=730),
        "approval_no": NUMBER,
        "rule_number": 1,
    }
    return appointing.appoint(c.sun, person=person or newcomer(c), **{**given, **more})


def ready(c: Cast) -> Appointment:
    """Approved and trained."""
    made = waiting(c)
    trained(c, made.person)
    return made


def at_work(c: Cast) -> Appointment:
    """At work on 后街巷 and 盐仓弄."""
    return actions.start(c.chen, ready(c))


def on_paper(c: Cast, name: str = "wang", **more: Any) -> Appointment:
    """Wang, or Li: steward by role since long ago, with the appointment written down from its papers."""
    given = {"approval_no": NUMBER, "begins_on": date(2025, 1, 1), "term_until": today() + timedelta(days=10)}
    return actions.write_down(c.chen, c.people[name], **{**given, **more})


def graded(c: Cast, level: Level = Level.EXCELLENT, appointment: Appointment | None = None, **more: Any) -> Grade:
    given = {
        "year": 2026,
        "level": level,
        "panel_on": today() - timedelta(days=3),
        "evaluators": "孙国强、林立平、张阿婆",
        "opinion": "每天都在巷里，邻居有事先找她。",
        "papers": "城东评议〔2026〕1 号",
    }
    return actions.enter_grade(c.sun, appointment or on_paper(c), **{**given, **more})


def willing(c: Cast) -> Appointment:
    """Wang, graded excellent, ten days before her term ends."""
    return Appointment.objects.get(pk=graded(c).appointment_id)


def away(c: Cast) -> Leave:
    """Wang on leave from tomorrow for three days, covered by Li."""
    wang, _li = on_paper(c), on_paper(c, "li")
    first = today() + timedelta(days=1)
    return actions.enter_leave(
        c.chen, wang, from_on=first, until_on=first + timedelta(days=2), reason="看孙子", cover=c.people["li"]
    )


def opened(c: Cast, ground: Ground = Ground.UNABLE) -> Dismissal:
    """The community proposes to dismiss Wang."""
    is_graded = ground is Ground.NOT_COMPETENT
    appointment = graded(c, Level.NOT_COMPETENT).appointment if is_graded else on_paper(c)
    return actions.open_dismissal(c.chen, appointment, ground=ground, reason="三个月没有到过巷里，约谈两次没有来")


def stated(c: Cast, ground: Ground = Ground.UNABLE) -> Dismissal:
    return actions.put_statement(c.wang, opened(c, ground), words="这三个月在福州照看孙子，忘了请假")


def heard(c: Cast, ground: Ground = Ground.UNABLE) -> Dismissal:
    return actions.hear(c.lin, stated(c, ground), on=today(), words="林立平、孙国强在场，本人说明了情况")


def signed_once(c: Cast, ground: Ground = Ground.UNABLE) -> Dismissal:
    return actions.sign(c.lin, heard(c, ground))


def dismissed(c: Cast, ground: Ground = Ground.UNABLE) -> Dismissal:
    return actions.sign(c.sun, signed_once(c, ground))


def appealed(c: Cast, ground: Ground = Ground.UNABLE) -> Dismissal:
    return actions.appeal(c.chen, dismissed(c, ground), words="说好了请假，社区没有记")


def left(c: Cast, name: str = "wang", sort: HandOver.Sort = HandOver.Sort.ALLEY) -> HandOver:
    """What Wang left behind: her alley."""
    actions.resign(c.chen, on_paper(c, name))
    return HandOver.objects.get(sort=sort)


def left_long_ago(c: Cast) -> HandOver:
    """An alley that nobody took within the limit."""
    with clock.at(clock.now() - timedelta(days=20)):
        return left(c)


def case(c: Cast) -> PublishedCase:
    return actions.write_case(
        c.chen,
        c.wenxing,
        title="楼道堆物一张表",
        practice="每月请住户一起认一次东西，三天没有人认的统一清走。",
        effect="半年里没有再堆回去，街坊说走路宽了。",
    )


def public_case(c: Cast) -> PublishedCase:
    return actions.publish_case(c.chen, case(c), is_authorised=True)
