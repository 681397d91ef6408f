"""What is kept of a steward: qualifications from paper, the subdistrict's education, the record of volunteer service."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Reason, Words
from xiaoxiang.matters.actions.noting import drawn_number
from xiaoxiang.people.models import Person, Role
from xiaoxiang.places.models import Place
from xiaoxiang.stewards.days import today
from xiaoxiang.stewards.models import Appointment, Education, Proof, Qualification, Service
from xiaoxiang.stewards.qualifying import qualify
from xiaoxiang.stewards.rights import community_of_hers, is_hers, keeps_service

On = Annotated[Day, Label(gettext_lazy("哪天"), ask=gettext_lazy("写出日期"))]


class Kind(Enum):
    """Which training."""

    PRE_POST = "pre_post"
    SKILL = "skill"

    @property
    def label(self) -> Any:
        return Qualification.Kind(self.value).label


@action(
    "qualification.enter",
    who=community_of_hers,
    says=gettext_lazy("{by}凭证书记下{thing}的{name}"),
    verb=gettext_lazy("记下"),
)
def enter_qualification(
    by: Actor,
    person: Person,
    *,
    kind: Annotated[Kind, Label(gettext_lazy("哪一类"), widget="choice", ask=gettext_lazy("选一类"))],
    name: Annotated[Line, Label(gettext_lazy("训的什么"), ask=gettext_lazy("写出训的什么"))],
    since: Annotated[Day, Label(gettext_lazy("哪天训完的"), ask=gettext_lazy("写出日期"))],
    evidence: Annotated[
        Line, Label(gettext_lazy("凭什么记"), gettext_lazy("证书编号，或者签到表放在哪"), ask=gettext_lazy("写出凭据"))
    ],
    until: Annotated[Day | None, Label(gettext_lazy("有效到哪天"))] = None,
) -> Qualification:
    """Write down from its paper a training that was held elsewhere, or before this system was here (TR4).

    Those held here write themselves. Raises Refused('badly_filled').
    """
    _not_later(since, "since")
    if until is not None and until < since:
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"until": _("要晚于训完的日子")})
    return qualify(
        by, person, kind=Qualification.Kind(kind.value), name=name, since=since, until=until, evidence=evidence
    )


def _not_later(day: date, field: str) -> None:
    if day > today():
        raise Refused("badly_filled", _("有几处要改一改。"), fields={field: _("选今天或以前的一天")})


def educates(by: Actor, place: Place) -> Verdict:
    return by.holds(Role.SUBDISTRICT_OFFICIAL, place) or gettext_noop("管家的教育由街道来办。")


@action(
    "education.enter",
    who=educates,
    says=gettext_lazy("{by}记下{on}对管家的教育：{what}"),
    verb=gettext_lazy("记下这次教育"),
    locks=False,
    changes=False,
)
def enter_education(
    by: Actor,
    place: Place,
    *,
    on: On,
    what: Annotated[
        Words, Label(gettext_lazy("讲了什么"), gettext_lazy("题目、要点"), "textarea", gettext_lazy("写出讲了什么"))
    ],
    people: Annotated[
        list[UUID],
        Field(min_length=1, max_length=400),
        Label(gettext_lazy("哪些管家参加"), "", "checkboxes", gettext_lazy("选参加的人")),
    ],
) -> Education:
    """Write down what the subdistrict taught its stewards, and who was there (seed 13). Raises Refused('badly_filled')."""
    _not_later(on, "on")
    living = Appointment.objects.living().filter(county_id=by.county_id, subdistrict_id=place.pk)
    found = list(Person.objects.filter(pk__in=people, appointments__in=living))
    if len(found) != len(set(people)):
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"people": _("选本街道的管家")})
    made = Education.objects.create(
        county_id=place.county_id,
        subdistrict_id=place.pk,
        on=on,
        what=what,
        entered_at=clock.now(),
        entered_by_id=by.person_id,
    )
    made.people.set(found)
    return made


@action(
    "service.enter",
    who=community_of_hers,
    says=gettext_lazy("{by}记下{thing}的志愿服务：{project}，{hours} 小时"),
    verb=gettext_lazy("记下这次服务"),
)
def enter_service(
    by: Actor,
    person: Person,
    *,
    project: Annotated[
        Line, Label(gettext_lazy("什么项目"), gettext_lazy("例如：驿站值班"), ask=gettext_lazy("写出项目"))
    ],
    on: On,
    hours: Annotated[
        Decimal,
        Field(ge=Decimal("0.5"), le=24, decimal_places=1),
        Label(
            gettext_lazy("几小时"),
            gettext_lazy("答应了、也做了的时间，不是用手机的时间"),
            "number",
            gettext_lazy("写出几小时"),
        ),
    ],
    content: Annotated[
        Annotated[str, Field(min_length=1, max_length=200)],
        Label(gettext_lazy("做了什么"), "", "textarea", gettext_lazy("写出做了什么")),
    ],
    evaluation: Annotated[Line | None, Label(gettext_lazy("评价"), gettext_lazy("服务对象或者活动负责人的话"))] = None,
) -> Service:
    """Write down a service that was accepted and held: for the civil-affairs record alone (LB11, ledger 27)."""
    _not_later(on, "on")
    return Service.objects.create(
        county_id=person.county_id,
        subdistrict_id=person.subdistrict_id,
        community_id=person.community_id,
        person=person,
        project=project,
        on=on,
        hours=hours,
        content=content,
        evaluation=evaluation or "",
        entered_at=clock.now(),
        entered_by_id=by.person_id,
    )


@action(
    "service.strike",
    who=keeps_service,
    says=gettext_lazy("{by}划掉一条志愿服务“{thing}”：{reason}"),
    verb=gettext_lazy("划掉这一条"),
)
def strike_service(by: Actor, service: Service, *, reason: Reason) -> Service:
    """Strike out what was written down wrongly: the row stays, it no longer counts. Raises Refused('already_struck')."""
    if service.struck_at is not None:
        raise Refused("already_struck", _("这一条已经划掉了。"))
    service.struck_at, service.struck_because = clock.now(), reason
    service.version += 1
    service.save(update_fields=["struck_at", "struck_because", "version"])
    return service


def issues(by: Actor, person: Person) -> Verdict:
    """The community issues it, to stewards and whoever else served; one may ask for one's own at the desk."""
    return community_of_hers(by, person) if not is_hers(by, person.pk) else gettext_noop("到社区柜台开，不收钱。")


