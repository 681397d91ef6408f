"""The pool itself: somebody is entered, what she can do is changed, her category is sealed."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Name
from xiaoxiang.people.actions.persons import WholePhone
from xiaoxiang.people.models import Person, Purpose
from xiaoxiang.places.models import Place
from xiaoxiang.talent import steps
from xiaoxiang.talent.models import Answer, Talent, TalentCategory
from xiaoxiang.talent.rights import community_here, community_or_herself
from xiaoxiang.talent.words import Strengths, Times, TimesNote

WHO = Label(gettext_lazy("名册里的人"), "", "select")
CATEGORY = Label(gettext_lazy("哪一类"), gettext_lazy("封存起来，要看得写原因"), "select", gettext_lazy("选一类"))
Paper = Annotated[
    bool, Label(gettext_lazy("本人签字同意记进人才信息库"), gettext_lazy("看到签字才勾，原件留在社区，随时可以撤回"))
]
CategoryPaper = Annotated[
    bool, Label(gettext_lazy("本人另外签字同意记下类别"), gettext_lazy("党员、代表、委员这几类要单独同意"))
]


@action(
    "talent.enter",
    who=community_here,
    says=gettext_lazy("{by}把一位居民记进了{thing}的人才信息库"),
    verb=gettext_lazy("记进人才库"),
    locks=False,
    changes=False,
    secret=("phone", "category"),
)
def enter(
    by: Actor,
    community: Place,
    *,
    person: Annotated[Person | None, WHO] = None,
    name: Name | None = None,
    phone: Annotated[WholePhone | None, Label(gettext_lazy("电话"), gettext_lazy("只给经办的人看"), "phone")] = None,
    strengths: Strengths,
    times: Times = (),
    times_note: TimesNote = "",
    answer: Annotated[Answer, Label(gettext_lazy("愿不愿意当管家"), "", "choice")] = Answer.WILLING,
    is_on_paper: Paper = False,
    category: Annotated[TalentCategory | None, CATEGORY] = None,
    is_category_on_paper: CategoryPaper = False,
) -> Talent:
    """Enter somebody into the pool, with her consent (seed 17; N12). Somebody new is entered into the register with it.

    Raises Refused('badly_filled') without consent or without a person, 'elsewhere', 'already_in'.
    """
    steps.require_community(community)
    whom = steps.somebody(community, person, name, phone)
    talent = Talent.objects.filter(person=whom).first()
    if Talent.objects.listed().filter(person=whom, community=community).exists():
        raise Refused("already_in", _("%(name)s已经在人才库里。") % {"name": whom.name})
    steps.agree(by, whom, Purpose.TALENT_POOL, "is_on_paper", is_on_paper=is_on_paper)
    talent = talent or Talent(person=whom, entered_at=by.moment)
    for column, value in Talent.columns_of(community).items():
        setattr(talent, column, value)
    talent.strengths, talent.times, talent.times_note = strengths, list(times), times_note
    talent.answer, talent.answered_at = answer, by.moment
    talent.entered_by_id, talent.cleared_at = by.person_id, None
    if category:
        seal_in(by, talent, category, is_on_paper=is_category_on_paper)
    talent.version += 1
    talent.save()
    return talent


def seal_in(by: Actor, talent: Talent, category: TalentCategory, *, is_on_paper: bool) -> None:
    """Put a category in; a political one only with a consent of its own."""
    if category.is_political:
        steps.agree(by, talent.person, Purpose.TALENT_CATEGORY, "is_category_on_paper", is_on_paper=is_on_paper)
    steps.put_category(talent, category)


def require_listed(talent: Talent) -> None:
    """Raises Refused('left') where the consent was taken back."""
    if not Talent.objects.listed().filter(pk=talent.pk).exists():
        raise Refused("left", _("本人没有同意，或者撤回了，这里不能再记。"))


@action(
    "talent.change",
    who=community_or_herself,
    says=gettext_lazy("{by}改了人才信息库里一位居民的特长和时间"),
    verb=gettext_lazy("改好了"),
)
def change(by: Actor, talent: Talent, *, strengths: Strengths, times: Times = (), times_note: TimesNote = "") -> Talent:
    """Change what somebody can do and when. Raises Refused('left')."""
    require_listed(talent)
    talent.strengths, talent.times, talent.times_note = strengths, list(times), times_note
    talent.version += 1
    talent.save(update_fields=["strengths", "times", "times_note", "version"])
    return talent


@action(
    "talent.categorise",
    who=community_or_herself,
    says=gettext_lazy("{by}记下了人才信息库里一位居民的类别"),
    verb=gettext_lazy("封存这一类"),
    secret=("category",),
)
def categorise(
    by: Actor,
    talent: Talent,
    *,
    category: Annotated[TalentCategory, CATEGORY],  # type: ignore[valid-type]
    is_category_on_paper: CategoryPaper = False,
) -> Talent:
    """Seal somebody's category, or another one in its place (seed 19). Raises Refused('left'), 'badly_filled'."""
    require_listed(talent)
    seal_in(by, talent, category, is_on_paper=is_category_on_paper)
    talent.version += 1
    talent.save(update_fields=["category", "category_blind", "version"])
    return talent
