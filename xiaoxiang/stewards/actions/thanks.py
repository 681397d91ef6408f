"""Thanking: commendations with what goes with them, and the cases that are told to everybody (seed 82, 83)."""

import re
from enum import Enum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Reason, clean
from xiaoxiang.matters.actions.noting import drawn_number
from xiaoxiang.pages.publish_check import refuse_unfit
from xiaoxiang.people.models import COMMUNITY, Consent, Person, Purpose, Role
from xiaoxiang.places.models import Place
from xiaoxiang.stewards.days import today
from xiaoxiang.stewards.models import Commendation, Grade, PublishedCase
from xiaoxiang.stewards.rights import commends, keeps_case, keeps_cases
from xiaoxiang.stewards.telling import MINE, tell_person

USE_OF_THE_SYSTEM = re.compile(
    r"登录|打卡|签到|在线|点赞|转发|浏览|里程|步数|积分|排名|第[一二三\d]+名"
    r"|(?:上报|巡查|拍照|上传|发|报送|记录)[^，。；]{0,6}\d+\s*(?:条|次|张|件|遍)"
    r"|\d+\s*(?:条|张|次)(?:照片|记录|巡查|上报|打卡|信息)"
)
"""Counts of use, likes and orders: no ground of a thank-you (N2, N5, N11)."""


class Ground(Enum):
    """What somebody is thanked for."""

    GRADE = "grade"
    DEED = "deed"
    YEARS = "years"
    PRACTICE = "practice"

    @property
    def label(self) -> Any:
        return Commendation.Ground(self.value).label


@action(
    "commendation.give",
    who=commends,
    says=gettext_lazy("{by}表彰{thing}"),
    verb=gettext_lazy("记下表彰"),
)
def commend(
    by: Actor,
    person: Person,
    *,
    ground: Annotated[Ground, Label(gettext_lazy("因为什么"), widget="choice", ask=gettext_lazy("选一样"))],
    reason: Annotated[
        Reason,
        Label(
            gettext_lazy("事由"),
            gettext_lazy("写办成了什么事、街坊怎么说，会印在证书上"),
            "textarea",
            gettext_lazy("写出事由"),
        ),
    ],
    on: Annotated[Day, Label(gettext_lazy("哪天"), ask=gettext_lazy("写出日期"))],
    reward: Annotated[
        Line | None, Label(gettext_lazy("奖励"), gettext_lazy("例如：荣誉证书、慰问品。这里只列清单，不发钱"))
    ] = None,
) -> Commendation:
    """Commend somebody for what came of the work, never for counts of any kind (seed 82; N2, N5, N11).

    The first ground needs a grade "excellent" that stands. Raises Refused('not_excellent'), 'badly_filled'.
    """
    counted = USE_OF_THE_SYSTEM.search(reason)
    wrong: dict[str, Any] = {}
    if counted:
        wrong["reason"] = _("“%(found)s”不作表彰的依据，写办成了什么事") % {"found": counted[0]}
    if on > today():
        wrong["on"] = _("选今天或以前的一天")
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=wrong)
    grade = _excellent(person) if ground is Ground.GRADE else None
    made = Commendation.objects.create(
        county_id=person.county_id, subdistrict_id=person.subdistrict_id, community_id=person.community_id,
        person=person, rank=rank_of(by, person), ground=ground.value, grade=grade, reason=reason, reward=reward or "",
        on=on, number=drawn_number(), entered_at=clock.now(), entered_by_id=by.person_id,
    )  # fmt: skip
    tell_person(person.pk, _("您受到表彰：%(reason)s") % {"reason": reason}, about=made.pk, address=MINE)
    return made


def rank_of(by: Actor, person: Person) -> Commendation.Rank:
    """In whose name: the nearest body that the actor belongs to."""
    if by.holds_any(COMMUNITY, person):
        return Commendation.Rank.COMMUNITY
    is_subdistrict = by.holds(Role.SUBDISTRICT_OFFICIAL, person)
    return Commendation.Rank.SUBDISTRICT if is_subdistrict else Commendation.Rank.COUNTY


def _excellent(person: Person) -> Grade:
    rows = Grade.objects.standing().filter(appointment__person=person).order_by("-panel_on", "-pk")
    grade = rows.first()
    if grade is None or grade.level != Grade.Level.EXCELLENT:
        raise Refused("not_excellent", _("%(name)s最近一次的考核不是优秀，换一个依据。") % {"name": person.name})
    return grade