@action(
    "proof.issue",
    who=issues,
    says=gettext_lazy("{by}给{thing}开了志愿服务证明"),
    verb=gettext_lazy("开证明"),
)
def issue_proof(
    by: Actor,
    person: Person,
    *,
    since: Annotated[Day, Label(gettext_lazy("从哪天"), ask=gettext_lazy("写出第一天"))],
    until: Annotated[Day, Label(gettext_lazy("到哪天"), ask=gettext_lazy("写出最后一天"))],
) -> Proof:
    """Issue a certificate of volunteer service over what stands in the record: free of charge (LB11, 19).

    Raises Refused('nothing_there'), 'badly_filled'.
    """
    if until < since:
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"until": _("要晚于第一天")})
    rows = Service.objects.standing().filter(person=person, on__range=(since, until))
    hours = rows.aggregate(hours=Sum("hours"))["hours"]
    if not hours:
        raise Refused("nothing_there", _("这段日子没有志愿服务的记录。"))
    return Proof.objects.create(
        county_id=person.county_id,
        subdistrict_id=person.subdistrict_id,
        community_id=person.community_id,
        person=person,
        number=drawn_number(),
        since=since,
        until=until,
        hours=hours,
        issued_at=clock.now(),
        issued_by_id=by.person_id,
    )
