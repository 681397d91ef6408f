"""Survey rounds: who would serve is asked, and every asking is a row (seed 18, ST9)."""

from typing import Annotated

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Name, clean
from xiaoxiang.pages.words import day
from xiaoxiang.people.actions.persons import WholePhone
from xiaoxiang.people.models import Person
from xiaoxiang.places.models import Place
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.talent import queries, steps
from xiaoxiang.talent.models import Answer, Asking, Talent, TalentSurvey
from xiaoxiang.talent.rights import community_here
from xiaoxiang.talent.words import Proxy, Remark

WHO = Label(gettext_lazy("名册里的人"), "", "select")
WITHOUT_NAME = frozenset({Answer.NOT, Answer.AWAY})
"""Of somebody new who said no or was not met nothing is kept but that it was so (PIPL 6)."""


@action(
    "talent_survey.open",
    who=community_here,
    says=gettext_lazy("{by}在{thing}开始了{result}"),
    verb=gettext_lazy("开始摸底"),
    changes=False,
)
def open_survey(
    by: Actor,
    community: Place,
    *,
    words: Annotated[
        Annotated[str, BeforeValidator(clean), StringConstraints(max_length=200)],
        Label(gettext_lazy("这次问谁、怎么问"), gettext_lazy("例如：问退休不久的党员，入户加电话")),
    ] = "",
    until: Annotated[Day | None, Label(gettext_lazy("打算哪天结束"))] = None,
) -> TalentSurvey:
    """Open a round; a community has one at a time. Raises Refused('already_open'), 'badly_filled' for a past day."""
    steps.require_community(community)
    rows = TalentSurvey.objects.filter(county_id=community.county_id, community=community)
    if rows.is_open().exists():
        raise Refused("already_open", _("还有一次摸底没有结束，先结束那一次。"))
    if until and until < clock.now().astimezone(SHANGHAI).date():
        raise steps.badly_filled(until=_("写今天或以后的日子"))
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    return TalentSurvey.objects.create(
        number=number,
        words=words,
        until=until,
        opened_at=clock.now(),
        opened_by_id=by.person_id,
        **TalentSurvey.columns_of(community),
    )


@action(
    "talent_survey.close",
    who=community_here,
    says=gettext_lazy("{by}结束了{thing}"),
    verb=gettext_lazy("结束摸底"),
)
def close_survey(
    by: Actor,
    survey: TalentSurvey,
    *,
    closing_words: Annotated[
        Annotated[str, BeforeValidator(clean), StringConstraints(max_length=500)],
        Label(gettext_lazy("摸底下来怎么样"), gettext_lazy("不写也行"), "textarea"),
    ] = "",
) -> TalentSurvey:
    """Close a round; nothing is asked in it any more. Raises Refused('already_closed')."""
    require_open(survey)
    survey.closed_at, survey.closed_by_id, survey.closing_words = clock.now(), by.person_id, closing_words
    survey.version += 1
    survey.save(update_fields=["closed_at", "closed_by", "closing_words", "version"])
    return survey


def require_open(survey: TalentSurvey) -> None:
    if survey.closed_at:
        raise Refused("already_closed", _("这次摸底已经结束了。"))


@action(
    "talent_survey.ask",
    who=community_here,
    says=gettext_lazy("{by}在{thing}里记下问了一位居民"),
    verb=gettext_lazy("记下来"),
    changes=False,
    secret=("phone",),
)
def ask(
    by: Actor,
    survey: TalentSurvey,
    *,
    person: Annotated[Person | None, WHO] = None,
    name: Name | None = None,
    phone: Annotated[WholePhone | None, Label(gettext_lazy("电话"), gettext_lazy("只给经办的人看"), "phone")] = None,
    answer: Annotated[Answer, Label(gettext_lazy("怎么说的"), "", "choice", gettext_lazy("选一项"))],
    answered_by: Proxy = "",
    words: Remark = "",
    is_own_wish: Annotated[
        bool, Label(gettext_lazy("是本人自己来说的"), gettext_lazy("以前说过不愿意，现在自己改了主意"))
    ] = False,
) -> Asking:
    """Write down that somebody was asked and what she said, or who spoke for her (seed 18; PE6).

    Raises Refused('already_closed'), 'elsewhere', 'not_again' while a no is respected (CO3 22), 'badly_filled'.
    """
    require_open(survey)
    whom = None
    if person or name:
        if person is None and answer in WITHOUT_NAME:
            raise steps.badly_filled(name=_("不愿意的、没找到的，不记名字，空着就行"))
        whom = steps.somebody(Place.objects.get(Q(pk=survey.community_id)), person, name, phone)
        if not is_own_wish:
            respect_a_no(by, whom)
    elif answer not in WITHOUT_NAME:
        raise steps.badly_filled(name=_("写出姓名，或者从名册里选"))
    asking = Asking.objects.create(
        county_id=survey.county_id,
        survey=survey,
        person=whom,
        answer=answer,
        answered_by=answered_by,
        words=words,
        at=by.moment,
        by_id=by.person_id,
    )
    if whom and answer != Answer.AWAY:
        Talent.objects.listed().filter(person=whom).update(answer=answer, answered_at=by.moment)
    return asking


def respect_a_no(by: Actor, whom: Person) -> None:
    """Nobody is asked again soon after a clear no; who changes her mind says so herself (CO3 22)."""
    said_no = queries.spoken(whom.pk).first()
    if said_no is None or said_no.answer != Answer.NOT:
        return
    binding = rules(by.county_id, said_no.at)
    ends = binding.ends(binding.parameters.limits.ask_again, said_no.at)
    if by.moment < ends:
        words = _("%(name)s %(said)s说过不愿意，%(until)s以后才再问。本人自己来说的，勾上“是本人自己来说的”。")
        told = {"name": whom.name, "said": day(said_no.at, by.moment), "until": day(ends, by.moment)}
        raise Refused("not_again", words % told)