Title = Annotated[Line, Label(gettext_lazy("标题"), ask=gettext_lazy("写出标题"))]
Practice = Annotated[
    str,
    BeforeValidator(clean),
    StringConstraints(min_length=10, max_length=2000),
    Label(gettext_lazy("做法"), gettext_lazy("怎么做的，别处也能照着做"), "textarea", gettext_lazy("写出怎么做的")),
]
Effect = Annotated[
    str,
    BeforeValidator(clean),
    StringConstraints(min_length=5, max_length=1000),
    Label(gettext_lazy("成效"), gettext_lazy("后来怎么样了，街坊怎么说"), "textarea", gettext_lazy("写出成效")),
]


@action(
    "case.write",
    who=keeps_cases,
    says=gettext_lazy("{by}写了案例“{result}”"),
    verb=gettext_lazy("存成草稿"),
    locks=False,
    changes=False,
)
def write_case(by: Actor, place: Place, *, title: Title, practice: Practice, effect: Effect) -> PublishedCase:
    """Write a case as a draft that only the community and its subdistrict read (DI6)."""
    return PublishedCase.objects.create(
        **PublishedCase.columns_of(place),
        title=title,
        practice=practice,
        effect=effect,
        written_at=clock.now(),
        written_by_id=by.person_id,
    )


@action("case.edit", who=keeps_case, says=gettext_lazy("{by}改了案例“{thing}”"), verb=gettext_lazy("存下来"))
def edit_case(by: Actor, case: PublishedCase, *, title: Title, practice: Practice, effect: Effect) -> PublishedCase:
    """Change a draft, or one that was taken down. Raises Refused('published')."""
    if case.state == PublishedCase.State.PUBLISHED:
        raise Refused("published", _("已经公开了。先撤下，改好再公开。"))
    case.title, case.practice, case.effect = title, practice, effect
    case.state = PublishedCase.State.DRAFT
    _save(case, "title", "practice", "effect", "state")
    return case


def _save(case: PublishedCase, *columns: str) -> None:
    case.version += 1
    case.save(update_fields=[*columns, "version"])


@action("case.publish", who=keeps_case, says=gettext_lazy("{by}公开了案例“{thing}”"), verb=gettext_lazy("公开"))
def publish_case(
    by: Actor,
    case: PublishedCase,
    *,
    is_authorised: Annotated[
        bool,
        Label(gettext_lazy("文中提到的人都同意了"), gettext_lazy("不在名册里的人，签字的原件留在社区")),
    ] = False,
) -> PublishedCase:
    """Publish: after the publish check, and with the consent of everybody who is named in it (DI4, DI6, N12).

    Raises Refused('published'), 'badly_filled', 'no_consent' naming who has not agreed.
    """
    if case.state == PublishedCase.State.PUBLISHED:
        raise Refused("published", _("已经公开了。"))
    if not is_authorised:
        raise Refused("badly_filled", _("先问过文中提到的人。"), fields={"is_authorised": _("都同意了才公开")})
    refuse_unfit_case(case)
    named = people_named(case)
    agreed = Consent.objects.standing().filter(person__in=named, purpose=Purpose.CASE)
    missing = [p.name for p in named if p.pk not in set(agreed.values_list("person_id", flat=True))]
    if missing:
        names = _("、").join(missing)
        raise Refused(
            "no_consent", _("%(names)s还没有同意写进公开的案例。问过本人，或者改成不提名字。") % {"names": names}
        )
    case.people.set(named)
    case.state, case.published_at, case.published_by_id = PublishedCase.State.PUBLISHED, clock.now(), by.person_id
    _save(case, "state", "published_at", "published_by")
    return case


def refuse_unfit_case(case: PublishedCase) -> None:
    """The publish check in one sentence: there is no field to put a finding at. Raises Refused('unfit')."""
    try:
        refuse_unfit({"title": case.title, "practice": case.practice, "effect": case.effect})
    except Refused as found:
        raise Refused("unfit", _("；").join(str(words) for words in found.fields.values()), status=422) from None


def people_named(case: PublishedCase) -> list[Person]:
    """Everybody of the community's register whose whole name stands in the words."""
    text = f"{case.title}\n{case.practice}\n{case.effect}"
    register = Person.objects.filter(county_id=case.county_id, community_id=case.community_id)
    return [person for person in register if person.name in text]


@action(
    "case.withdraw",
    who=keeps_case,
    says=gettext_lazy("{by}撤下了案例“{thing}”：{reason}"),
    verb=gettext_lazy("撤下"),
)
def withdraw_case(by: Actor, case: PublishedCase, *, reason: Reason) -> PublishedCase:
    """Take a case down. Raises Refused('not_public')."""
    if case.state != PublishedCase.State.PUBLISHED:
        raise Refused("not_public", _("这个案例没有公开。"))
    case.state, case.withdrawn_at = PublishedCase.State.WITHDRAWN, clock.now()
    _save(case, "state", "withdrawn_at")
    return case
